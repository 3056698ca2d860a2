/** Draws the conversation of a ticket: its messages, its notes and what happened in between. */

import { el, initials, jsonBlock, timeAgo } from './dom.js';

const EVENT_TEXT = {
  'ticket-closed': 'Ticket closed',
  'ticket-reopened': 'Ticket opened again',
  'ticket-tags-added': 'Tags changed',
  'ticket-assigned': 'Assigned',
};

const TRIGGER_TEXT = {
  'ticket-created': 'ticket created',
  'ticket-updated': 'ticket updated',
  'ticket-message-created': 'message created',
};

/** The folded blocks that the reader opened, by their key. */
const unfolded = new Set();

/** Draws the timeline, oldest first. */
export function drawTimeline(host, detail, agents) {
  const entries = [
    ...detail.ticket.messages.map((message) => ({
      at: message.created_datetime,
      order: message.id,
      message,
    })),
    ...detail.ticket.events
      .filter((event) => event.type === 'action-executed' || event.type in EVENT_TEXT)
      .map((event) => ({ at: event.created_datetime, order: event.id, event })),
    ...detail.calls.map((call) => ({ at: call.created_datetime, order: 1e9 + call.id, call })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order));

  const nodes = [];
  let calls = [];
  const flush = () => {
    if (calls.length > 0) {
      nodes.push(drawCalls(calls));
      calls = [];
    }
  };
  for (const entry of entries) {
    if (entry.call) {
      calls.push(entry.call);
      continue;
    }
    flush();
    nodes.push(entry.message ? drawMessage(entry.message) : drawEvent(entry.event, agents));
  }
  flush();
  host.replaceChildren(...nodes);
}

function drawMessage(message) {
  const note = message.channel === 'internal-note';
  const kind = note ? 'note' : message.from_agent ? 'agent' : 'customer';
  const name = message.sender?.name || message.sender?.email || 'Somebody';
  return el(
    'li',
    { class: `message message-${kind}` },
    el('span', { class: 'face face-small', 'aria-hidden': 'true' }, initials(name)),
    el(
      'div',
      { class: 'bubble' },
      el(
        'p',
        { class: 'bubble-head' },
        el('strong', { dir: 'auto' }, name),
        note && el('span', { class: 'chip chip-note' }, 'Internal note'),
        message.via === 'api' && el('span', { class: 'chip chip-calm' }, 'by API'),
        timeAgo(message.created_datetime),
      ),
      el('div', { class: 'bubble-text', dir: 'auto' }, message.body_text || ''),
    ),
  );
}

function drawEvent(event, agents) {
  if (event.type !== 'action-executed') {
    return el('li', { class: 'event' }, el('span', {}, EVENT_TEXT[event.type]), timeAgo(event.created_datetime));
  }
  const { action_label: label, status, msg, payload } = event.data;
  const good = status === 'success';
  const answer = payload.response;
  const body = answer?.body;
  const said = typeof body?.message === 'string' ? body.message : msg;
  const { response, ...request } = payload;
  return el(
    'li',
    { class: `event event-action ${good ? 'event-good' : 'event-bad'}` },
    fold(
      `event/${event.id}`,
      [
        el('span', { class: 'event-mark', 'aria-hidden': 'true' }, good ? '✓' : '!'),
        el(
          'span',
          { class: 'event-text', dir: 'auto' },
          el('strong', {}, label || 'Action'),
          ` by ${agents.get(event.user_id) || 'an agent'} — `,
          good ? said || 'done' : said || 'failed',
        ),
        el('span', { class: `chip ${good ? 'chip-calm' : 'chip-bad'}` }, answer ? String(answer.status_code) : 'no answer'),
        timeAgo(event.created_datetime),
      ],
      () => [jsonBlock('Request', request), jsonBlock('Response', answer ?? msg)],
    ),
  );
}

/** Calls that follow each other fold into one line, or the conversation would drown in them. */
function drawCalls(calls) {
  const last = calls[calls.length - 1];
  const bad = calls.some((call) => call.status_code === null || call.status_code >= 300);
  const triggers = [...new Set(calls.map((call) => TRIGGER_TEXT[call.trigger] || call.trigger))];
  const result =
    last.status_code === null
      ? 'no answer'
      : last.effect === 'stored'
        ? 'answer stored'
        : 'data kept as it was';
  return el(
    'li',
    { class: `event event-call${bad ? ' event-bad' : ''}` },
    fold(
      `call/${calls[0].id}`,
      [
        el('span', { class: 'event-mark', 'aria-hidden': 'true' }, bad ? '!' : '↻'),
        el(
          'span',
          { class: 'event-text' },
          `${calls.length === 1 ? 'Trigger' : `${calls.length} triggers`}: ${triggers.join(', ')} — ${result}`,
        ),
        el('span', { class: `chip ${bad ? 'chip-bad' : 'chip-calm'}` }, last.status_code === null ? '—' : String(last.status_code)),
        timeAgo(last.created_datetime),
      ],
      () =>
        calls.map((call) => {
          const query = call.request.params ? `?${call.request.params}` : '';
          const attempt = call.attempt > 1 ? `, try ${call.attempt}` : '';
          return jsonBlock(
            `${call.trigger}${attempt}: ${call.request.method} ${call.request.url}${query}`,
            call.response.error ?? call.response.body,
          );
        }),
    ),
  );
}

/** The inside of a block is only built once it is opened. */
function fold(key, summary, inside) {
  const details = el('details', { open: unfolded.has(key) }, el('summary', {}, summary));
  const fill = () => {
    if (details.open && details.children.length === 1) {
      details.append(el('div', { class: 'event-inside' }, inside()));
    }
  };
  fill();
  details.addEventListener('toggle', () => {
    if (details.open) {
      unfolded.add(key);
    } else {
      unfolded.delete(key);
    }
    fill();
  });
  return details;
}
