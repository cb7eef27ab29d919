// A record as a card or in full.

import { answer } from './answer.js';
import { element, milliseconds, weight } from './dom.js';
import { signed } from './evidence.js';
import { inputView, named } from './input.js';

const KIND_SIGNS = { molecule: '⬡', review: '¶', image: '▦' };

let made = 0;

/** Creates a card: with all details in the full view, and without its foot if the record was never published. */
export function card(record, { full = false, open = null, foot = true } = {}) {
  const titleId = `record-${(made += 1)}`;
  const explained = record.outcome === 'explained';
  return element(
    'article',
    {
      className: `card ${full ? 'full' : ''}`,
      tabIndex: full ? -1 : 0,
      'aria-labelledby': titleId,
      'data-origin': record.origin,
      'data-outcome': record.outcome,
      'data-kind': record.kind,
    },
    heading(record, titleId, open),
    explained ? inputView(record, full) : refusal(record),
    explained ? answer(record, full) : null,
    full ? properties(record) : foot ? line(record) : null,
    full && explained && record.spans ? tokenTable(record) : null,
  );
}

function heading(record, titleId, open) {
  const kind = record.kind ?? 'unreadable';
  return element(
    'header',
    { className: 'card-top' },
    element('span', { className: `kind kind-${kind}` }, element('span', { 'aria-hidden': 'true', textContent: `${KIND_SIGNS[record.kind] ?? '?'} ` }), kind),
    element('h3', { id: titleId, title: record.id ?? '', textContent: record.id ?? 'no id' }),
    element('time', { dateTime: new Date(record.left).toISOString(), textContent: time(record.left) }),
    open
      ? element('button', {
          type: 'button',
          className: 'open',
          textContent: 'Open',
          'aria-label': `Open ${record.id ?? record.origin}`,
          onclick: () => open(record),
        })
      : null,
  );
}

/** A publisher may set a timestamp that no date can represent. */
function moment(millis) {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? `${millis} ms after 1970` : date.toISOString();
}

function time(millis) {
  return new Date(millis).toLocaleTimeString('en-GB');
}

function refusal(record) {
  return element(
    'div',
    { className: 'refusal' },
    element('p', {}, element('span', { className: 'reason', textContent: record.reason.replaceAll('_', ' ') })),
    element('p', { className: 'message', textContent: record.message }),
    record.value === undefined ? null : element('pre', { className: 'value', textContent: record.value, tabIndex: 0, 'aria-label': 'Value of the record', role: 'group' }),
  );
}

/** The explainer's name, marked if the gate has found something against it. */
function explainerOf(record) {
  const { name, version, reservations } = record.explainer;
  const mark = reservations
    ? element('span', { className: 'caution', role: 'note', tabIndex: 0, 'data-tip': reservations, 'aria-label': `Caution: ${reservations}`, textContent: '!' })
    : null;
  return [`${name} version ${version}`, mark];
}

/** The foot of a card. */
function line(record) {
  const latency = milliseconds(Math.max(0, record.left - record.timestamp));
  const by = record.explainer ? explainerOf(record) : ['dead letter'];
  return element(
    'footer',
    { className: 'card-foot' },
    element('span', { className: 'by' }, ...by),
    element('span', { textContent: latency, title: 'from its timestamp until it left the stream' }),
    element('span', { className: 'origin', textContent: record.origin }),
  );
}

function properties(record) {
  const list = element('dl', { className: 'properties' });
  const rows = [
    ['Request', record.origin],
    ['Published', moment(record.timestamp)],
    ['Left the stream', `${new Date(record.left).toISOString()}, after ${milliseconds(Math.max(0, record.left - record.timestamp))}`],
  ];
  if (record.explainer) {
    rows.push(['Explainer', ...explainerOf(record)]);
    rows.push(['Its digest', record.explainer.digest]);
    rows.push(["Frozen model's digest", record.explainer.frozenModelDigest]);
  }
  for (const [name, ...values] of rows) {
    list.append(element('dt', { textContent: name }), element('dd', {}, ...values));
  }
  return list;
}

function tokenTable(record) {
  const columns = [record.kind === 'molecule' ? 'Atom' : 'Word', 'Weight', ...(record.evidence ? ['Evidence'] : [])];
  const rows = named(record).map(([name, value, evidence]) => {
    const cells = [name, weight(value), ...(record.evidence ? [signed(evidence)] : [])];
    return element('tr', {}, ...cells.map((cell) => element('td', { textContent: cell })));
  });
  return element(
    'details',
    { className: 'weights' },
    element('summary', { textContent: `All ${rows.length} ${record.evidence ? 'weights and their evidence' : 'weights'} as a table` }),
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...columns.map((column) => element('th', { scope: 'col', textContent: column })))),
      element('tbody', {}, ...rows),
    ),
  );
}
