// The explanation of a record, beside that of a candidate if one explained the record too.

import { answer } from './answer.js';
import { element, weight } from './dom.js';
import { signed } from './evidence.js';
import { inputView, named } from './input.js';

let made = 0;

/** Returns whether a candidate has explained a record too. */
export function isCompared(record) {
  return Boolean(record.candidate?.prediction);
}

/** Returns an element with all explanations of a record; in full, with tables of all weights. */
export function versions(record, full) {
  const { candidate } = record;
  if (!isCompared(record)) {
    return element('div', { className: 'versions' }, ...explanation(record, full), candidate ? failure(candidate) : null);
  }
  return element(
    'div',
    { className: 'versions' },
    element(
      'div',
      { className: 'columns' },
      version(`Version ${record.explainer.version} (serving)`, record, full),
      version(`Candidate version ${candidate.explainer.version}`, asCandidate(record), full),
    ),
    element('p', { className: 'comparison', textContent: comparison(candidate.comparison) }),
    full ? digest(candidate) : null,
  );
}

/** Returns the same input with the explanation by the candidate. */
function asCandidate(record) {
  return { ...record, evidence: undefined, cells: undefined, ...record.candidate };
}

function explanation(record, full) {
  return [inputView(record, full), answer(record, full), full && record.spans ? tokenTable(record) : null];
}

function version(title, record, full) {
  const id = `version-${(made += 1)}`;
  return element('div', { className: 'column version', role: 'group', 'aria-labelledby': id }, element('h4', { id, textContent: title }), ...explanation(record, full));
}

function failure({ explainer, failure: why }) {
  return element('p', { className: 'comparison failed', textContent: `Candidate version ${explainer.version} gives no answer: ${why}` });
}

function digest({ explainer }) {
  return element('p', { className: 'quiet digest', textContent: `The candidate’s digest: ${explainer.digest}` });
}

/** Returns the figures of a comparison as a sentence, without those that were not measured. */
function comparison({ predictionAgreement, rankCorrelation, evidenceDistance, servingMillis, candidateMillis }) {
  const figures = [
    rankCorrelation === null ? null : `rank correlation ${decimal(rankCorrelation)}`,
    prediction(predictionAgreement),
    evidenceDistance === null ? null : `evidence distance ${decimal(evidenceDistance)}`,
  ].filter(Boolean);
  return `${figures.join(', ')}; ${servingMillis.toFixed(1)} ms and ${candidateMillis.toFixed(1)} ms a record`.replace(/^./, (first) => first.toUpperCase());
}

function prediction(agreement) {
  if (agreement === null) {
    return 'predictions of another kind';
  }
  return decimal(agreement) === '1.00' ? 'same prediction' : `prediction agreement ${decimal(agreement)}`;
}

function decimal(value) {
  return weight(value).replace('-', '−');
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
