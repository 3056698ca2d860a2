/** The page of the widget: its fields and buttons to show, hide, rename and reorder. */

import { aboutServer, act, dialog, every, post, Refusal, toast, watch } from './app.js';
import { el, fill } from './dom.js';
import { show, startPreview } from './preview.js';

const POLL_MILLIS = 3000;
const PREVIEW_AFTER_MILLIS = 120;
const MOST_UNDONE = 100;

/** The file as the server told it last, what is arranged here, and what it was before each change. */
const state = { file: null, arrangement: null, before: [], store: '', newer: null, busy: false };

const isDirty = () => JSON.stringify(state.arrangement) !== JSON.stringify(state.file.arrangement);
const copy = (arrangement) => structuredClone(arrangement);

// ---------------------------------------------------------------- changes

/** Changes the arrangement, and keeps what it was. */
function change(how) {
  const before = copy(state.arrangement);
  how(state.arrangement);
  keepBefore(before);
  drawLists();
  drawBar();
  previewSoon();
}

function keepBefore(before) {
  if (JSON.stringify(before) !== JSON.stringify(state.arrangement)) {
    state.before.push(before);
    state.before.splice(0, Math.max(0, state.before.length - MOST_UNDONE));
  }
}

/** The list and the index of the entry that a trail of indices leads to. */
function at(trail, arrangement = state.arrangement) {
  const [kind, ...steps] = trail;
  let list = arrangement[kind];
  for (const step of steps.slice(0, -1)) {
    list = list[step].fields;
  }
  return { list, index: steps.at(-1) };
}

function move(trail, to) {
  const { list, index } = at(trail);
  if (to < 0 || to >= list.length || to === index) {
    return;
  }
  const name = nameOf(list[index]);
  const many = list.length;
  change((arrangement) => {
    const there = at(trail, arrangement).list;
    there.splice(to, 0, ...there.splice(index, 1));
  });
  say(`${name} is number ${to + 1} of ${many} now.`);
  document.getElementById(idOf([...trail.slice(0, -1), to], 'grip'))?.focus();
}

function nameOf(entry) {
  return entry.title ?? entry.label;
}

function say(words) {
  document.getElementById('said').textContent = words;
}

function adopt(file) {
  state.file = file;
  state.arrangement = copy(file.arrangement);
  state.before = [];
  state.newer = null;
  drawAll();
}

async function undo() {
  if (state.before.length > 0) {
    state.arrangement = state.before.pop();
    drawAll();
  } else if (state.file.undoable) {
    await send('/console/api/widget/undo', {}, 'The last save is undone.');
  }
}

async function save() {
  return send('/console/api/widget', { arrangement: state.arrangement }, `Saved in ${state.file.file}.`);
}

async function send(path, body, done) {
  state.busy = true;
  drawBar();
  try {
    const file = await post(path, { ...body, version: state.file.version });
    adopt(file);
    toast(done);
    return true;
  } catch (error) {
    toast(error instanceof Refusal ? error.message : 'The server does not answer.', 'bad');
    watched.now();
    return false;
  } finally {
    state.busy = false;
    drawBar();
  }
}

async function publish() {
  if (isDirty() && !(await save())) {
    return;
  }
  state.busy = true;
  drawBar();
  const report = await act(() => post('/console/api/widget/publish', { store: state.store }));
  state.busy = false;
  drawBar();
  if (report === null) {
    return;
  }
  if (report.right && report.steps.every(({ status }) => status !== 'warning')) {
    toast(report.changed ? 'Gorgias shows it as it is here.' : 'Gorgias has it like that already.', 'good');
  } else {
    await dialog(
      report.right ? 'Gorgias has it now' : 'Gorgias couldn’t be told',
      el('ul', { class: 'told' }, report.steps.map((step) => el('li', { class: `told-${step.status}` }, step.sentence))),
      'All right',
    );
  }
}

// ---------------------------------------------------------------- the lists

function drawLists() {
  fill(
    document.getElementById('lists'),
    el(
      'section',
      { class: 'arrange', 'aria-label': 'Fields' },
      el(
        'header',
        { class: 'arrange-head' },
        el('h2', {}, 'Fields'),
        el(
          'label',
          { class: 'widget-title' },
          'Title of the widget',
          el('input', { id: 'widget-title', class: 'input', maxlength: '200', value: state.arrangement.title, ...renaming((arrangement, text) => {
            arrangement.title = text;
          }) }),
        ),
      ),
      list(['fields'], state.arrangement.fields),
    ),
    el(
      'section',
      { class: 'arrange', 'aria-label': 'Buttons' },
      el('header', { class: 'arrange-head' }, el('h2', {}, 'Buttons'), el('p', { class: 'hint' }, 'Each is shown only while it makes sense for a subscription.')),
      list(['buttons'], state.arrangement.buttons),
    ),
  );
}

function list(trail, entries) {
  return el('ol', { class: 'entries' }, entries.map((entry, index) => item([...trail, index], entry, entries.length)));
}

function idOf(trail, part) {
  return `${part}-${trail.join('-')}`;
}

function item(trail, entry, many) {
  const name = nameOf(entry);
  const isButton = trail[0] === 'buttons';
  const index = trail.at(-1);
  const node = el(
    'li',
    { class: `entry ${entry.shown ? '' : 'entry-hidden'}` },
    el(
      'div',
      { class: 'entry-row' },
      el(
        'button',
        {
          type: 'button',
          class: 'grip',
          id: idOf(trail, 'grip'),
          'aria-label': `Move ${name}, number ${index + 1} of ${many}: arrow keys`,
          title: 'Drag, or press the arrow keys',
          onkeydown: (event) => {
            const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
            if (step) {
              event.preventDefault();
              move(trail, index + step);
            }
          },
          onpointerdown: (event) => drag(event, node, trail),
        },
        '⠿',
      ),
      el('input', {
        type: 'checkbox',
        role: 'switch',
        class: 'toggle',
        id: idOf(trail, 'shown'),
        'aria-label': `Show ${name}`,
        checked: entry.shown,
        onchange: (event) => {
          const { checked } = event.target;
          change((arrangement) => {
            const { list: there, index: place } = at(trail, arrangement);
            there[place].shown = checked;
          });
          document.getElementById(idOf(trail, 'shown')).focus();
        },
      }),
      el('input', {
        class: 'entry-name',
        id: idOf(trail, 'name'),
        'aria-label': isButton ? `Words on the button ${entry.own_label}` : `Title of ${entry.path}`,
        maxlength: '200',
        spellcheck: 'false',
        value: name,
        placeholder: isButton ? entry.own_label : entry.path,
        ...renaming((arrangement, text) => {
          const { list: there, index: place } = at(trail, arrangement);
          there[place][isButton ? 'label' : 'title'] = text;
        }),
      }),
      el('code', { class: 'entry-path' }, isButton ? entry.action : entry.path),
      !isButton && entry.type !== 'text' && el('span', { class: 'chip' }, entry.type),
    ),
    !isButton && entry.fields.length > 0 && list([...trail], entry.fields),
  );
  return node;
}

/** What an input needs to rename: each key shows in the preview, and the whole is one change. */
function renaming(put) {
  let before = null;
  return {
    onfocus: () => {
      before = copy(state.arrangement);
    },
    oninput: (event) => {
      put(state.arrangement, event.target.value);
      drawBar();
      previewSoon();
    },
    onchange: () => {
      keepBefore(before);
      before = copy(state.arrangement);
      drawBar();
    },
    onkeydown: (event) => {
      if (event.key === 'Enter') {
        event.target.blur();
      }
    },
  };
}

/** Follows the pointer among the neighbours, and keeps the order when it is let go. */
function drag(event, node, trail) {
  if (event.button !== 0) {
    return;
  }
  event.preventDefault();
  const grip = event.currentTarget;
  const place = node.parentElement;
  grip.setPointerCapture(event.pointerId);
  node.classList.add('dragged');
  const follow = ({ clientY }) => {
    const { previousElementSibling: above, nextElementSibling: below } = node;
    if (above && clientY < middle(above)) {
      place.insertBefore(node, above);
    } else if (below && clientY > middle(below)) {
      place.insertBefore(below, node);
    }
  };
  const end = () => {
    grip.removeEventListener('pointermove', follow);
    node.classList.remove('dragged');
    const to = [...place.children].indexOf(node);
    if (to === trail.at(-1)) {
      grip.focus();
    } else {
      move(trail, to);
    }
  };
  grip.addEventListener('pointermove', follow);
  grip.addEventListener('pointerup', end, { once: true });
  grip.addEventListener('pointercancel', end, { once: true });
}

function middle(node) {
  const box = node.getBoundingClientRect();
  return box.top + box.height / 2;
}

// ---------------------------------------------------------------- the bar

function drawBar() {
  const { file, before, busy, newer } = state;
  const dirty = isDirty();
  const published = file.stores[state.store];
  const stuck = file.mistake !== null;
  const focused = document.activeElement?.id;
  fill(
    document.getElementById('bar'),
    el('h1', {}, 'Widget'),
    el('p', { class: 'hint bar-file' }, el('code', {}, file.file), dirty ? ' – not saved' : ''),
    el(
      'div',
      { class: 'bar-buttons' },
      button('undo', before.length > 0 || !file.undoable ? 'Undo' : 'Undo the last save', '', undo, busy || stuck || (before.length === 0 && !file.undoable)),
      button('save', 'Save', dirty ? 'button-primary' : '', save, busy || stuck || !dirty),
      button(
        'publish',
        dirty ? 'Save and publish' : 'Publish',
        dirty ? '' : 'button-primary',
        publish,
        busy || stuck || !published,
        published ? `Has Gorgias show it to the agents of ${state.store}` : `${state.store} isn’t connected by settings of its own`,
      ),
    ),
  );
  fill(
    document.getElementById('news'),
    stuck &&
      el(
        'p',
        { class: 'strip strip-bad', role: 'alert' },
        el('strong', {}, `${file.mistake.file}${file.mistake.line > 0 ? `, line ${file.mistake.line}` : ''}: `),
        file.mistake.message,
        ' The last version without a mistake stays in force; correct the file to arrange it here again.',
      ),
    newer !== null &&
      el(
        'p',
        { class: 'strip strip-warn', role: 'alert' },
        'The file was changed by somebody else meanwhile. ',
        el('button', { type: 'button', class: 'link', onclick: () => adopt(newer) }, 'Take the file as it is now'),
      ),
  );
  document.getElementById('lists').inert = stuck;
  if (focused && document.getElementById('bar').contains(document.getElementById(focused))) {
    document.getElementById(focused).focus();
  }
}

function button(id, words, kind, what, isOff, title) {
  return el(
    'button',
    {
      type: 'button',
      id,
      class: `button ${kind}`,
      title: title ?? null,
      'aria-disabled': isOff ? 'true' : null,
      onclick: () => (isOff ? null : what()),
    },
    words,
  );
}

// ---------------------------------------------------------------- the preview

let previewing = null;

function previewSoon() {
  clearTimeout(previewing);
  previewing = setTimeout(async () => {
    const body = { store: state.store };
    if (state.file.mistake === null) {
      body.arrangement = state.arrangement;
    }
    const template = await act(() => post('/console/api/widget/template', body));
    if (template !== null) {
      show(template);
    }
  }, PREVIEW_AFTER_MILLIS);
}

function drawAll() {
  drawLists();
  drawBar();
  previewSoon();
}

// ---------------------------------------------------------------- the page

const watched = watch(
  () => '/console/api/widget',
  (file, error) => {
    if (file === null) {
      toast(error.message, 'bad');
    } else if (state.file === null || !isDirty() || file.version === state.file.version) {
      const isNew = state.file?.version !== file.version;
      if (isNew) {
        adopt(file);
      } else {
        state.file = { ...file };
        drawBar();
      }
    } else {
      state.newer = file;
      drawBar();
    }
  },
);

/** A choice of what is seen where the window is too narrow for both. */
function pane(value, words, checked) {
  return el(
    'label',
    {},
    el('input', {
      type: 'radio',
      name: 'pane',
      value,
      checked,
      onchange: () => document.body.classList.toggle('sees-preview', value === 'preview'),
    }),
    el('span', {}, words),
  );
}

export async function draw(host) {
  document.title = 'Widget – Gorgias x Smartrr';
  const about = await aboutServer();
  state.store = about.stores[0]?.name ?? '';
  host.classList.add('page-widget');
  fill(
    host,
    el('header', { id: 'bar', class: 'widget-bar' }),
    el('div', { id: 'news' }),
    el(
      'fieldset',
      { class: 'segments panes' },
      el('legend', { class: 'visually-hidden' }, 'Part of the page'),
      pane('arrange', 'Arrange', true),
      pane('preview', 'Preview', false),
    ),
    el('p', { id: 'said', class: 'visually-hidden', 'aria-live': 'assertive' }),
    el(
      'div',
      { class: 'halves' },
      el('div', { id: 'lists' }),
      el('section', { id: 'customer-preview', class: 'previewed', 'aria-label': 'Preview' }),
    ),
  );
  await watched.now();
  startPreview(document.getElementById('customer-preview'), about.stores, (store) => {
    state.store = store;
    if (state.file !== null) {
      drawBar();
      previewSoon();
    }
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.matches('input:not([type=checkbox]), textarea');
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !isTyping) {
      event.preventDefault();
      undo();
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      document.getElementById('save').click();
    }
  });
  addEventListener('beforeunload', (event) => {
    if (state.file !== null && isDirty()) {
      event.preventDefault();
    }
  });
  every(POLL_MILLIS, () => watched.now());
}
