// A record as a card, and in full.

import { element, milliseconds, percent, quantity, weight } from './dom.js';
import { sentence, signed } from './evidence.js';
import { picture } from './picture.js';
import { linked, structure } from './structure.js';
import { decisive, heaviest, shaded } from './words.js';

const BARS = 3;
const PARTS = { molecule: 'its characters', review: 'its words', image: 'its cells' };
const KIND_SIGNS = { molecule: '⬡', review: '¶', image: '▦' };

let made = 0;

/** A card; with all details if it stands alone. */
export function card(record, { full = false, open = null } = {}) {
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
    explained ? body(record, full) : refusal(record),
    explained ? answer(record, full) : null,
    full ? properties(record) : line(record),
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

/** A publisher may date a record beyond all that a date can be. */
function moment(millis) {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? `${millis} ms after 1970` : date.toISOString();
}

function time(millis) {
  return new Date(millis).toLocaleTimeString('en-GB');
}

function body(record, full) {
  if (record.image) {
    return picture(record.image, record.mask, record.cells);
  }
  if (record.kind === 'molecule') {
    return molecule(record);
  }
  const cut = [...record.text].length < record.textLength;
  return element(
    'div',
    { className: full ? 'text' : 'text clipped' },
    cut ? element('p', { className: 'quiet', textContent: `Cut out of ${record.textLength} characters around the words that were explained.` }) : null,
    shaded(record.text, record.spans, { label: 'Review with weighted words' }),
  );
}

/** The atoms by their index: the heaviest of their characters' weights, the sum of their evidence, and how they are spelt. */
function atomsOf(record) {
  const points = [...record.text];
  const atoms = [];
  for (const [start, end, value, atom, evidence] of record.spans) {
    if (atom !== undefined && atom !== null) {
      const before = atoms[atom] ?? { weight: 0, evidence: evidence === undefined ? undefined : 0, symbol: '' };
      atoms[atom] = {
        weight: Math.max(before.weight, value),
        evidence: evidence === undefined ? undefined : before.evidence + evidence,
        symbol: before.symbol + points.slice(start, end).join(''),
      };
    }
  }
  return atoms;
}

/** What has a name, a weight and perhaps evidence: words, or atoms by their symbol and number. */
function named(record) {
  if (record.kind === 'molecule') {
    // Atoms of characters that were cut off are missing.
    return atomsOf(record)
      .map((atom, index) => [`${atom.symbol} (${index + 1})`, atom.weight, atom.evidence])
      .filter(Boolean);
  }
  const points = [...record.text];
  return record.spans.map(([start, end, value, , evidence]) => [points.slice(start, end).join(''), value, evidence]);
}

function molecule(record) {
  const characters = shaded(record.text, record.spans, { label: 'SMILES string with weighted characters', characters: true });
  const block = element('div', { className: 'molecule' });
  if (record.structure) {
    const drawing = structure(record.structure, atomsOf(record), `Structure of ${record.text}`);
    linked(characters, drawing);
    block.append(element('div', { className: 'drawing' }, drawing));
  }
  block.append(characters);
  return block;
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

function answer(record, full) {
  const { prediction, maskedPrediction } = record;
  const parts = element('div', { className: 'answer' });
  if (prediction.classes) {
    const [first] = prediction.classes;
    parts.append(headline(`${first.name} ${percent(first.probability)}`, null));
    if (full || prediction.classes.length > 2) {
      parts.append(bars(prediction, maskedPrediction, full ? prediction.classes.length : BARS));
    }
  } else {
    parts.append(headline(quantity(prediction), prediction.name));
  }
  if (record.evidence) {
    parts.append(sentence(record.evidence, PARTS[record.kind]));
  }
  const facts = element('dl', { className: 'facts' });
  facts.append(fact('Through the mask', maskedPrediction ? said(maskedPrediction) : 'not verified', maskedPrediction ? '' : 'quiet'));
  facts.append(fact('Mask area', weight(record.area)));
  if (record.spans && !full && record.evidence) {
    facts.append(fact(record.kind === 'molecule' ? 'Strongest atoms' : 'Strongest', decisive(named(record)), 'tokens'));
  } else if (record.spans && !full) {
    facts.append(fact(record.kind === 'molecule' ? 'Highest atoms' : 'Highest', heaviest(named(record)), 'tokens'));
  }
  parts.append(facts);
  return parts;
}

function headline(text, name) {
  return element(
    'p',
    { className: 'prediction' },
    element('strong', { textContent: text }),
    name ? element('span', { className: 'quiet', textContent: ` ${name}` }) : null,
  );
}

function said(prediction) {
  if (prediction.classes) {
    return `${prediction.classes[0].name} ${percent(prediction.classes[0].probability)}`;
  }
  return quantity(prediction);
}

function bars(prediction, masked, count) {
  const maskedOf = new Map((masked?.classes ?? []).map((one) => [one.name, one.probability]));
  const list = element('ul', { className: 'bars' });
  for (const { name, probability } of prediction.classes.slice(0, count)) {
    const bar = element('span', { className: 'bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--share', probability);
    const value = maskedOf.has(name) ? `${percent(probability)}, masked ${percent(maskedOf.get(name))}` : percent(probability);
    list.append(element('li', {}, element('span', { className: 'bar-name', textContent: name }), bar, element('span', { className: 'bar-value', textContent: value })));
  }
  return list;
}

function fact(name, value, className = '') {
  return element('div', { className }, element('dt', { textContent: name }), element('dd', { textContent: value }));
}

/** The explainer's name, marked where the gate has something against it. */
function explainerOf(record) {
  const { name, version, reservations } = record.explainer;
  const mark = reservations
    ? element('span', { className: 'caution', role: 'note', tabIndex: 0, 'data-tip': reservations, 'aria-label': `Caution: ${reservations}`, textContent: '!' })
    : null;
  return [`${name} version ${version}`, mark];
}

/** What stands at the foot of a card. */
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
