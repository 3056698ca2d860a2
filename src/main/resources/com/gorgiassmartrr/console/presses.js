/** The page of the presses: a search, what it found, and one press as it went. */

import { aboutServer, act, day, dialog, every, get, post, readable, ticketLink, toast, watch } from './app.js';
import { el, fill, keepFocus, moment, timeAgo } from './dom.js';

const POLL_MILLIS = 2500;
const OUTCOMES = ['parked', 'accepted', 'applied', 'refused', 'dismissed'];
const PAGE = 50;
const MOST = 500;

/** The name under which decisions are recorded, kept in this browser. */
const NAME_KEY = 'console.by';

const state = { about: null, found: null, why: '', press: null, present: null };
let wanted = new URLSearchParams(location.search);

// ---------------------------------------------------------------- what is looked for

/** What was typed, by its look. */
export function classify(text) {
  const typed = text.trim();
  if (typed === '') {
    return null;
  }
  if (typed.includes('@')) {
    return { by: 'email', value: typed, words: 'E-mail address' };
  }
  if (/^\d+$/.test(typed)) {
    return { by: 'ticket', value: typed, words: 'Ticket' };
  }
  if (/^[a-z0-9]{8}$/i.test(typed)) {
    return { by: 'reference', value: typed.toUpperCase(), words: 'Reference' };
  }
  return { by: 'subscription', value: typed, words: 'Subscription' };
}

function question() {
  const typed = classify(wanted.get('q') ?? '');
  if (typed?.by === 'reference') {
    return `/presses/${encodeURIComponent(typed.value)}`;
  }
  const query = new URLSearchParams();
  if (typed) {
    query.set(typed.by, typed.value);
  }
  for (const key of ['outcome', 'action', 'store', 'limit']) {
    if (wanted.get(key)) {
      query.set(key, wanted.get(key));
    }
  }
  return `/presses?${query}`;
}

const list = watch(question, (found, error) => {
  state.found = found === null ? [] : [found].flat();
  state.why = error && error.status !== 404 ? error.message : '';
  drawList();
});

const one = watch(
  () => (wanted.get('press') ? `/presses/${encodeURIComponent(wanted.get('press'))}` : null),
  (press, error) => {
    state.press = press ?? { missing: error.message };
    drawPress();
  },
);

/** Goes to another search or press, as a link would. */
function go(changes, replace = false) {
  const next = new URLSearchParams(wanted);
  for (const [key, value] of Object.entries(changes)) {
    if (value) {
      next.set(key, value);
    } else {
      next.delete(key);
    }
  }
  const address = `${location.pathname}${next.size > 0 ? `?${next}` : ''}`;
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  arrive();
}

function arrive() {
  const before = wanted;
  wanted = new URLSearchParams(location.search);
  if (before.get('press') !== wanted.get('press')) {
    state.press = null;
    state.present = null;
  }
  document.body.classList.toggle('has-press', wanted.has('press'));
  list.forget();
  one.forget();
  drawFilters();
  drawPress();
  list.now();
  one.now();
}

// ---------------------------------------------------------------- the search

function drawFilters() {
  const search = document.getElementById('search');
  const text = wanted.get('q') ?? '';
  if (document.activeElement !== search) {
    search.value = text;
  }
  document.getElementById('search-kind').textContent = classify(text)?.words ?? '';
  for (const radio of document.querySelectorAll('[name=outcome]')) {
    radio.checked = radio.value === (wanted.get('outcome') ?? '');
  }
  for (const key of ['action', 'store']) {
    const select = document.getElementById(key);
    if (select) {
      select.value = wanted.get(key) ?? '';
    }
  }
}

function filters() {
  let typing = null;
  const { stores, actions } = state.about;
  return el(
    'form',
    { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
    el(
      'div',
      { class: 'search' },
      el('label', { class: 'visually-hidden', for: 'search' }, 'Ticket, e-mail, subscription or reference'),
      el('input', {
        id: 'search',
        type: 'search',
        placeholder: 'Ticket, e-mail, subscription or reference',
        autocomplete: 'off',
        spellcheck: 'false',
        maxlength: '254',
        oninput: (event) => {
          clearTimeout(typing);
          const { value } = event.target;
          typing = setTimeout(() => go({ q: value.trim(), press: '', limit: '' }, true), 250);
        },
      }),
      el('span', { id: 'search-kind', class: 'search-kind', 'aria-live': 'polite' }),
    ),
    el(
      'fieldset',
      { class: 'segments' },
      el('legend', { class: 'visually-hidden' }, 'Outcome'),
      ['', ...OUTCOMES].map((outcome) =>
        el(
          'label',
          {},
          el('input', {
            type: 'radio',
            name: 'outcome',
            value: outcome,
            onchange: () => go({ outcome, press: '', limit: '' }),
          }),
          el('span', {}, outcome === '' ? 'All' : readable(outcome)),
        ),
      ),
    ),
    choice('action', 'Every action', actions.map(({ name, label }) => [name, label])),
    stores.length > 1 && choice('store', 'Every store', stores.map(({ name }) => [name, name])),
  );
}

function choice(key, every, options) {
  return el(
    'select',
    { id: key, class: 'select', 'aria-label': readable(key), onchange: (event) => go({ [key]: event.target.value, press: '', limit: '' }) },
    el('option', { value: '' }, every),
    options.map(([value, label]) => el('option', { value }, label)),
  );
}

// ---------------------------------------------------------------- what was found

function drawList() {
  const host = document.getElementById('found');
  const rows = state.found;
  const current = wanted.get('press');
  const limit = Number(wanted.get('limit') || PAGE);
  keepFocus(host, () =>
    fill(
      host,
      state.why !== ''
        ? el('p', { class: 'strip strip-bad' }, state.why)
        : rows.length === 0
          ? nothing()
          : el('ol', { class: 'rows' }, rows.map((press) => row(press, press.reference === current))),
      rows.length >= limit && limit < MOST
        ? el('button', { type: 'button', class: 'button more', onclick: () => go({ limit: String(Math.min(MOST, limit * 2)) }, true) }, 'Show older ones')
        : null,
    ),
  );
}

function nothing() {
  const narrowed = ['q', 'outcome', 'action', 'store'].some((key) => wanted.get(key));
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, narrowed ? 'No press fits' : 'No presses yet'),
    el(
      'p',
      {},
      narrowed
        ? 'Look for another ticket or address, or leave a filter out.'
        : 'When an agent presses a button of the widget, it stands here with everything that happened to it.',
    ),
    narrowed && el('button', { type: 'button', class: 'button', onclick: () => go({ q: '', outcome: '', action: '', store: '', press: '' }) }, 'Show all'),
  );
}

function row(press, isCurrent) {
  return el(
    'li',
    {},
    el(
      'a',
      {
        class: 'row',
        href: addressOf(press.reference),
        'aria-current': isCurrent ? 'true' : null,
        onclick: (event) => {
          if (!event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
            event.preventDefault();
            go({ press: press.reference });
          }
        },
      },
      chip(press.outcome),
      el(
        'span',
        { class: 'row-what' },
        el('strong', {}, labelOf(press.action)),
        el('span', { dir: 'auto' }, press.product),
      ),
      el('span', { class: 'row-who', dir: 'ltr' }, press.email),
      el('span', { class: 'row-ticket' }, press.ticket_id && `#${press.ticket_id}`),
      timeAgo(press.pressed_at),
    ),
  );
}

function addressOf(reference) {
  const query = new URLSearchParams(wanted);
  query.set('press', reference);
  return `?${query}`;
}

function chip(outcome) {
  return el('span', { class: `outcome outcome-${outcome}` }, outcome);
}

function labelOf(action) {
  return state.about.actions.find(({ name }) => name === action)?.label ?? readable(action);
}

// ---------------------------------------------------------------- one press

function drawPress() {
  const host = document.getElementById('press');
  const press = state.press;
  if (!wanted.has('press')) {
    fill(
      host,
      el('div', { class: 'empty' }, el('h2', {}, 'One press, as it went'), el('p', {}, 'Choose one to see what the agent saw, what was sent to Smartrr, what came back, and the note on the ticket.')),
    );
    return;
  }
  if (press === null) {
    host.replaceChildren();
    return;
  }
  if (press.missing) {
    fill(host, back(), el('p', { class: 'strip strip-bad' }, press.missing));
    return;
  }
  const scrolled = host.scrollTop;
  keepFocus(host, () =>
    fill(
      host,
      back(),
      el(
        'header',
        { class: 'press-head' },
        el('h2', {}, labelOf(press.action)),
        chip(press.outcome),
        el('code', { class: 'reference' }, press.reference),
      ),
      el('p', { class: 'said', dir: 'auto' }, press.message || 'Nothing has been said to the agent yet.'),
      press.outcome === 'parked' && decision(press),
      facts(press),
      el('h3', {}, 'What happened'),
      timeline(press),
    ),
  );
  host.scrollTop = scrolled;
}

function back() {
  return el('button', { type: 'button', class: 'link back', onclick: () => go({ press: '' }) }, '‹ All presses');
}

function facts(press) {
  const helpdesk = state.about.stores.find(({ name }) => name === press.store)?.helpdesk ?? '';
  const link = ticketLink(helpdesk, press.ticket_id);
  const asked = Object.entries(press.parameters)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${readable(name)}: ${value}`)
    .join(', ');
  const rows = [
    ['Customer', press.email],
    ['Product', press.product],
    ['Ticket', link ? el('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, `#${press.ticket_id}`) : press.ticket_id && `#${press.ticket_id}`],
    ['Agent', press.agent],
    ['Asked for', asked],
    ['Chosen date', press.chosen_date && day(press.chosen_date)],
    ['Subscription', el('code', {}, press.subscription_id)],
    ['Store', state.about.stores.length > 1 && press.store],
  ];
  return el(
    'dl',
    { class: 'facts' },
    rows.filter(([, value]) => value).map(([term, value]) => [el('dt', {}, term), el('dd', { dir: 'auto' }, value)]),
  );
}

function inWords({ status, next_billing_date: next }) {
  return status ? `${status}${next ? `, next billing ${day(next)}` : ''}` : '';
}

/** Timestamps in a text as days. */
function withDays(text) {
  return text.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, day);
}

const EVENTS = {
  sending: ['Sent to Smartrr', 'sent'],
  notSent: ['Not sent', 'calm'],
  postponed: ['Waiting', 'calm'],
  applied: ['Applied', 'good'],
  refused: ['Refused', 'bad'],
  parked: ['Parked', 'warn'],
  reopened: ['Replayed', 'person'],
  dismissed: ['Dismissed', 'person'],
};

function timeline(press) {
  const steps = [
    step('seen', 'Pressed', press.pressed_at, [
      press.agent && `by ${press.agent}`,
      inWords(press.seen) && `The agent saw: ${inWords(press.seen)}`,
    ]),
  ];
  let sent = 0;
  for (const { at, event, detail } of press.history) {
    const [word, kind] = EVENTS[event] ?? [readable(event), 'calm'];
    const title = event === 'sending' && ++sent > 1 ? `${word}, attempt ${sent}` : word;
    const isPerson = event === 'reopened' || event === 'dismissed';
    const isLast = at === press.ended_at && event === press.outcome;
    steps.push(
      step(kind, title, at, [
        detail && (isPerson ? `by ${detail}` : `${event === 'sending' ? 'It was: ' : ''}${withDays(detail)}`),
        isLast && inWords(press.after) && `Smartrr says: ${inWords(press.after)}`,
      ]),
    );
  }
  if (press.outcome === 'accepted') {
    steps.push(step('calm', press.next_attempt_at ? 'Tried again' : 'Under way', press.next_attempt_at, []));
  }
  steps.push(noteStep(press));
  steps.push(...press.follow_ups.map((one) => followUpStep(press, one)));
  return el('ol', { class: 'steps' }, steps);
}

function noteStep(press) {
  const { note, ticket_id: ticket } = press;
  if (!ticket) {
    return step('calm', 'No note', null, ['The button sent no ticket.']);
  }
  if (note === null) {
    return step('calm', 'No note yet', null, ['It is written once the press has ended.']);
  }
  const id = note.message_id && `Message ${note.message_id}`;
  switch (note.state) {
    case 'written':
      return step('note', 'Noted on the ticket', null, [id]);
    case 'pending':
      return step('calm', 'Note to be written', note.next_attempt_at, [
        note.why,
        note.attempts > 0 && `tried ${note.attempts} times`,
      ]);
    case 'not_configured':
      return step('warn', 'Not noted', null, [note.why || 'The store has no Gorgias account.']);
    default: {
      const shown = step('bad', 'The note was given up', null, [note.why]);
      shown.append(choices(press, 'note', ['replay', 'Replay']));
      return shown;
    }
  }
}

const FOLLOW_UPS = {
  due: ['calm', 'to be done'],
  done: ['good', 'done'],
  given_up: ['bad', 'given up'],
  dismissed: ['person', 'dismissed'],
};

function followUpStep(press, { name, state: how, tries, why, next_attempt_at: next }) {
  const [kind, word] = FOLLOW_UPS[how] ?? ['calm', readable(how)];
  const shown = step(kind, `Follow-up ${name}: ${word}`, next, [why, how !== 'done' && tries > 1 && `tried ${tries} times`]);
  if (how === 'given_up') {
    shown.append(choices(press, name, ['replay', 'Replay'], ['dismiss', 'Dismiss']));
  }
  return shown;
}

/** Buttons by which a person decides on a follow-up that was given up. */
function choices(press, name, ...all) {
  return el(
    'p',
    { class: 'step-foot' },
    all.map(([what, words]) =>
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          onclick: (event) => decideOnFollowUp(press, name, what, event.currentTarget),
        },
        words,
      ),
    ),
  );
}

async function decideOnFollowUp(press, name, what, button) {
  button.setAttribute('aria-disabled', 'true');
  await decide(press, `follow-ups/${encodeURIComponent(name)}/${what}`, {});
}

function step(kind, title, at, details) {
  return el(
    'li',
    { class: `step step-${kind}` },
    el(
      'p',
      { class: 'step-head' },
      el('strong', {}, title),
      at && el('time', { class: 'exact', title: at }, moment(at)),
    ),
    details.filter(Boolean).map((text) => el('p', { class: 'step-detail', dir: 'auto' }, text)),
  );
}

// ---------------------------------------------------------------- deciding

function decision(press) {
  const present = state.present;
  return el(
    'section',
    { class: 'decide', 'aria-label': 'Decide' },
    present === null
      ? el(
          'p',
          {},
          'Nothing more is sent for it by itself. Replay reads the subscription first, and shows it to you.',
        )
      : [
          el('p', { class: `strip ${present.wanted === 'yes' ? 'strip-good' : 'strip-note'}`, dir: 'auto' }, present.message),
          present.found && compared(present),
        ],
    el(
      'div',
      { class: 'decide-foot' },
      present === null
        ? el('button', { type: 'button', class: 'button button-primary', onclick: (event) => look(press, event.currentTarget) }, 'Replay…')
        : el(
            'button',
            { type: 'button', class: 'button button-primary', onclick: (event) => replay(press, event.currentTarget) },
            present.wanted === 'yes' ? 'Settle as applied' : 'Replay now',
          ),
      el('button', { type: 'button', class: 'button', onclick: () => dismiss(press) }, 'Dismiss…'),
      present !== null &&
        el('button', { type: 'button', class: 'link', onclick: (event) => look(press, event.currentTarget) }, 'Read again'),
    ),
  );
}

function compared({ now, then, changed }) {
  const cell = (state) => [el('td', {}, state.status || '–'), el('td', {}, state.next_billing_date ? day(state.next_billing_date) : '–')];
  return el(
    'table',
    { class: 'compare' },
    el('thead', {}, el('tr', {}, el('td'), el('th', { scope: 'col' }, 'Status'), el('th', { scope: 'col' }, 'Next billing'))),
    el(
      'tbody',
      {},
      el('tr', {}, el('th', { scope: 'row' }, 'Before'), cell(then)),
      el('tr', { class: changed ? 'changed' : '' }, el('th', { scope: 'row' }, 'Now'), cell(now)),
    ),
  );
}

async function look(press, button) {
  button.setAttribute('aria-disabled', 'true');
  const present = await act(() => get(`/presses/${encodeURIComponent(press.reference)}/state`));
  button.removeAttribute('aria-disabled');
  if (present && state.press?.reference === press.reference) {
    state.present = present;
    drawPress();
    document.querySelector('.decide .button-primary')?.focus();
  }
}

async function replay(press, button) {
  const by = who();
  if (by === '' && !(await askName('Replay this press?', 'Replay'))) {
    return;
  }
  button.setAttribute('aria-disabled', 'true');
  await decide(press, 'replay', { by: who() });
}

async function dismiss(press) {
  const form = await dialog(
    'Dismiss this press?',
    [
      el('p', {}, 'The subscription stays as it is, and nobody is asked about this press again. The ticket isn’t told.'),
      nameField(),
      el('label', {}, 'Why', el('input', { name: 'why', maxlength: '300', autocomplete: 'off', placeholder: 'Done by hand in Smartrr' })),
    ],
    'Dismiss',
    'danger',
  );
  if (form !== null) {
    remember(form.get('by'));
    await decide(press, 'dismiss', { by: who(), why: String(form.get('why')).trim() });
  }
}

async function decide(press, what, body) {
  const answer = await act(() => post(`/presses/${encodeURIComponent(press.reference)}/${what}`, body));
  if (answer) {
    toast(answer.message);
  }
  state.present = null;
  one.forget();
  await Promise.all([one.now(), list.now()]);
}

function nameField() {
  return el('label', {}, 'Your name', el('input', { name: 'by', maxlength: '100', required: true, autocomplete: 'name', value: who() }));
}

async function askName(title, yes) {
  const form = await dialog(title, nameField(), yes);
  if (form !== null) {
    remember(form.get('by'));
  }
  return form !== null;
}

function who() {
  return localStorage.getItem(NAME_KEY) ?? '';
}

function remember(name) {
  localStorage.setItem(NAME_KEY, String(name).trim());
}

// ---------------------------------------------------------------- the page

/** Moves among the rows by the arrow keys. */
function onKey(event) {
  const rows = [...document.querySelectorAll('.row')];
  const at = rows.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (at >= 0 && step) {
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  } else if (event.key === '/' && !event.target.closest('input, select, textarea, dialog')) {
    event.preventDefault();
    document.getElementById('search').focus();
  } else if (event.key === 'Escape' && wanted.has('press') && !document.querySelector('dialog[open]')) {
    const reference = wanted.get('press');
    go({ press: '' });
    rows.find((row) => row.getAttribute('href').includes(reference))?.focus();
  }
}

export async function draw(host) {
  document.title = 'Presses – Gorgias x Smartrr';
  state.about = await aboutServer();
  host.classList.add('page-presses');
  fill(
    host,
    el('h1', { class: 'visually-hidden' }, 'Presses'),
    filters(),
    el(
      'div',
      { class: 'split' },
      el('section', { id: 'found', class: 'found', 'aria-label': 'Presses' }),
      el('section', { id: 'press', class: 'press', 'aria-label': 'One press', 'aria-live': 'polite' }),
    ),
  );
  document.addEventListener('keydown', onKey);
  addEventListener('popstate', arrive);
  arrive();
  every(POLL_MILLIS, () => Promise.all([list.now(), one.now()]));
}
