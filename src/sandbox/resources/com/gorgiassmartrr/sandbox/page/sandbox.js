/** The sandbox's page: what is selected, what is asked of the server, and when. */

import { drawTimeline } from './conversation.js';
import { el, keepFocus, tick, timeAgo } from './dom.js';
import { drawParked } from './parked.js';
import { buttonKey, drawSidebar, running } from './sidebar.js';

const POLL_MILLIS = 1500;

const $ = (id) => document.getElementById(id);
const state = {
  tickets: null,
  agent: null,
  ticketId: null,
  detail: null,
  switches: [],
  parked: [],
  acted: false,
};
const asked = new Map();
const nudged = new Set();

// ---------------------------------------------------------------- the server

async function get(path) {
  const response = await fetch(`/sandbox/api${path}`, { cache: 'no-cache' });
  if (!response.ok) {
    throw new Error((await response.json().catch(() => ({}))).error || `Status ${response.status}`);
  }
  return response.text();
}

async function post(path, body = {}) {
  const response = await fetch(`/sandbox/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sandbox': '1' },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.error || `Status ${response.status}`);
  }
  return answer;
}

/** Asks, and calls `use` only where the answer differs from the last one. */
async function load(path, use) {
  const text = await get(path);
  if (asked.get(path) !== text) {
    asked.set(path, text);
    use(JSON.parse(text));
  }
}

// ---------------------------------------------------------------- drawing

function drawTickets() {
  const rows = state.tickets.map((ticket) =>
    el(
      'li',
      {},
      el(
        'a',
        {
          href: `#ticket=${ticket.id}`,
          class: 'ticket',
          'aria-current': ticket.id === state.ticketId ? 'true' : null,
        },
        el(
          'span',
          { class: 'ticket-line' },
          el('span', { class: 'ticket-from', dir: 'auto' }, ticket.customer_name),
          timeAgo(ticket.last_message_datetime),
        ),
        el('span', { class: 'ticket-subject', dir: 'auto' }, ticket.subject),
        el(
          'span',
          { class: 'ticket-line' },
          el('span', { class: 'ticket-excerpt', dir: 'auto' }, ticket.excerpt),
          ticket.status === 'closed' && el('span', { class: 'chip' }, 'closed'),
        ),
      ),
    ),
  );
  const focused = document.activeElement?.getAttribute('href');
  $('ticket-list').replaceChildren(...rows);
  // By address, not by position: a ticket that gets a message moves to the top.
  if (focused?.startsWith('#ticket=')) {
    rows.map((row) => row.firstChild).find((link) => link.getAttribute('href') === focused)?.focus();
  }
}

function drawDetail() {
  const { ticket } = state.detail;
  document.title = `${ticket.subject} – Sandbox helpdesk`;
  const closed = ticket.status === 'closed';
  const head = [
    el(
      'div',
      { class: 'ticket-title' },
      el('h2', { dir: 'auto' }, ticket.subject),
      el(
        'p',
        {},
        el('span', { class: `chip ${closed ? '' : 'chip-calm'}` }, ticket.status),
        ` Ticket ${ticket.id}, by ${ticket.channel}`,
      ),
    ),
    el(
      'div',
      { class: 'ticket-actions' },
      el(
        'button',
        {
          type: 'button',
          class: 'button button-small',
          title: 'Fires the trigger “ticket updated”, which makes Gorgias ask the integration again',
          onclick: () => act(() => post(`/tickets/${ticket.id}/refresh`)),
        },
        'Refresh the widget',
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'button button-small',
          onclick: () => act(() => post(`/tickets/${ticket.id}/status`, { status: closed ? 'open' : 'closed' })),
        },
        closed ? 'Reopen' : 'Close',
      ),
    ),
  ];
  keepFocus($('ticket-head'), () => $('ticket-head').replaceChildren(...head));
  // Before the end is looked for, as it takes room from the timeline.
  $('composer').hidden = false;
  const timeline = $('timeline');
  const atEnd =
    state.acted || timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 60;
  state.acted = false;
  const agents = new Map([[state.agent.id, state.agent.name]]);
  keepFocus(timeline, () => drawTimeline(timeline, state.detail, agents));
  if (atEnd) {
    timeline.scrollTop = timeline.scrollHeight;
  }
  keepFocus($('sidebar'), () => drawSidebar($('sidebar'), state.detail, state.agent, press));
}

function drawSwitches() {
  const panel = $('faults-panel');
  const on = state.switches.filter((one) => one.on).length;
  $('faults-count').hidden = on === 0;
  $('faults-count').textContent = String(on);
  $('faults-button').classList.toggle('button-warn', on > 0);
  const groups = [...new Set(state.switches.map((one) => one.group))];
  const focused = document.activeElement?.id;
  panel.replaceChildren(
    el('h2', {}, 'Break something'),
    el(
      'p',
      { class: 'hint' },
      'Switch a fault on, use the helpdesk, and see what an agent would see. Each partner has one fault at a time.',
    ),
    ...groups.map((group) =>
      el(
        'fieldset',
        {},
        el('legend', {}, group),
        state.switches
          .filter((one) => one.group === group)
          .map((one) =>
            el(
              'label',
              { class: 'switch' },
              el('input', {
                type: 'checkbox',
                role: 'switch',
                id: `switch-${one.id}`,
                checked: one.on,
                onchange: (event) =>
                  act(() => post(`/switches/${encodeURIComponent(one.id)}`, { on: event.target.checked })),
              }),
              el('span', { class: 'switch-text' }, el('span', {}, one.label), el('small', {}, one.help)),
            ),
          ),
      ),
    ),
    state.switches.length === 0 ? el('p', { class: 'hint' }, 'There is nothing to break here.') : '',
  );
  if (focused?.startsWith('switch-')) {
    $(focused)?.focus();
  }
}

function showParked() {
  const count = state.parked.length;
  $('parked-count').hidden = count === 0;
  $('parked-count').textContent = String(count);
  $('parked-button').classList.toggle('button-warn', count > 0);
  drawParked($('parked-panel'), state.parked, state.tickets, ({ reference }, decision) =>
    act(async () => {
      const { message } = await post(`/parked/${encodeURIComponent(reference)}/${decision}`);
      toast(message);
    }).then(showParked),
  );
}

function toast(text, kind = 'calm') {
  const node = el(
    'div',
    { class: `toast toast-${kind}` },
    el('span', { dir: 'auto' }, text),
    el('button', { type: 'button', 'aria-label': 'Dismiss', onclick: () => node.remove() }, '×'),
  );
  $('toasts').append(node);
  if (kind !== 'bad') {
    setTimeout(() => node.remove(), 5000);
  }
  return node;
}

// ---------------------------------------------------------------- acting

async function act(what) {
  try {
    await what();
  } catch (error) {
    toast(error.message, 'bad');
  }
  await pollAgain();
}

async function press({ widget, card, button }, element) {
  const ticketId = state.ticketId;
  const key = buttonKey(ticketId, widget, card, button);
  if (running.has(key)) {
    return;
  }
  const inputs = button.inputs.length > 0 ? await ask(button) : {};
  if (inputs === null) {
    return;
  }
  running.add(key);
  element.setAttribute('aria-disabled', 'true');
  const working = toast('Executing action…');
  try {
    const event = await post(`/tickets/${ticketId}/buttons`, {
      widget_id: widget.id,
      card: card.card,
      rows: card.rows,
      button: button.index,
      inputs,
      // As in Gorgias, what is pressed on is what is shown, however old.
      shown: widget.data,
    });
    const said = event.data.payload.response?.body?.message;
    if (event.data.status === 'success') {
      toast(typeof said === 'string' ? said : 'Action successfully executed', 'good');
    } else {
      toast(`Something went wrong: ${typeof said === 'string' ? said : event.data.msg}`, 'bad');
    }
  } catch (error) {
    toast(error.message, 'bad');
  } finally {
    working.remove();
    running.delete(key);
    element.removeAttribute('aria-disabled');
    asked.delete(`/tickets/${ticketId}`);
    state.acted = true;
  }
  await pollAgain();
}

/** Asks for a button's editable parameters; gives null where the agent thinks better of it. */
function ask(button) {
  const dialog = $('action-dialog');
  $('action-dialog-title').textContent = button.label;
  $('action-submit').textContent = button.label;
  const fields = button.inputs.map((input, index) =>
    el(
      'label',
      {},
      input.label,
      input.mandatory ? null : el('span', { class: 'hint' }, ' (optional)'),
      input.options
        ? el(
            'select',
            { name: `field-${index}`, required: input.mandatory },
            el('option', { value: '' }, 'Choose…'),
            input.options.map((option) => el('option', { value: option }, option)),
          )
        : el('input', {
            type: 'text',
            name: `field-${index}`,
            value: input.value,
            required: input.mandatory,
            autocomplete: 'off',
            dir: 'auto',
          }),
    ),
  );
  $('action-fields').replaceChildren(...fields);
  const form = $('action-form');
  return new Promise((resolve) => {
    let answer = null;
    form.onsubmit = () => {
      const data = new FormData(form);
      answer = Object.fromEntries(
        button.inputs.map((input, index) => [input.key, String(data.get(`field-${index}`) ?? '')]),
      );
    };
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
  });
}

/** Fills the dialog for a new ticket. */
async function openTicketDialog() {
  const customers = JSON.parse(await get('/customers'));
  $('ticket-customer').replaceChildren(
    ...customers.map((one) =>
      el('option', { value: one.id }, one.email ? `${one.name} – ${one.email}` : `${one.name} – no e-mail`),
    ),
    el('option', { value: '' }, 'Somebody else…'),
  );
  $('ticket-form').reset();
  $('ticket-email-field').hidden = true;
  $('ticket-dialog').showModal();
}

// ---------------------------------------------------------------- keeping up

function select(ticketId, show) {
  if (ticketId === state.ticketId) {
    return;
  }
  state.ticketId = ticketId;
  state.detail = null;
  asked.delete(`/tickets/${ticketId}`);
  $('timeline').replaceChildren();
  $('toasts').replaceChildren();
  if (state.tickets) {
    drawTickets();
  }
  if (show) {
    document.body.dataset.pane = 'conversation';
    markTabs();
  }
  pollAgain();
}

function fromAddress(show) {
  const id = Number(new URLSearchParams(location.hash.slice(1)).get('ticket'));
  if (id) {
    select(id, show);
  }
}

let polling = null;

function poll() {
  polling ??= loadAll().finally(() => {
    polling = null;
  });
  return polling;
}

/** Asks anew even where an older question is still open. */
function pollAgain() {
  return polling ? polling.then(poll) : poll();
}

async function loadAll() {
  try {
    await load('/tickets', ({ tickets, agent }) => {
      state.tickets = tickets;
      state.agent = agent;
      drawTickets();
    });
    if (!state.tickets.some((ticket) => ticket.id === state.ticketId)) {
      const first = state.tickets[0].id;
      history.replaceState(null, '', `#ticket=${first}`);
      state.ticketId = first;
      drawTickets();
    }
    const ticketId = state.ticketId;
    await load(`/tickets/${ticketId}`, (detail) => {
      if (ticketId === state.ticketId) {
        state.detail = detail;
        drawDetail();
      }
    });
    await load('/parked', (parked) => {
      state.parked = parked;
      showParked();
    });
    await load('/switches', (switches) => {
      state.switches = switches;
      drawSwitches();
    });
    await nudge();
    connected(true);
  } catch (error) {
    connected(false, error);
  }
  tick();
}

/**
 * The seeded tickets came in before anything listened. Opening one for the first time does what
 * their arrival would have done.
 */
async function nudge() {
  const detail = state.detail;
  const waits = detail?.widgets.some((widget) => widget.integration_id && widget.data === null);
  if (waits && detail.calls.length === 0 && !nudged.has(detail.ticket.id)) {
    nudged.add(detail.ticket.id);
    await post(`/tickets/${detail.ticket.id}/refresh`);
    setTimeout(poll, 300);
  }
}

function connected(yes, error) {
  const node = $('connection');
  node.hidden = yes;
  if (!yes) {
    node.textContent = error instanceof TypeError ? 'The server does not answer. Trying again…' : error.message;
  }
}

function markTabs() {
  for (const tab of document.querySelectorAll('[data-show]')) {
    tab.setAttribute('aria-pressed', String(tab.dataset.show === document.body.dataset.pane));
  }
}

// ---------------------------------------------------------------- listening

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('composer-text').value.trim();
  const as = new FormData($('composer')).get('as');
  if (text === '') {
    return;
  }
  act(async () => {
    await post(`/tickets/${state.ticketId}/messages`, { as, text });
    $('composer-text').value = '';
    state.acted = true;
  });
});

$('composer').addEventListener('change', () => {
  $('composer').dataset.as = new FormData($('composer')).get('as');
});

$('composer-text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    $('composer').requestSubmit();
  }
});

$('new-ticket').addEventListener('click', () => act(openTicketDialog));

$('ticket-customer').addEventListener('change', (event) => {
  const other = event.target.value === '';
  $('ticket-email-field').hidden = !other;
  $('ticket-email').required = other;
});

$('ticket-form').addEventListener('submit', () => {
  const data = new FormData($('ticket-form'));
  const customer = data.get('customer');
  act(async () => {
    const { id } = await post('/tickets', {
      ...(customer ? { customer_id: Number(customer) } : { email: data.get('email') }),
      subject: data.get('subject'),
      text: data.get('text'),
    });
    nudged.add(id);
    location.hash = `ticket=${id}`;
  });
});

for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}

const menus = [...document.querySelectorAll('.menu-holder > button')];

for (const menu of menus) {
  menu.addEventListener('click', () => open(menu, menu.nextElementSibling.hidden));
}

document.addEventListener('click', (event) => {
  if (!event.target.closest('.menu-holder') && document.contains(event.target)) {
    menus.forEach((menu) => open(menu, false));
  }
});

document.addEventListener('keydown', (event) => {
  const shown = menus.find((menu) => !menu.nextElementSibling.hidden);
  if (event.key === 'Escape' && shown) {
    open(shown, false);
    shown.focus();
  }
});

/** Shows or hides the panel below a button; one at a time is open. */
function open(menu, wanted) {
  for (const one of menus) {
    const isOpen = wanted && one === menu;
    if (isOpen || one === menu || wanted) {
      one.nextElementSibling.hidden = !isOpen;
      one.setAttribute('aria-expanded', String(isOpen));
    }
  }
}

$('start-over').addEventListener('click', () => $('start-over-dialog').showModal());

$('start-over-form').addEventListener('submit', () =>
  act(async () => {
    await post('/start-over');
    asked.clear();
    nudged.clear();
    state.ticketId = null;
    $('toasts').replaceChildren();
    toast('Everything is as it was at the start.', 'good');
  }),
);

for (const tab of document.querySelectorAll('[data-show]')) {
  tab.addEventListener('click', () => {
    document.body.dataset.pane = tab.dataset.show;
    markTabs();
  });
}

window.addEventListener('hashchange', () => fromAddress(true));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    poll();
  }
});
setInterval(() => {
  if (!document.hidden) {
    poll();
  }
}, POLL_MILLIS);

markTabs();
fromAddress(false);
poll();
