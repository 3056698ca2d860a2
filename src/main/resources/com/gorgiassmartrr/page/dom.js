/** Small helpers for building the page. Text only ever becomes text, never markup. */

/**
 * Makes an element. Properties named `on…` are listeners, `class` and `aria-…` are attributes;
 * children are elements or plain text, and what is null or false is left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, '');
    } else {
      node.setAttribute(name, String(value));
    }
  }
  add(node, children);
  return node;
}

/** Appends elements and texts. */
export function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child);
    }
  }
  return node;
}

/** Puts elements and texts in the place of what an element holds. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** Says how long ago a moment was. */
export function ago(iso, now = Date.now()) {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) {
    return '';
  }
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 45) {
    return 'just now';
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  if (hours < 36) {
    return `${hours} h ago`;
  }
  return `${Math.round(hours / 24)} days ago`;
}

/** A moment in the reader's own time zone. */
export function moment(iso) {
  const time = Date.parse(iso);
  return Number.isNaN(time)
    ? String(iso)
    : new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
}

/** A `time` element that `tick` keeps up to date. */
export function timeAgo(iso) {
  return el('time', { datetime: iso, title: moment(iso) }, ago(iso));
}

/** Brings every relative time on the page up to date. */
export function tick() {
  for (const node of document.querySelectorAll('time[datetime]')) {
    const text = ago(node.dateTime);
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }
}

/** A folded block of JSON. */
export function jsonBlock(label, value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return el(
    'div',
    { class: 'json' },
    el('p', { class: 'json-label' }, label),
    el('pre', { dir: 'ltr', tabindex: '0' }, text || '(empty)'),
  );
}

const FOCUSABLE = 'a[href], button, summary, input, select, textarea, [tabindex="0"]';

/** Draws an element's inside anew without taking the keyboard away from who is in there. */
export function keepFocus(host, draw) {
  const position = host.contains(document.activeElement)
    ? [...host.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement)
    : -1;
  draw();
  if (position >= 0) {
    host.querySelectorAll(FOCUSABLE)[position]?.focus({ preventScroll: true });
  }
}

/** The initials of a name, for a round picture. */
export function initials(name) {
  const words = String(name || '?').trim().split(/\s+/);
  return words.slice(0, 2).map((word) => [...word][0]).join('').toUpperCase();
}
