/**
 * What a Gorgias widget shows, worked out from its template and the stored data.
 *
 * Pure functions without a page: `viewOf` gives a tree of plain objects that `sidebar.js` draws.
 * FACT and GUESS mark what is known and what is assumed of Gorgias's own rules.
 */

const MISSING = '-';

/** FACT: a long address is cut after 60 characters. */
const URL_LENGTH = 60;

/** FACT: titles, links and buttons know these filters and ignore all others. */
const FILTERS = {
  fallback: (value, argument) => (isEmpty(value) ? argument : value),
  default: (value, argument) => (isEmpty(value) ? argument : value),
  datetime_format: (value, argument) => formatDate(value, argument || 'YYYY-MM-DD'),
};

/**
 * Returns `{ shown: false, reason }` or `{ shown: true, nodes }`.
 *
 * @param template the widget's template, a `wrapper`
 * @param data what is stored for the integration
 * @param context the contexts of templates: ticket, customer, current_user, integrationId
 */
export function viewOf(template, data, context = {}) {
  // FACT: nothing is drawn where the source is missing, no object, or empty.
  if (data === null || data === undefined) {
    return { shown: false, reason: 'missing' };
  }
  if (!isPlainObject(data)) {
    return { shown: false, reason: 'not-an-object' };
  }
  if (Object.keys(data).filter((key) => key !== '__integration_type__').length === 0) {
    return { shown: false, reason: 'empty' };
  }
  const nodes = childrenOf(template || {}, data, { ...context, card: [], rows: [] });
  return nodes.length === 0 ? { shown: false, reason: 'nothing-fits' } : { shown: true, nodes };
}

function childrenOf(node, data, place) {
  return (node.widgets || [])
    .map((child, index) => nodeOf(child, data, { ...place, card: [...place.card, index] }))
    .filter((view) => view !== null);
}

function nodeOf(node, parentData, place) {
  const data = at(parentData, node.path);
  switch (node.type) {
    case 'card':
      return cardOf(node, data, place);
    case 'list':
      return listOf(node, data, place);
    case 'divider':
      return { kind: 'divider' };
    default:
      return fieldOf(node, data, parentData);
  }
}

function cardOf(node, data, place) {
  // FACT: a card is not shown where its data is no object or an empty one.
  if (!isPlainObject(data) || Object.keys(data).length === 0) {
    return null;
  }
  const meta = node.meta || {};
  const custom = meta.custom || {};
  const resolve = (text) => render(literals(text, place), contextOf(data, place));
  return {
    kind: 'card',
    title: resolve(node.title),
    link: webAddress(resolve(meta.link)),
    color: typeof meta.color === 'string' ? meta.color : '',
    framed: meta.displayCard !== false,
    links: (custom.links || []).map((link) => ({
      label: resolve(link.label) || resolve(link.url),
      url: webAddress(resolve(link.url)),
    })),
    buttons: (custom.buttons || []).map((button, index) => ({
      index,
      label: resolve(button.label) || 'Run',
      inputs: inputsOf(button.action || {}, resolve),
    })),
    children: childrenOf(node, data, place),
    card: place.card,
    rows: place.rows,
  };
}

function listOf(node, data, place) {
  const rowTemplate = (node.widgets || [])[0];
  // GUESS: what is no list, and an empty list, leave no trace.
  if (!Array.isArray(data) || data.length === 0 || !rowTemplate) {
    return null;
  }
  const meta = node.meta || {};
  const sorted = sortRows(data, meta.orderBy);
  // FACT: only a card can be repeated, and only one that is displayed as a card.
  const repeats = rowTemplate.type === 'card' && (rowTemplate.meta || {}).displayCard !== false;
  const rows = (repeats ? sorted : sorted.slice(0, 1))
    .map((row, index) =>
      nodeOf(rowTemplate, row, {
        ...place,
        card: [...place.card, 0],
        rows: [...place.rows, index],
      }),
    )
    .filter((view) => view !== null);
  const limit = Number.parseInt(meta.limit, 10);
  return {
    kind: 'list',
    title: node.title || '',
    rows,
    limit: limit > 0 ? limit : rows.length,
    key: [...place.card, 'r', ...place.rows].join('.'),
  };
}

/** FACT: `+key` sorts up, `-key` sorts down, anything else keeps the order. */
export function sortRows(rows, orderBy) {
  const match = /^([+-])(.+)$/.exec(orderBy || '');
  if (!match) {
    return rows;
  }
  const [, sign, key] = match;
  const direction = sign === '-' ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [left?.[key] ?? '', right?.[key] ?? ''];
    const order =
      typeof a === 'number' && typeof b === 'number'
        ? a - b
        : String(a) < String(b)
          ? -1
          : Number(String(a) > String(b));
    return order * direction;
  });
}

function fieldOf(node, value, parentData) {
  const title = render(node.title || '', parentData) || readable(node.path);
  return { kind: 'field', type: node.type, path: node.path || '', title, ...valueOf(node.type, value) };
}

/** Returns the text of a value and, for some types, how it is marked or where it leads. */
export function valueOf(type, value) {
  // FACT: what is missing shows as "-".
  if (value === null || value === undefined || value === '') {
    return { text: MISSING, missing: true };
  }
  switch (type) {
    case 'boolean': {
      const yes = value === true || value === 'true' || value === '1';
      return { text: yes ? 'True' : 'False', badge: yes ? 'yes' : 'no' };
    }
    case 'date':
      return { text: shownDate(value) };
    case 'age': {
      const years = yearsSince(value);
      return { text: years === null ? plain(value) : `${years} (${formatDate(value, 'YYYY-MM-DD')})` };
    }
    case 'url': {
      const text = plain(value);
      const short = text.length > URL_LENGTH ? `${text.slice(0, URL_LENGTH)}…` : text;
      return { text: short, href: webAddress(text) };
    }
    case 'email': {
      const text = plain(value);
      return { text, href: /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? `mailto:${text}` : '' };
    }
    case 'array':
    case 'editableList':
      return { text: Array.isArray(value) ? value.map(plain).join(', ') || MISSING : plain(value) };
    case 'percent':
      return { text: Number.isFinite(Number(value)) ? `${value}%` : plain(value) };
    case 'rating': {
      const stars = Math.round(Number(value));
      return stars >= 0 && stars <= 5
        ? { text: '★'.repeat(stars) + '☆'.repeat(5 - stars) }
        : { text: plain(value) };
    }
    default:
      return { text: plain(value) };
  }
}

/** FACT: a value of the wrong type shows as raw text or "-". */
function plain(value) {
  return typeof value === 'object' && value !== null ? MISSING : String(value);
}

// ---------------------------------------------------------------- buttons

/**
 * FACT: headers, query parameters and form fields may be editable, a JSON body may not; a GET has no
 * body.
 */
function inputsOf(action, resolve) {
  const body = action.body || {};
  const isForm = body.contentType === 'application/x-www-form-urlencoded';
  const form = isForm && action.method !== 'GET' ? body[body.contentType] || [] : [];
  return [...(action.headers || []), ...(action.params || []), ...form]
    .filter((parameter) => parameter.editable || parameter.type === 'dropdown')
    .map((parameter) => ({
      key: parameter.key,
      label: parameter.label || parameter.key,
      mandatory: Boolean(parameter.mandatory),
      options:
        parameter.type === 'dropdown'
          ? String(parameter.value || '').split(';').map((option) => option.trim()).filter(Boolean)
          : null,
      value: parameter.type === 'dropdown' ? '' : resolve(parameter.value),
    }));
}

/** FACT: these words are replaced wherever they stand, before templates are read. */
function literals(text, place) {
  let replaced = String(text ?? '').replaceAll('$appId', '');
  if (place.integrationId) {
    replaced = replaced.replaceAll('$integrationId', String(place.integrationId));
  }
  return place.rows.length > 0
    ? replaced.replaceAll('$listIndex', String(place.rows[place.rows.length - 1]))
    : replaced;
}

function contextOf(data, place) {
  return {
    ...data,
    ticket: place.ticket,
    customer: place.customer,
    user: place.customer,
    current_user: place.currentUser,
  };
}

// ---------------------------------------------------------------- templates

const EXPRESSION = /\{\{\s*([\w$][\w$.[\]'"-]*)\s*((?:\|\s*\w+\s*(?:\([^)]*\))?\s*)*)\}\}/g;
const FILTER = /\|\s*(\w+)\s*(?:\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\))?/g;

/** Fills `{{path | filter("argument")}}` in; what cannot be read stays as it is. */
export function render(text, context) {
  return String(text ?? '').replace(EXPRESSION, (whole, path, filters) => {
    let value = at(context, path);
    for (const [, name, double, single, bare] of filters.matchAll(FILTER)) {
      const filter = FILTERS[name];
      value = filter ? filter(value, double ?? single ?? bare ?? '') : value;
    }
    if (value === null || value === undefined) {
      return '';
    }
    return typeof value === 'object' ? JSON.stringify(value).slice(0, 500) : String(value);
  });
}

/** Follows `a.b[0]['c']`; a negative number counts from the end. */
function at(data, path) {
  if (path === undefined || path === null || path === '') {
    return data;
  }
  if (isPlainObject(data) && Object.hasOwn(data, path)) {
    return data[path];
  }
  let value = data;
  for (const [, name, quoted, index] of String(path).matchAll(
    /(?:^|\.)([\w$-]+)|\[\s*['"]([^'"]*)['"]\s*\]|\[\s*(-?\w+)\s*\]/g,
  )) {
    const step = name ?? quoted ?? index;
    if (Array.isArray(value)) {
      value = value.at(Number(step));
    } else if (isPlainObject(value) && Object.hasOwn(value, step)) {
      value = value[step];
    } else {
      return undefined;
    }
  }
  return value;
}

// ---------------------------------------------------------------- dates

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December',
];

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A day without a time stays that day in every time zone, so all is read in UTC. */
function parseDate(value) {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) {
    return null;
  }
  const zoned = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(value) || !value.includes('T') ? value : `${value}Z`;
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Writes a date by a pattern such as `D MMM YYYY, HH:mm`; what is no date stays as it is. */
export function formatDate(value, pattern) {
  const date = parseDate(value);
  if (date === null) {
    return value;
  }
  const pad = (number) => String(number).padStart(2, '0');
  const month = MONTHS[date.getUTCMonth()];
  const day = DAYS[date.getUTCDay()];
  const hour = date.getUTCHours();
  const tokens = {
    YYYY: date.getUTCFullYear(),
    YY: pad(date.getUTCFullYear() % 100),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: pad(date.getUTCMonth() + 1),
    M: date.getUTCMonth() + 1,
    DD: pad(date.getUTCDate()),
    D: date.getUTCDate(),
    dddd: day,
    ddd: day.slice(0, 3),
    HH: pad(hour),
    H: hour,
    hh: pad(hour % 12 || 12),
    h: hour % 12 || 12,
    mm: pad(date.getUTCMinutes()),
    ss: pad(date.getUTCSeconds()),
    A: hour < 12 ? 'AM' : 'PM',
    a: hour < 12 ? 'am' : 'pm',
  };
  return pattern.replace(
    /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|ss|A|a/g,
    (token, literal) => literal ?? tokens[token],
  );
}

function shownDate(value) {
  const hasTime = typeof value === 'string' && value.includes('T') && !/T00:00:00/.test(value);
  return plain(formatDate(value, hasTime ? 'D MMM YYYY, HH:mm [UTC]' : 'D MMM YYYY'));
}

function yearsSince(value) {
  const born = parseDate(value);
  if (born === null) {
    return null;
  }
  const now = new Date();
  const years = now.getUTCFullYear() - born.getUTCFullYear();
  const birthday = Date.UTC(now.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate());
  return now.getTime() < birthday ? years - 1 : years;
}

// ---------------------------------------------------------------- shared

/** Only web addresses become links: never a script. */
function webAddress(text) {
  return /^https?:\/\//i.test(text) ? text : '';
}

function readable(path) {
  const words = String(path || '').replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isPlainObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value) {
  return value === null || value === undefined || value === '';
}
