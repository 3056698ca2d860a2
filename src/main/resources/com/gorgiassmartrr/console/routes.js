/** The page of the routes: each file that is edited live, since when it is in force, its mistake. */

import { every, watch } from './app.js';
import { el, fill, timeAgo } from './dom.js';

const POLL_MILLIS = 2000;

function drawRoutes(host, report) {
  fill(
    host,
    el(
      'header',
      { class: 'page-head' },
      el('h1', {}, 'Routes'),
      el(
        'p',
        { class: 'hint' },
        `Saved files are in force within two seconds. ${report.taken} taken and ${report.refused} refused since the start. application.properties needs a restart.`,
      ),
    ),
    report.problem !== '' && el('p', { class: 'strip strip-bad', role: 'status', dir: 'auto' }, report.problem),
    el(
      'ul',
      { class: 'problems', 'aria-label': 'Files' },
      report.files.map(({ file, since, mistake }) =>
        el(
          'li',
          { class: mistake === '' ? 'strip' : 'strip strip-bad' },
          el('strong', { dir: 'auto' }, file),
          ' ',
          since === null ? '' : el('span', {}, 'in force since ', timeAgo(since)),
          mistake !== '' && el('div', { dir: 'auto' }, mistake),
        ),
      ),
    ),
  );
}

let host = null;

const watched = watch(
  () => '/console/api/routes',
  (report, error) =>
    report === null ? fill(host, el('p', { class: 'strip strip-bad' }, error.message)) : drawRoutes(host, report),
);

export async function draw(page) {
  document.title = 'Routes – Gorgias x Smartrr';
  host = page;
  every(POLL_MILLIS, () => watched.now());
}
