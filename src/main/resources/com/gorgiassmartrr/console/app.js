/** What the pages share: asking the server, telling the operator, and the words for things. */

import { el } from './dom.js';

/** What the server refused: its sentence, and whatever else it said. */
export class Refusal extends Error {
  constructor(status, answer) {
    super(answer.message || `The server answered with status ${status}.`);
    this.status = status;
    this.answer = answer;
  }
}

async function ask(path, options) {
  const response = await fetch(path, { cache: 'no-store', ...options });
  const text = await response.text();
  if (!response.ok) {
    let answer = {};
    try {
      answer = JSON.parse(text);
    } catch {
      // Whatever stands in front of the server answered.
    }
    throw new Refusal(response.status, answer);
  }
  return text;
}

/** The JSON at a path. */
export async function get(path) {
  return JSON.parse(await ask(path));
}

/** What is answered to JSON that is sent. */
export async function post(path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  return JSON.parse(await ask(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** A question that is asked again and again; `use` is called where the answer differs. */
export function watch(question, use) {
  let last = null;
  let running = null;
  const once = async () => {
    const path = question();
    if (path === null) {
      return;
    }
    try {
      const text = await ask(path);
      connected(null);
      if (path === question() && last !== `${path}\n${text}`) {
        last = `${path}\n${text}`;
        use(JSON.parse(text));
      }
    } catch (error) {
      if (path !== question()) {
        return;
      }
      last = null;
      if (error instanceof Refusal && error.status < 500) {
        use(null, error);
      } else {
        connected(error);
      }
    }
  };
  return {
    /** Asks now, once more where an older question is still open. */
    now() {
      running = (running ?? Promise.resolve()).then(once);
      return running;
    },
    /** Draws the next answer even if it is the same. */
    forget() {
      last = null;
    },
  };
}

/** Calls something again and again while the page is looked at. */
export function every(millis, what) {
  let busy = false;
  const go = async () => {
    if (!busy && document.visibilityState === 'visible') {
      busy = true;
      await what();
      busy = false;
    }
  };
  setInterval(go, millis);
  document.addEventListener('visibilitychange', go);
  return go();
}

/** Says at the top of the page why the server can't be asked; null: it can. */
export function connected(error) {
  const node = document.getElementById('connection');
  node.hidden = error === null;
  if (error !== null) {
    node.textContent =
      error instanceof TypeError ? 'The server does not answer. Trying again…' : error.message;
  }
}

let about = null;

/** The stores and the actions. */
export function aboutServer() {
  about ??= get('/console/api/about');
  return about;
}

/** Tells something at the edge of the page. */
export function toast(text, kind = 'calm') {
  const node = el(
    'div',
    { class: `toast toast-${kind}` },
    el('span', { dir: 'auto' }, text),
    el('button', { type: 'button', 'aria-label': 'Close', onclick: () => node.remove() }, '×'),
  );
  document.getElementById('toasts').append(node);
  if (kind !== 'bad') {
    setTimeout(() => node.remove(), 6000);
  }
}

/** Does something, and tells where it failed. */
export async function act(what) {
  try {
    return await what();
  } catch (error) {
    toast(error instanceof TypeError ? 'The server does not answer.' : error.message, 'bad');
    return null;
  }
}

/**
 * Asks in a dialog; gives the form's data, or null where the operator thinks better of it.
 *
 * @param title the question
 * @param parts what stands in the form
 * @param yes the words on the button that goes on
 * @param kind `primary` or `danger`
 */
export function dialog(title, parts, yes, kind = 'primary') {
  const box = el(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'dialog-title' },
    el(
      'form',
      { method: 'dialog' },
      el('h2', { id: 'dialog-title' }, title),
      parts,
      el(
        'div',
        { class: 'dialog-foot' },
        el('button', { type: 'button', class: 'button', onclick: () => box.close() }, 'Go back'),
        el('button', { type: 'submit', class: `button button-${kind}` }, yes),
      ),
    ),
  );
  document.body.append(box);
  return new Promise((resolve) => {
    let answer = null;
    box.querySelector('form').addEventListener('submit', (event) => {
      answer = new FormData(event.target);
    });
    box.addEventListener('close', () => {
      box.remove();
      resolve(answer);
    });
    box.showModal();
  });
}

/** An action's name as a label where its file is gone: `set-next-billing-date`. */
export function readable(name) {
  const words = String(name).replaceAll('-', ' ').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A date such as `2026-12-03`, or a timestamp, as a day. */
export function day(text) {
  const time = Date.parse(text);
  return Number.isNaN(time)
    ? text
    : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(time);
}

/** Where a ticket is in the helpdesk; empty where there is no such page. */
export function ticketLink(helpdesk, ticket) {
  return /^https:\/\//.test(helpdesk) && /^\d{1,18}$/.test(ticket)
    ? `${helpdesk.replace(/\/+$/, '')}/app/ticket/${ticket}`
    : '';
}
