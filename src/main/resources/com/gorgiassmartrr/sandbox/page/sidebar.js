/** Draws the customer's sidebar: who it is, and the widgets that `widget.js` worked out. */

import { add, el, initials, jsonBlock, timeAgo } from './dom.js';
import { viewOf } from './widget.js';

/** GUESS: how many buttons stand beside each other before the rest goes into a menu. */
const BUTTONS_SHOWN = 3;

const HIDDEN = {
  missing: [
    'No data yet',
    'No trigger has brought data for this customer, so Gorgias hides the widget.',
  ],
  empty: [
    'Hidden by Gorgias',
    'The integration answered an empty object: nobody with this address has a subscription. Agents see nothing here.',
  ],
  'not-an-object': ['Hidden by Gorgias', 'The stored data is no object, so Gorgias hides the widget.'],
  'nothing-fits': [
    'Hidden by Gorgias',
    'The stored data fits no card of the template, so Gorgias hides the widget.',
  ],
};

/** The buttons whose call is under way: they stay disabled while the sidebar is drawn anew. */
export const running = new Set();

/** Names a button on one ticket. */
export function buttonKey(ticketId, widget, card, button) {
  return JSON.stringify([ticketId, widget.id, card.card, card.rows, button.index]);
}

/** What the reader unfolded; kept while the data changes underneath. */
const unfolded = new Set();

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
  if (view.shown) {
    add(section, view.nodes.map((node) => draw(node, run, redraw, `${ticket.id}/${widget.id}`, 0)));
  } else {
    section.append(empty(...HIDDEN[view.reason]));
  }
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

function remember(key, open) {
  if (open) {
    unfolded.add(key);
  } else {
    unfolded.delete(key);
  }
}

function draw(node, run, redraw, key, depth) {
  switch (node.kind) {
    case 'card':
      return drawCard(node, run, redraw, key, depth);
    case 'list':
      return drawList(node, run, redraw, key, depth);
    case 'divider':
      return el('hr');
    default:
      return drawField(node);
  }
}

function drawCard(node, run, redraw, key, depth) {
  const body = el('div', { class: 'card-body' });
  for (const child of node.children) {
    const drawn = draw(child, run, redraw, key, depth + 1);
    body.append(drawn);
  }
  const heading = `h${Math.min(6, depth + 3)}`;
  const title =
    node.link === ''
      ? node.title
      : el('a', { href: node.link, target: '_blank', rel: 'noopener noreferrer' }, node.title);
  const holdsButtonsOnly = node.title === '' && node.children.length === 0;
  const card = el(
    'article',
    {
      class: [
        'card',
        `card-${Math.min(depth, 3)}`,
        node.framed ? '' : 'card-bare',
        holdsButtonsOnly ? 'card-action' : '',
      ]
        .filter(Boolean)
        .join(' '),
    },
    node.framed && node.title !== '' && el(heading, { class: 'card-title', dir: 'auto' }, title),
    node.links.length > 0 &&
      el(
        'p',
        { class: 'card-links' },
        node.links.map((link) =>
          link.url === ''
            ? el('span', {}, link.label)
            : el('a', { href: link.url, target: '_blank', rel: 'noopener noreferrer' }, link.label),
        ),
      ),
    drawButtons(node, run, key),
    body,
  );
  if (node.color && CSS.supports('color', node.color)) {
    card.style.setProperty('--card-color', node.color);
  }
  return card;
}

function drawButtons(node, run, key) {
  if (node.buttons.length === 0) {
    return null;
  }
  const make = (button) =>
    el(
      'button',
      {
        type: 'button',
        class: 'button button-small',
        'aria-disabled': run.busy(node, button) ? 'true' : null,
        onclick: (event) => run.press(node, button, event.currentTarget),
      },
      button.label,
    );
  const rest = node.buttons.slice(BUTTONS_SHOWN);
  const menuKey = `${key}/menu/${node.card}/${node.rows}`;
  return el(
    'div',
    { class: 'card-buttons' },
    node.buttons.slice(0, BUTTONS_SHOWN).map(make),
    rest.length > 0 &&
      el(
        'details',
        {
          class: 'more-menu',
          open: unfolded.has(menuKey),
          ontoggle: (event) => remember(menuKey, event.target.open),
        },
        el('summary', { class: 'button button-small', 'aria-label': 'More actions' }, '…'),
        el('div', { class: 'menu' }, rest.map(make)),
      ),
  );
}

function drawList(node, run, redraw, key, depth) {
  const listKey = `${key}/${node.key}`;
  const open = unfolded.has(listKey);
  const shown = open ? node.rows : node.rows.slice(0, node.limit);
  const hidden = node.rows.length - node.limit;
  return el(
    'div',
    { class: 'list' },
    node.title !== '' && el('p', { class: 'list-title' }, node.title),
    shown.map((row) => draw(row, run, redraw, key, depth)),
    hidden > 0 &&
      el(
        'button',
        {
          type: 'button',
          class: 'link',
          onclick: () => {
            remember(listKey, !open);
            redraw();
          },
        },
        open ? 'Show less' : `Show ${hidden} more`,
      ),
  );
}

function drawField(node) {
  const text =
    node.href !== undefined && node.href !== ''
      ? el('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer' }, node.text)
      : node.text;
  const classes = ['value'];
  if (node.badge) {
    classes.push('badge', `badge-${node.badge}`);
  }
  if (node.missing) {
    classes.push('value-missing');
  }
  return el(
    'p',
    { class: 'field' },
    el('span', { class: 'field-title' }, node.title),
    el('span', { class: classes.join(' '), dir: 'auto' }, text),
  );
}

function empty(title, text) {
  return el('div', { class: 'empty' }, el('h3', {}, title), el('p', {}, text));
}
