/** Draws a widget by the rules of Gorgias, as `widget.js` worked it out. */

import { el } from './dom.js';

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

/** What the reader unfolded; kept while the data changes underneath. */
export const unfolded = new Set();

/**
 * The elements of a widget, or what to say where Gorgias shows none.
 *
 * @param view what `viewOf` gave
 * @param run `press(card, button, element)` is called for a button; `busy(card, button)` says whether
 *     its call is under way
 * @param redraw draws anew, when the reader unfolds something
 * @param key names this widget among all that are drawn
 */
export function drawView(view, run, redraw, key) {
  return view.shown
    ? view.nodes.map((node) => draw(node, run, redraw, key, 0))
    : [empty(...HIDDEN[view.reason])];
}

/** Keeps whether the reader unfolded something. */
export function remember(key, open) {
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

/** A box that says why there is nothing. */
export function empty(title, text) {
  return el('div', { class: 'empty' }, el('h3', {}, title), el('p', {}, text));
}
