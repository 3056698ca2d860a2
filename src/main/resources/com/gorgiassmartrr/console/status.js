/** The page of the status: what is wrong, and for each store how the way through it is. */

import { act, every, get, toast, watch } from './app.js';
import { el, fill, keepFocus, moment, timeAgo } from './dom.js';
import { API, begin } from './works.js';

const POLL_MILLIS = 3000;
const WORK_POLL_MILLIS = 400;

/** As many failures in a row switch an integration off. */
const GORGIAS_GIVES_UP = 100;

const NUMBER = new Intl.NumberFormat('en-GB');

function drawStatus(host, report) {
  fill(
    host,
    el(
      'header',
      { class: 'page-head' },
      el('h1', {}, 'Status'),
      el('p', { class: 'hint' }, 'Counted since the start of this server, ', timeAgo(report.since)),
    ),
    report.problems.length > 0 &&
      el(
        'ul',
        { class: 'problems' },
        report.problems.map(({ check, message }) =>
          el('li', { class: 'strip strip-bad' }, el('strong', {}, check), ' ', el('span', { dir: 'auto' }, message)),
        ),
      ),
    el('div', { class: 'stores' }, report.stores.map((store) => drawStore(store, report.now))),
    report.more_stores > 0 &&
      el(
        'p',
        { class: 'hint' },
        `${NUMBER.format(report.more_stores)} more aren’t shown: stores with a problem come first, then those that were asked for last.`,
      ),
  );
}

function drawStore(store, now) {
  return el(
    'section',
    { class: 'store', 'aria-label': store.name },
    el('h2', {}, store.name),
    el('div', { class: 'partners' }, smartrr(store.smartrr, now), gorgias(store.gorgias, store.name)),
    el('div', { class: 'figures' }, triggers(store.triggers), lookups(store.lookups), presses(store), notes(store)),
  );
}

// ---------------------------------------------------------------- partners

function smartrr(partner, now) {
  if (partner.credentials_refused) {
    return card('Smartrr', 'bad', 'refuses the token', partner, []);
  }
  const pause = partner.paused_until;
  if (pause) {
    return card('Smartrr', 'warn', `left alone for ${seconds(pause, now)} s more`, partner, []);
  }
  if (partner.circuit !== 'CLOSED') {
    return card('Smartrr', 'bad', 'left alone after failures', partner, [
      ['Circuit', partner.circuit === 'OPEN' ? 'open: no lookup asks it for now' : 'half open: a few lookups try it'],
    ]);
  }
  return card('Smartrr', ...reached(partner), partner, []);
}

function gorgias(partner, store) {
  if (partner.address === null) {
    return card('Gorgias', 'off', 'no account is set', partner, [
      ['Notes', 'aren’t written for this store'],
    ]);
  }
  const { budget } = partner;
  const rows = budget
    ? [
        [
          'Requests left',
          el(
            'span',
            {},
            meter(budget.limit - budget.used, budget.limit),
            ` ${Math.max(0, budget.limit - budget.used)} of ${budget.limit}`,
            el('span', { class: 'hint' }, `, ${budget.reserve} are kept for others`),
          ),
        ],
        budget.pause_seconds > 0 && ['Pause', `${budget.pause_seconds} s more`],
      ]
    : [];
  if (partner.switched_off !== '') {
    rows.push(['Integration', ['switched off; Gorgias asks for nothing ', reactivation(store)]]);
    return card('Gorgias', 'bad', 'has switched the integration off', partner, rows);
  }
  if (partner.problem !== '') {
    return card('Gorgias', 'bad', 'doesn’t let us in', partner, rows);
  }
  return card('Gorgias', ...reached(partner), partner, rows);
}

/** A button that has Gorgias run the integration again; while it does, it can't be pressed. */
function reactivation(store) {
  const isBusy = reactivating.has(store);
  return el(
    'button',
    {
      type: 'button',
      class: 'button button-small button-primary',
      'aria-disabled': isBusy ? 'true' : null,
      onclick: () => (isBusy ? null : reactivate(store)),
    },
    'Re-activate',
  );
}

const reactivating = new Set();

async function reactivate(store) {
  reactivating.add(store);
  watched.forget();
  watched.now();
  const ended = await act(async () => end(await begin('reactivate', { store })));
  reactivating.delete(store);
  watched.forget();
  watched.now();
  if (ended) {
    const { sentence, status } = ended.steps.at(-1);
    toast(sentence, status === 'wrong' ? 'bad' : 'good');
  }
}

/** The work as it has ended; it is asked for until then. */
async function end(work) {
  let now = work;
  while (now.running) {
    await new Promise((resolve) => setTimeout(resolve, WORK_POLL_MILLIS));
    now = (await get(API)).works.find(({ id }) => id === work.id) ?? { ...now, running: false };
  }
  return now;
}

function reached(partner) {
  if (partner.failing) {
    return ['bad', 'the last call failed'];
  }
  return partner.answered_at === null ? ['off', 'not asked yet'] : ['good', 'answers'];
}

function card(name, kind, state, partner, rows) {
  return el(
    'section',
    { class: 'partner', 'aria-label': name },
    el('h3', {}, name, el('span', { class: `state state-${kind}` }, state)),
    el(
      'dl',
      { class: 'facts' },
      fact('Address', partner.address && el('span', { dir: 'ltr' }, partner.address.replace(/^https?:\/\//, ''))),
      fact('Last answer', partner.answered_at && timeAgo(partner.answered_at)),
      fact(
        'Last failure',
        partner.failed_at && [timeAgo(partner.failed_at), el('span', { class: 'why' }, ` ${partner.failure}`)],
      ),
      fact('Calls', `${NUMBER.format(partner.answers)} answered, ${NUMBER.format(partner.failures)} failed`),
      rows.filter(Boolean).map(([term, value]) => fact(term, value)),
    ),
  );
}

function fact(term, value) {
  return [el('dt', {}, term), el('dd', {}, value || '–')];
}

function meter(value, most) {
  const node = el('meter', { min: 0, max: most, low: most * 0.25, optimum: most, value: Math.max(0, value) });
  node.value = Math.max(0, value);
  return node;
}

function seconds(until, now) {
  return Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
}

// ---------------------------------------------------------------- figures

function triggers({ answered, failed_in_row: inRow, last_at: last, failed, failed_at: failedAt, failure }) {
  return figure(
    'Triggers',
    NUMBER.format(answered + failed),
    inRow > 0 && 'warn',
    [
      last ? ['last ', timeAgo(last)] : 'none has come yet',
      inRow > 0
        ? `${inRow} failed in a row; Gorgias switches off at ${GORGIAS_GIVES_UP}`
        : '0 failed in a row',
      failedAt && el('span', { title: moment(failedAt) }, 'last failure ', timeAgo(failedAt), `: ${failure}`),
    ],
  );
}

function lookups({ cached, live, stale, notice }) {
  const all = cached + live + stale + notice;
  return figure('Cache hits', all === 0 ? '–' : `${Math.floor((cached / all) * 100)} %`, stale + notice > 0 && 'calm', [
    `${NUMBER.format(cached)} of ${NUMBER.format(all)} lookups`,
    `${NUMBER.format(live)} read at Smartrr`,
    stale + notice > 0 && `${NUMBER.format(stale)} stale, ${NUMBER.format(notice)} with a notice only`,
  ]);
}

function presses({ presses: counts, name }) {
  if (!counts) {
    return figure('Presses', '–', 'bad', ['the ledger can’t be read']);
  }
  const parked = counts.parked;
  return figure(
    'Parked presses',
    parked === 0
      ? '0'
      : el('a', { href: `/console/presses?outcome=parked&store=${encodeURIComponent(name)}` }, NUMBER.format(parked)),
    parked > 0 && 'warn',
    [
      `${NUMBER.format(counts.accepted)} under way`,
      `in 24 h: ${NUMBER.format(counts.applied)} applied, ${NUMBER.format(counts.refused)} refused`,
    ],
  );
}

function notes({ notes: counts, gorgias: partner }) {
  if (!counts) {
    return figure('Notes', '–', 'bad', ['the ledger can’t be read']);
  }
  return figure('Notes to write', NUMBER.format(counts.pending), partner.problem !== '' && counts.pending > 0 && 'warn', [
    counts.lost > 0 ? `${NUMBER.format(counts.lost)} given up in 24 h` : 'none given up in 24 h',
    partner.problem,
  ]);
}

function figure(title, value, kind, details) {
  return el(
    'section',
    { class: `figure ${kind ? `figure-${kind}` : ''}` },
    el('h3', {}, title),
    el('p', { class: 'figure-value' }, value),
    details.filter(Boolean).map((detail) => el('p', { class: 'figure-detail' }, detail)),
  );
}

let host = null;

const watched = watch(
  () => '/console/api/status',
  (report, error) =>
    report === null
      ? fill(host, el('p', { class: 'strip strip-bad' }, error.message))
      : keepFocus(host, () => drawStatus(host, report)),
);

export async function draw(page) {
  document.title = 'Status – Gorgias x Smartrr';
  host = page;
  host.classList.add('page-status');
  every(POLL_MILLIS, () => watched.now());
}
