// Run by hand: node --test src/test/resources/com/gorgiassmartrr/page/

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const source = readFileSync(
  new URL(
    '../../../../../main/resources/com/gorgiassmartrr/page/widget.js',
    import.meta.url,
  ),
  'utf8',
);
const { formatDate, render, sortRows, valueOf, viewOf } = await import(
  `data:text/javascript,${encodeURIComponent(source)}`
);

const wrapper = (...widgets) => ({ type: 'wrapper', widgets });
const card = (path, widgets = [], rest = {}) => ({ type: 'card', path, title: 't', widgets, ...rest });

test('data_isMissingOrEmptyOrNoObject_hidesTheWidget', () => {
  const template = wrapper(card(''));
  assert.equal(viewOf(template, null).reason, 'missing');
  assert.equal(viewOf(template, {}).reason, 'empty');
  assert.equal(viewOf(template, { __integration_type__: 'http' }).reason, 'empty');
  assert.equal(viewOf(template, [1]).reason, 'not-an-object');
  assert.equal(viewOf(template, 'x').reason, 'not-an-object');
});

test('card_itsDataIsEmptyOrNoObject_isHidden', () => {
  const template = wrapper(card('a'), card('b'), card('c'));
  const view = viewOf(template, { a: {}, b: [1], c: { x: 1 } });
  assert.deepEqual(view.nodes.map((node) => node.card), [[2]]);
});

test('list_ofCards_repeatsTheFirstTemplateOnly', () => {
  const list = { type: 'list', path: 'l', meta: { limit: '2' }, widgets: [card('', [], { title: '{{n}}' }), card('')] };
  const [outer] = viewOf(wrapper(card('', [list])), { l: [{ n: 1 }, { n: 2 }, { n: 3 }] }).nodes;
  assert.deepEqual(outer.children[0].rows.map((row) => row.title), ['1', '2', '3']);
  assert.deepEqual(outer.children[0].rows[2].rows, [2]);
  assert.deepEqual(outer.children[0].rows[2].card, [0, 0, 0]);
  assert.equal(outer.children[0].limit, 2);
});

test('list_itsTemplateIsNoDisplayedCard_showsTheFirstRowOnly', () => {
  for (const row of [{ type: 'text', path: 'n' }, card('', [], { meta: { displayCard: false } })]) {
    const list = { type: 'list', path: 'l', widgets: [row] };
    const [outer] = viewOf(wrapper(card('', [list])), { l: [{ n: 1 }, { n: 2 }] }).nodes;
    assert.equal(outer.children[0].rows.length, 1);
  }
});

test('rows_areOrdered_byTheKeyAndItsSign', () => {
  const rows = [{ k: 2 }, { k: 10 }, { k: 1 }];
  assert.deepEqual(sortRows(rows, '+k').map((row) => row.k), [1, 2, 10]);
  assert.deepEqual(sortRows(rows, '-k').map((row) => row.k), [10, 2, 1]);
  assert.deepEqual(sortRows(rows, ''), rows);
});

test('values_ofEachType_areWrittenAsGorgiasDoes', () => {
  assert.equal(valueOf('text', null).text, '-');
  assert.equal(valueOf('text', { a: 1 }).text, '-');
  assert.equal(valueOf('text', 0).text, '0');
  assert.deepEqual(valueOf('boolean', 'true'), { text: 'True', badge: 'yes' });
  assert.deepEqual(valueOf('boolean', '1'), { text: 'True', badge: 'yes' });
  assert.deepEqual(valueOf('boolean', 'x'), { text: 'False', badge: 'no' });
  assert.equal(valueOf('date', '2026-12-03').text, '3 Dec 2026');
  assert.equal(valueOf('date', 'soon').text, 'soon');
  assert.match(valueOf('age', '2000-01-01').text, /^\d+ \(2000-01-01\)$/);
  assert.equal(valueOf('array', ['a', 1]).text, 'a, 1');
  assert.equal(valueOf('url', `https://x.test/${'a'.repeat(80)}`).text.length, 61);
  assert.equal(valueOf('url', 'javascript:alert(1)').href, '');
});

test('templates_withPathsAndFilters_areFilled', () => {
  const context = { a: { b: [{ c: 'x' }, { c: 'y' }] }, d: '2026-12-03', o: { p: 1 } };
  assert.equal(render('{{a.b[0].c}}{{ a.b[-1].c }}', context), 'xy');
  assert.equal(render('{{d | datetime_format("D MMM YYYY")}}', context), '3 Dec 2026');
  assert.equal(render('{{gone | fallback("none")}}', context), 'none');
  assert.equal(render('{{d | unknown}}', context), '2026-12-03');
  assert.equal(render('{{o}}', context), '{"p":1}');
  assert.equal(render('{{gone}}{{constructor}}', context), '');
  assert.equal(render('{{ not closed', context), '{{ not closed');
  assert.equal(formatDate('2026-12-03T09:05:00Z', 'HH:mm A'), '09:05 AM');
});

test('buttons_withEditableParameters_askForThem', () => {
  const button = {
    label: 'Go {{n}}',
    action: {
      method: 'POST',
      headers: [{ key: 'h', value: 'x', editable: false }],
      body: {
        contentType: 'application/x-www-form-urlencoded',
        'application/x-www-form-urlencoded': [
          { key: 'date', value: '{{n}}/$listIndex', type: 'text', editable: true, mandatory: true },
          { key: 'why', value: 'A; B;', type: 'dropdown' },
        ],
      },
    },
  };
  const list = { type: 'list', path: 'l', widgets: [card('', [], { meta: { custom: { buttons: [button] } } })] };
  const [outer] = viewOf(wrapper(card('', [list])), { l: [{ n: 1 }, { n: 2 }] }).nodes;
  const [drawn] = outer.children[0].rows[1].buttons;
  assert.equal(drawn.label, 'Go 2');
  assert.deepEqual(drawn.inputs[0], { key: 'date', label: 'date', mandatory: true, options: null, value: '2/1' });
  assert.deepEqual(drawn.inputs[1].options, ['A', 'B']);
});
