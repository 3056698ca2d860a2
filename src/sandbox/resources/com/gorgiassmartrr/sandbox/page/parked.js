/** Draws the presses that a person must decide about. */

import { el, timeAgo } from './dom.js';

/**
 * Draws the list anew.
 *
 * @param host the element to fill
 * @param presses what the page's API says is parked, the oldest first
 * @param tickets the tickets, for whose subscription it is
 * @param decide called with a press and `replay` or `dismiss`
 */
export function drawParked(host, presses, tickets, decide) {
  const focused = document.activeElement?.id;
  host.replaceChildren(
    el('h2', {}, 'Parked presses'),
    el(
      'p',
      { class: 'hint' },
      presses.length === 0
        ? 'None. A press is parked when Smartrr neither does it nor says no: switch on that it “says yes and does nothing”, press a button, and wait for a minute.'
        : 'Only a person can settle these. Nothing more is sent for them by itself.',
    ),
    el('ul', { class: 'parked' }, presses.map((press) => drawPress(press, tickets, decide))),
  );
  if (focused && host.contains(document.getElementById(focused))) {
    document.getElementById(focused).focus();
  }
}

function drawPress(press, tickets, decide) {
  const ticket = tickets.find((one) => String(one.id) === press.ticket_id);
  const button = (what, label, title) =>
    el(
      'button',
      {
        type: 'button',
        class: 'button button-small',
        id: `${what}-${press.reference}`,
        title,
        onclick: (event) => {
          // The second click of a double click would only be told that it is settled.
          event.currentTarget.closest('.parked-foot').querySelectorAll('button').forEach((one) => {
            one.disabled = true;
          });
          decide(press, what);
        },
      },
      label,
    );
  return el(
    'li',
    {},
    el(
      'p',
      { class: 'ticket-line' },
      el('strong', {}, sentence(press.action)),
      timeAgo(press.pressed_at),
    ),
    ticket
      ? el(
          'p',
          { class: 'hint' },
          el('a', { href: `#ticket=${ticket.id}`, dir: 'auto' }, ticket.subject),
          ` by ${press.agent || 'an agent'}`,
        )
      : press.agent && el('p', { class: 'hint' }, `by ${press.agent}`),
    el('p', { dir: 'auto' }, press.message),
    el(
      'div',
      { class: 'parked-foot' },
      button('replay', 'Replay', 'Reads the subscription first, and changes it only where it is unchanged'),
      button('dismiss', 'Dismiss', 'Leaves the subscription as it is, for good'),
      el('span', { class: 'hint' }, attempts(press)),
    ),
  );
}

function attempts({ attempts: count, sent }) {
  const times = count === 1 ? 'tried once' : `tried ${count} times`;
  return sent ? times : 'never sent';
}

/** An action's name as a label: `set-next-billing-date` is “Set next billing date”. */
function sentence(name) {
  const words = String(name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
