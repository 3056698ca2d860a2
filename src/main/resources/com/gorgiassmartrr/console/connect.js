/** The page that connects stores: how each is, the fields to fill in, and what is being done. */

import { connected, dialog, every, Refusal, toast, watch } from './app.js';
import { el, fill, keepFocus } from './dom.js';
import { API, begin, line, outside } from './works.js';

const POLL_MILLIS = 3000;
const POLL_WORK_MILLIS = 400;

/** Where the tab keeps which work it follows, so that a reload finds it again. */
const FOLLOWED = 'followed-work';

/** The fields, in their order: what each is called, and whether it is secret. */
const FIELDS = {
  gorgias_domain: 'Gorgias domain',
  gorgias_user: 'Gorgias user',
  gorgias_api_key: 'Gorgias API key',
  smartrr_token: 'Smartrr token',
  store: 'Store name',
  public_url: 'Public address',
};
const SECRET = ['gorgias_api_key', 'smartrr_token'];

/** What work of each kind is called while it goes on, when it is right, and when it isn't; and what that means. */
const WORDS = {
  connect: ['Connecting', 'is connected', 'isn’t connected', 'From now on each ticket gets its customer’s subscriptions.'],
  rotate: ['Renewing the secret of', 'has a new secret', 'has no new secret yet', 'Gorgias sends the new secret.'],
  check: ['Checking', 'is as it is to be', 'isn’t as it is to be', ''],
  reactivate: ['Switching on', 'is switched on', 'isn’t switched on', 'Gorgias asks this server again.'],
  disconnect: ['Disconnecting', 'is disconnected', 'isn’t disconnected', 'What connect made is removed.'],
};

const INTEGRATION = {
  on: ['good', 'connected'],
  off: ['bad', 'switched off by Gorgias'],
  missing: ['warn', 'not in Gorgias'],
  unknown: ['off', 'Gorgias not asked yet'],
};

/** What the server told last, and the work that is followed here. */
const state = { server: null, work: null, lost: '', filledFor: null };

const byId = (id) => document.getElementById(id);
const isRunning = () => state.work?.running ?? false;

// ---------------------------------------------------------------- stores

/** Draws them where they have changed, and nothing moves while work goes on. */
function drawStores() {
  const { stores } = state.server;
  const host = byId('stores');
  const key = JSON.stringify(stores);
  const isDrawn = host.dataset.key !== undefined;
  if (!isDrawn || (host.dataset.key !== key && !isRunning())) {
    host.dataset.key = key;
    keepFocus(host, () => fill(host, stores.map(drawStore)));
    byId('intro').hidden = stores.length > 0;
    tellKept();
  }
  for (const button of host.querySelectorAll('.store-actions button')) {
    setBusy(button);
  }
  setBusy(byId('submit'));
}

/** While work goes on, a button can't begin other work. */
function setBusy(button) {
  if (isRunning()) {
    button.setAttribute('aria-disabled', 'true');
  } else {
    button.removeAttribute('aria-disabled');
  }
}

function drawStore(store) {
  const isOff = store.integration === 'off';
  const [kind, words] = store.address ? INTEGRATION[store.integration] : ['off', 'no Gorgias account is set'];
  return el(
    'section',
    { class: 'store', 'aria-label': store.name },
    el('h2', {}, store.name, el('span', { class: `state state-${kind}` }, words)),
    store.mistake && el('p', { class: 'strip strip-bad' }, store.mistake),
    isOff && el('p', { class: 'strip strip-bad', dir: 'auto' }, store.problem),
    el(
      'dl',
      { class: 'facts' },
      fact('Gorgias account', store.address && outside(`${store.address}/app/`, store.address.replace(/^https?:\/\//, ''))),
      fact('Gorgias user', store.gorgias_user),
      fact('Public address', store.public_url),
      fact('Settings', store.place ? ['kept in ', el('code', {}, store.place)] : 'in the environment or in application.properties'),
    ),
    el(
      'div',
      { class: 'store-actions' },
      isOff && work(store, 'reactivate', 'Re-activate', 'button-primary'),
      work(store, 'check', 'Check'),
      work(store, 'connect', store.integration === 'on' ? 'Set right' : 'Connect again'),
      work(store, 'rotate', 'Rotate secret'),
      action('Change fields', () => edit(store)),
      work(store, 'disconnect', 'Disconnect', 'button-quiet'),
    ),
  );
}

function fact(term, value) {
  return [el('dt', {}, term), el('dd', {}, value || '–')];
}

const QUESTIONS = {
  rotate: (store) => [
    `Rotate the secret of ${store.name}?`,
    [
      el('p', {}, 'Gorgias gets a new secret. The old one is valid until it has it, so no ticket goes without an answer.'),
      el('p', {}, 'The address for Smartrr’s webhooks changes with it: register the new one afterwards.'),
    ],
    'Rotate secret',
    'primary',
  ],
  disconnect: (store) => [
    `Disconnect ${store.name}?`,
    [
      el('p', {}, 'This removes'),
      el(
        'ul',
        { class: 'plain' },
        store.address && el('li', {}, 'the HTTP integration and the widget that connect made in ', el('b', {}, store.address.replace(/^https?:\/\//, ''))),
        store.place && el('li', {}, 'the store’s settings in ', el('code', {}, store.place), ', with the API key, the token and the secret'),
      ),
      el('p', {}, 'Agents see no subscriptions any more. Presses and notes of the past stay.'),
    ],
    'Disconnect',
    'danger',
  ],
};

function work(store, kind, words, look = '') {
  return action(
    words,
    async () => {
      const question = QUESTIONS[kind]?.(store);
      if (!question || (await dialog(...question)) !== null) {
        await run(kind, { store: store.name });
      }
    },
    look,
  );
}

function action(words, what, look = '') {
  return el(
    'button',
    {
      type: 'button',
      class: `button button-small ${look}`,
      onclick: () => (isRunning() ? null : what()),
    },
    words,
  );
}

// ---------------------------------------------------------------- the form

function drawForm() {
  const { usual, places } = state.server;
  fill(
    byId('form'),
    group('Gorgias', 3, field('gorgias_domain', places), field('gorgias_user', places), field('gorgias_api_key', places)),
    group('Smartrr', 1, field('smartrr_token', places)),
    group('This server', 2, field('public_url', places), field('store', { store: 'what this server calls the store: lower-case letters, digits, hyphens' })),
    el(
      'div',
      { class: 'form-foot' },
      el('button', { type: 'submit', id: 'submit', class: 'button button-primary' }, 'Connect'),
      el('p', { id: 'form-said', class: 'hint', role: 'alert' }),
    ),
  );
  empty();
}

/** Has the form be about a store that isn't there yet. */
function empty() {
  const { usual, stores } = state.server;
  Object.keys(FIELDS).forEach((name) => put(name, ''));
  put('store', stores.some(({ name }) => name === usual.name) ? '' : usual.name);
  put('public_url', usual.public_url ?? '');
  tellKept();
}

function group(title, width, ...fields) {
  return el('fieldset', { class: `group group-${width}` }, el('legend', {}, title), fields);
}

function field(name, places) {
  const isSecret = SECRET.includes(name);
  return el(
    'div',
    { class: 'form-field' },
    el('label', { for: `field-${name}` }, FIELDS[name]),
    el('input', {
      id: `field-${name}`,
      name,
      class: 'input',
      type: isSecret ? 'password' : 'text',
      inputmode: { gorgias_user: 'email', public_url: 'url' }[name] ?? null,
      autocomplete: isSecret ? 'new-password' : 'off',
      autocapitalize: 'none',
      spellcheck: 'false',
      'aria-describedby': `wrong-${name} kept-${name} place-${name}`,
      oninput: () => {
        unmark(name);
        if (name === 'store') {
          tellKept();
        }
      },
    }),
    el('p', { id: `wrong-${name}`, class: 'wrong', hidden: true }),
    isSecret && el('p', { id: `kept-${name}`, class: 'kept', hidden: true }, 'Leave it empty to keep the one we have.'),
    el('p', { id: `place-${name}`, class: 'hint' }, sentence(places[name])),
  );
}

function sentence(words) {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const input = (name) => byId(`field-${name}`);

function put(name, value) {
  input(name).value = value;
}

/** Says at the secrets that they needn't be filled in where the store is there already. */
function tellKept() {
  const name = input('store').value.trim();
  const known = state.server.stores.find((store) => store.name === name);
  for (const secret of SECRET) {
    byId(`kept-${secret}`).hidden = !known;
  }
  const { length } = state.server.stores;
  byId('form-title').textContent = known ? `The fields of ${name}` : length > 0 ? 'Connect another store' : 'Connect a store';
  byId('submit').textContent = known ? 'Connect again' : 'Connect';
}

/** Has the form be about a store that is there. */
function edit(store) {
  Object.keys(FIELDS).forEach(unmark);
  put('store', store.name);
  put('gorgias_domain', store.gorgias_domain ?? '');
  put('gorgias_user', store.gorgias_user ?? '');
  put('public_url', store.public_url ?? '');
  SECRET.forEach((secret) => put(secret, ''));
  byId('fold').open = true;
  tellKept();
  input('gorgias_domain').focus();
}

function mark(name, words) {
  const said = byId(`wrong-${name}`);
  said.textContent = words;
  said.hidden = false;
  byId(`place-${name}`).hidden = true;
  input(name).setAttribute('aria-invalid', 'true');
}

function unmark(name) {
  byId(`wrong-${name}`).hidden = true;
  byId(`place-${name}`).hidden = false;
  input(name).removeAttribute('aria-invalid');
}

/** Shows at its field what is wrong with it, and puts the keyboard there; tells whether it did. */
function markAll(steps) {
  let first = null;
  for (const { part, status, sentence: words } of steps) {
    if (status === 'wrong' && part in FIELDS && byId(`wrong-${part}`).hidden) {
      mark(part, words);
      first ??= part;
    }
  }
  if (first !== null) {
    byId('fold').open = true;
    input(first).focus();
  }
  return first !== null;
}

async function submit(event) {
  event.preventDefault();
  if (isRunning()) {
    return;
  }
  Object.keys(FIELDS).forEach(unmark);
  await run('connect', Object.fromEntries(new FormData(byId('form'))), true);
}

// ---------------------------------------------------------------- work

async function run(kind, body, isForm = false) {
  byId('form-said').textContent = '';
  try {
    const begun = await begin(kind, body);
    state.filledFor = isForm ? begun.id : null;
    follow(begun);
    byId('work').scrollIntoView({ block: matchMedia('(max-width: 860px)').matches ? 'start' : 'nearest' });
    watched.now();
  } catch (error) {
    if (isForm && error instanceof Refusal) {
      if (!markAll(error.status === 422 ? (error.answer.steps ?? []) : [])) {
        byId('form-said').textContent = error.message;
      }
    } else {
      toast(error instanceof Refusal ? error.message : 'The server does not answer.', 'bad');
    }
  }
}

/** Tells work from now on, and after a reload. */
function follow(work) {
  const isNew = state.work?.id !== work.id;
  const ends = isNew ? !work.running : state.work.running && !work.running;
  state.work = work;
  state.lost = '';
  sessionStorage.setItem(FOLLOWED, JSON.stringify(work));
  drawWork(isNew);
  drawStores();
  if (ends && work.id === state.filledFor) {
    if (work.right) {
      const isHere = byId('fold').contains(document.activeElement);
      empty();
      byId('fold').open = false;
      if (isHere) {
        byId('work-title').focus();
      }
    } else {
      markAll(work.steps.filter(({ part }) => part !== 'store'));
    }
  }
}

/** Finds the work that this tab followed, or any that is under way. */
function findWork() {
  const { works } = state.server;
  if (state.work === null) {
    const kept = JSON.parse(sessionStorage.getItem(FOLLOWED) ?? 'null');
    const found = works.find(({ id }) => id === kept?.id) ?? works.findLast(({ running }) => running);
    if (found) {
      follow(found);
    } else if (kept?.running) {
      lose(kept);
    }
    return;
  }
  const now = works.find(({ id }) => id === state.work.id);
  if (now) {
    follow(now);
  } else if (state.work.running) {
    lose(state.work);
  } else if (works.at(-1)?.running) {
    follow(works.at(-1));
  }
}

function lose(work) {
  state.lost = work.kind === 'check'
    ? `The server was restarted while ${work.store} was checked; check it again.`
    : `The server was restarted meanwhile, and how far it came isn’t known here. Begin again: what is done already is left alone, and the rest is finished.`;
  state.work = { ...work, running: false, steps: work.steps.filter(({ status }) => status !== 'begun') };
  sessionStorage.removeItem(FOLLOWED);
  drawStores();
  drawWork(true);
}

function drawWork(isNew) {
  const { work } = state;
  const [doing, right, wrong] = WORDS[work.kind];
  const host = byId('work');
  host.hidden = false;
  byId('idle').hidden = true;
  if (isNew) {
    fill(host, el('h2', { id: 'work-title', tabindex: '-1' }), el('p', { id: 'outcome', role: 'status' }), el('ol', { id: 'told', class: 'told', 'aria-live': 'polite' }), el('div', { id: 'after' }));
  }
  const lost = state.lost !== '';
  byId('work-title').textContent = work.running || lost ? `${doing} ${work.store}` : `${work.store} ${work.right ? right : wrong}`;
  host.classList.toggle('work-running', work.running);
  const outcome = byId('outcome');
  outcome.hidden = work.running;
  outcome.className = `strip ${lost ? 'strip-warn' : work.right ? 'strip-good' : 'strip-bad'}`;
  outcome.textContent = lost ? state.lost : work.running ? '' : summary(work);
  drawSteps(work);
  fill(byId('after'), !work.running && !lost && after(work));
}

/** Each line is added once: a screen reader tells what is new. */
function drawSteps({ steps, running }) {
  const told = byId('told');
  const shown = running ? steps : steps.filter(({ status }) => status !== 'warning');
  shown.forEach((step, index) => {
    const key = JSON.stringify(step);
    const old = told.children[index];
    if (old?.dataset.key !== key) {
      const node = line(step);
      node.dataset.key = key;
      if (old) {
        old.replaceWith(node);
      } else {
        told.append(node);
      }
    }
  });
  [...told.children].slice(shown.length).forEach((node) => node.remove());
}

function summary(work) {
  const wrong = work.steps.filter(({ status }) => status === 'wrong').length;
  const warnings = work.steps.filter(({ status }) => status === 'warning').length;
  if (!work.right) {
    return wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`;
  }
  const mind = warnings > 0 ? ' Mind what stands below.' : '';
  if (work.kind === 'check') {
    return `Nothing is wrong.${mind}`;
  }
  return (work.changed ? WORDS[work.kind][3] : 'It was right already; nothing was changed.') + mind;
}

/** What to mind, and what to do next. */
function after(work) {
  const warnings = work.steps.filter(({ status }) => status === 'warning');
  const store = state.server?.stores.find(({ name }) => name === work.store);
  return [
    warnings.length > 0 && [
      el('h3', {}, 'Mind this'),
      el('ul', { class: 'told warnings' }, warnings.map(line)),
    ],
    work.right && (work.kind === 'connect' || work.kind === 'reactivate') && [
      el('h3', {}, 'Next'),
      el(
        'p',
        {},
        store?.address ? outside(`${store.address}/app/`, 'Open a ticket') : 'Open a ticket',
        ' in Gorgias: the customer’s subscriptions stand beside it. What stands there is arranged on the page ',
        el('a', { href: '/console/widget' }, 'Widget'),
        ', and whether Gorgias asks is told on ',
        el('a', { href: '/console/status' }, 'Status'),
        '.',
      ),
    ],
    !work.right && work.kind === 'check' && [
      el('p', { class: 'hint' }, '“Set right” changes what is different, and nothing else.'),
    ],
  ];
}

// ---------------------------------------------------------------- the page

let asked = 0;

const watched = watch(
  () => API,
  (answer, error) => {
    if (answer === null) {
      if (error.status === 404) {
        // A server that starts answers so until it knows its pages.
        connected(new TypeError(error.message));
      } else {
        toast(error.message, 'bad');
      }
      return;
    }
    const isFirst = state.server === null;
    state.server = answer;
    if (isFirst) {
      drawForm();
      byId('fold').open = answer.stores.length === 0;
    }
    findWork();
    drawStores();
  },
);

export async function draw(host) {
  document.title = 'Connect – Gorgias x Smartrr';
  host.classList.add('page-connect');
  fill(
    host,
    el('header', { class: 'page-head' }, el('h1', {}, 'Connect'), el('p', { class: 'hint' }, 'A store is one Gorgias account with one Smartrr account.')),
    el(
      'div',
      { class: 'halves' },
      el(
        'div',
        {},
        el('div', { id: 'stores' }),
        el(
          'details',
          { id: 'fold', class: 'fold' },
          el('summary', {}, el('h2', { id: 'form-title' }, 'Connect a store')),
          el('p', { id: 'intro', class: 'hint' }, 'Four fields, each a copy and paste. All are verified before anything is made.'),
          el('form', { id: 'form', novalidate: true, 'aria-labelledby': 'form-title', onsubmit: submit }),
        ),
      ),
      el(
        'div',
        { class: 'beside' },
        el(
          'section',
          { id: 'idle', class: 'panel', 'aria-label': 'What connecting does' },
          el('h2', {}, 'What connecting does'),
          el(
            'ol',
            { class: 'numbered' },
            el('li', {}, 'It asks both partners whether the fields are right, and changes nothing for that.'),
            el('li', {}, 'It keeps them here, for their owner alone, and never shows a key again.'),
            el('li', {}, 'It makes one HTTP integration and one widget in Gorgias.'),
          ),
          el('p', { class: 'hint' }, 'Do it again whenever you like: what is right is left alone. “Disconnect” removes what it made, and nothing else.'),
        ),
        el('section', { id: 'work', class: 'panel', 'aria-labelledby': 'work-title', hidden: true }),
      ),
    ),
  );
  const ask = () => {
    asked = Date.now();
    return watched.now();
  };
  await ask();
  if (byId('field-gorgias_domain') && byId('fold').open && !isRunning()) {
    input('gorgias_domain').focus({ preventScroll: true });
  }
  every(POLL_WORK_MILLIS, () => (isRunning() || Date.now() - asked > POLL_MILLIS ? ask() : null));
}
