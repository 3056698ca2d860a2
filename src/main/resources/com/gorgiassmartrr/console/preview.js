/** The preview of a widget: a customer's data, drawn as Gorgias would draw it. */

import { act, post } from './app.js';
import { drawView, empty } from './cards.js';
import { el, fill } from './dom.js';
import { viewOf } from './widget.js';

/** Somebody whom every sandbox has. */
const IN_THE_SANDBOX = { sandbox: 'mara@example.com' };

const state = { store: '', email: '', data: null, template: null, asking: 0 };

/**
 * Draws the preview and its search.
 *
 * @param host the element to fill
 * @param stores the stores whose customers can be shown
 * @param onStore called when another store is chosen
 */
export function startPreview(host, stores, onStore) {
  state.store = stores[0]?.name ?? '';
  state.email = IN_THE_SANDBOX[state.store] ?? '';
  fill(
    host,
    el(
      'form',
      {
        class: 'customer',
        onsubmit: (event) => {
          event.preventDefault();
          state.email = new FormData(event.target).get('email').trim();
          lookUp();
        },
      },
      el('label', { class: 'visually-hidden', for: 'customer' }, 'Customer’s e-mail address'),
      el('input', {
        id: 'customer',
        name: 'email',
        type: 'email',
        class: 'input',
        required: true,
        maxlength: '254',
        autocomplete: 'off',
        placeholder: 'Customer’s e-mail address',
        value: state.email,
      }),
      stores.length > 1 &&
        el(
          'select',
          {
            class: 'select',
            'aria-label': 'Store',
            onchange: (event) => {
              state.store = event.target.value;
              onStore(state.store);
              lookUp();
            },
          },
          stores.map(({ name }) => el('option', { value: name }, name)),
        ),
      el('button', { type: 'submit', class: 'button' }, 'Show'),
    ),
    el('div', { id: 'preview', class: 'widget', 'aria-live': 'polite' }),
  );
  onStore(state.store);
  lookUp();
}

/** Draws another template with the same data. */
export function show(template) {
  state.template = template;
  drawPreview();
}

async function lookUp() {
  if (state.email === '') {
    state.data = null;
    drawPreview();
    return;
  }
  const asking = ++state.asking;
  state.data = null;
  fill(document.getElementById('preview'), el('p', { class: 'hint' }, 'Looking the customer up…'));
  const data = await act(() => post('/console/api/widget/customer', { store: state.store, email: state.email }));
  if (asking === state.asking && data !== null) {
    state.data = data;
    drawPreview();
  }
}

function drawPreview() {
  const host = document.getElementById('preview');
  if (state.template === null || (state.data === null && state.email !== '')) {
    return;
  }
  if (state.email === '') {
    fill(host, empty('Whose widget?', 'Enter the e-mail address of a customer who has a subscription.'));
    return;
  }
  const view = viewOf(state.template, state.data);
  fill(host, drawView(view, { press: () => {}, busy: () => false }, drawPreview, 'preview'));
  for (const button of host.querySelectorAll('.card-buttons button')) {
    button.setAttribute('aria-disabled', 'true');
    button.title = 'A preview: nothing is pressed here';
  }
}
