/** Draws the customer's sidebar: who it is, and the widgets that `widget.js` worked out. */

import { drawView, empty, remember, unfolded } from './cards.js';
import { el, initials, jsonBlock, timeAgo } from './dom.js';
import { viewOf } from './widget.js';

/** The buttons whose call is under way: they stay disabled while the sidebar is drawn anew. */
export const running = new Set();

/** Names a button on one ticket. */
export function buttonKey(ticketId, widget, card, button) {
  return JSON.stringify([ticketId, widget.id, card.card, card.rows, button.index]);
}

/**
 * Draws the sidebar of a ticket.
 *
 * @param host the element to fill
 * @param detail what the page's API says of the ticket
 * @param agent the agent as whom the page acts
 * @param press called with what was pressed and the button's element
 */
export function drawSidebar(host, detail, agent, press) {
  const { ticket, widgets, integrations } = detail;
  const redraw = () => drawSidebar(host, detail, agent, press);
  const customer = ticket.customer;
  const parts = [
    el(
      'div',
      { class: 'person' },
      el('span', { class: 'face', 'aria-hidden': 'true' }, initials(customer.name)),
      el(
        'div',
        { class: 'person-text' },
        el('h2', { dir: 'auto' }, customer.name || 'Unknown'),
        el('p', { dir: 'ltr' }, customer.email || 'No e-mail address'),
      ),
    ),
  ];
  if (integrations === 0 && widgets.length === 0) {
    parts.push(
      empty('No integration', 'No HTTP integration is connected to this helpdesk yet, so there is no widget.'),
    );
  }
  for (const widget of widgets) {
    parts.push(drawWidget(widget, ticket, agent, press, redraw));
  }
  const scrolled = host.scrollTop;
  host.replaceChildren(...parts);
  host.scrollTop = scrolled;
}

function drawWidget(widget, ticket, agent, press, redraw) {
  const context = {
    ticket,
    customer: ticket.customer,
    currentUser: agent,
    integrationId: widget.integration_id,
  };
  const view = viewOf(widget.template, widget.data, context);
  const run = {
    press: (card, button, element) => press({ widget, card, button }, element),
    busy: (card, button) => running.has(buttonKey(ticket.id, widget, card, button)),
  };
  const section = el('section', { class: 'widget', 'aria-label': widget.name });
  if (widget.switched_off) {
    section.append(
      el(
        'p',
        { class: 'strip strip-bad' },
        'Gorgias switched this integration off after too many failures. The data below will not change.',
      ),
    );
  }
  section.append(...drawView(view, run, redraw, `${ticket.id}/${widget.id}`));
  section.append(drawSource(widget, ticket, redraw));
  return section;
}

/** Not part of Gorgias: where the data came from, for those who build integrations. */
function drawSource(widget, ticket, redraw) {
  const data = widget.data;
  const key = `${ticket.id}/${widget.id}/source`;
  const freshness = typeof data?.freshness === 'string' ? data.freshness : '';
  return el(
    'details',
    { class: 'source', open: unfolded.has(key), ontoggle: (event) => remember(key, event.target.open) },
    el(
      'summary',
      {},
      el('span', {}, 'Stored data'),
      freshness && el('span', { class: `chip chip-${freshness === 'stale' ? 'warn' : 'calm'}` }, freshness),
      data?.as_of && timeAgo(String(data.as_of)),
    ),
    jsonBlock(`ticket.customer.integrations["${widget.integration_id}"]`, data ?? 'nothing stored'),
  );
}
