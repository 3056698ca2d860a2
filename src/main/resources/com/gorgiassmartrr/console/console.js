/** Draws the page that the address names. */

import { connected, every, watch } from './app.js';
import { tick } from './dom.js';

const MODULES = {
  presses: './presses.js',
  status: './status.js',
  routes: './routes.js',
  widget: './arrange.js',
  connect: './connect.js',
};

const name = location.pathname.split('/')[2];

for (const link of document.querySelectorAll('.pages a')) {
  if (link.pathname === location.pathname) {
    link.setAttribute('aria-current', 'page');
  }
}

const parked = watch(
  () => '/presses?outcome=parked&limit=100',
  (presses) => {
    const count = document.getElementById('parked-count');
    const many = presses === null ? 0 : presses.length;
    count.hidden = many === 0;
    count.textContent = many === 100 ? '99+' : String(many);
    count.setAttribute('aria-label', `${many} parked`);
  },
);

const { draw } = await import(MODULES[name]);
try {
  await draw(document.getElementById('page'));
} catch (error) {
  // What every page needs can't be had; it is there again once the server is.
  connected(error);
  setTimeout(() => location.reload(), 3000);
  throw error;
}
every(4000, () => parked.now());
setInterval(tick, 1000);
