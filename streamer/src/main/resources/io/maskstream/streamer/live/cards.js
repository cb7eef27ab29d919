// A record as a card or in full.

import { element, milliseconds } from './dom.js';
import { isCompared, versions } from './versions.js';

const KIND_SIGNS = { molecule: '⬡', review: '¶', image: '▦' };

let made = 0;

/** Creates a card: with all details in the full view, and without its foot if the record was never published. */
export function card(record, { full = false, open = null, foot = true } = {}) {
  const titleId = `record-${(made += 1)}`;
  const explained = record.outcome === 'explained';
  const article = element(
    'article',
    {
      className: `card${full ? ' full' : ''}${isCompared(record) ? ' compared' : ''}`,
      tabIndex: full ? -1 : 0,
      'aria-labelledby': titleId,
      'data-origin': record.origin,
      'data-outcome': record.outcome,
      'data-kind': record.kind,
    },
    heading(record, titleId, open),
    explained ? versions(record, full) : refusal(record),
    full ? properties(record) : foot ? line(record) : null,
  );
  // A card without a footer is not of a published record, so no comparison follows.
  return foot ? Object.assign(article, { record }) : article;
}

/** Adds a comparison, which comes later than its record, to all cards of the record. */
export function showCandidate({ origin, sequence, candidate }) {
  for (const article of document.querySelectorAll(`article[data-origin="${CSS.escape(origin)}"]`)) {
    if (article.record?.sequence === sequence) {
      article.record.candidate = candidate;
      showVersions(article);
    }
  }
}

function showVersions(article) {
  const before = article.querySelector('.versions');
  if (before.contains(document.activeElement)) {
    // Replacing the element now would lose the focus.
    before.addEventListener('focusout', () => setTimeout(() => showVersions(article)), { once: true });
    return;
  }
  before.replaceWith(versions(article.record, article.classList.contains('full')));
  article.classList.toggle('compared', isCompared(article.record));
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
