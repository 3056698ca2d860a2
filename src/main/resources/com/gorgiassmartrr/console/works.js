/** Work on a store's connection, which goes on at the server while the page tells its steps. */

import { post } from './app.js';
import { el } from './dom.js';

export const API = '/console/api/connect';

const PATHS = { connect: '', rotate: '/rotate', check: '/check', reactivate: '/reactivate', disconnect: '/disconnect' };

/** Begins work of a kind; gives it as it is then. What can't begin is a refusal. */
export function begin(kind, body) {
  return post(API + PATHS[kind], body);
}

/** A step as a line; where it can be seen in Gorgias, with a link. */
export function line(step) {
  return el(
    'li',
    { class: `told-${step.status}` },
    el('span', { dir: 'auto' }, step.sentence + (step.status === 'begun' ? '…' : '')),
    /^https?:\/\//.test(step.link ?? '') && [' ', outside(step.link, 'See it in Gorgias')],
  );
}

/** A link out of these pages. */
export function outside(href, words) {
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, words);
}
