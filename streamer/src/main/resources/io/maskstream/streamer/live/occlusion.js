// Compares an explanation with occlusion, which is how much the prediction loses without each part. The streamer
// computes it on demand.

import { ask } from './ask.js';
import { element } from './dom.js';
import { inputView } from './input.js';
import { needing } from './reach.js';

/** Returns the record with the result of occlusion instead of its evidence. */
function occluded(record, { output, unit, width, height, values }) {
  const evidence = { output, unit };
  if (record.mask) {
    return { ...record, evidence, cells: { width, height, values } };
  }
  return { ...record, evidence, spans: record.spans.map(([start, end, value, atom], i) => [start, end, value, atom ?? null, values[i]]) };
}

function column(title, record) {
  const view = inputView(record, true);
  // Two overlays are enough side by side: the explainer's, and that of occlusion.
  view.querySelectorAll('.pictures figure:not(:last-child)').forEach((other) => other.remove());
  return element('figure', { className: 'column' }, element('figcaption', { textContent: title }), view);
}

/**
 * Returns Spearman's rank correlation (1904) of two lists of numbers, from -1 to 1; undefined if one list is constant.
 */
export function rankCorrelation(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (x.length - 1) / 2;
  const sum = (of) => x.reduce((total, _, i) => total + of(i), 0);
  const spread = Math.sqrt(sum((i) => (x[i] - mean) ** 2) * sum((i) => (y[i] - mean) ** 2));
  return spread === 0 ? undefined : sum((i) => (x[i] - mean) * (y[i] - mean)) / spread;
}

/** Returns the ranks of the numbers; equal numbers get the mean of their ranks. */
function ranks(numbers) {
  const order = numbers.map((_, i) => i).sort((a, b) => numbers[a] - numbers[b]);
  const found = [];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && numbers[order[to + 1]] === numbers[order[from]]) {
      to += 1;
    }
    for (let i = from; i <= to; i += 1) {
      found[order[i]] = (from + to) / 2;
    }
    from = to + 1;
  }
  return found;
}

function agreement(record, compared) {
  const own = record.mask
    ? record.cells?.width === compared.width && record.cells?.height === compared.height && record.evidence
      ? record.cells.values
      : null
    : record.spans.map(([, , value, , evidence]) => evidence ?? value);
  const correlation = own === null ? undefined : rankCorrelation(own, compared.values);
  return correlation === undefined ? '' : ` Their rank correlation is ${correlation.toFixed(2)}; 1 is the same order of the parts.`;
}

/** Creates a section of the dialog. */
export function occlusionSection(record) {
  const place = element('div', { className: 'columns' });
  const status = element('p', { className: 'quiet', role: 'status' });
  const compare = async () => {
    status.textContent = 'Running the model without each part in turn.';
    place.replaceChildren();
    try {
      const compared = await (await ask('occlusion', { origin: record.origin })).json();
      place.replaceChildren(
        column(record.evidence ? 'Evidence, in one pass' : 'Mask, in one pass', record),
        column(`Occlusion, in ${compared.passes} passes`, occluded(record, compared)),
      );
      const grouped = compared.together > 1 ? ` ${compared.together} parts were left out together, and share the loss.` : '';
      status.textContent = `Occlusion: how much ${compared.output} loses, in ${compared.unit}, without each part.${grouped}${agreement(record, compared)}`;
    } catch (error) {
      status.textContent = error.message;
    }
  };
  return element(
    'details',
    { className: 'explore', id: 'explore-occlusion' },
    element('summary', { textContent: 'Compare with occlusion' }),
    element(
      'p',
      { className: 'explore-controls' },
      needing(element('button', { type: 'button', textContent: 'Compare', onclick: compare }), 'Comparing with occlusion'),
      element('span', { className: 'quiet', textContent: 'The model runs up to 128 times, for at most 5 s, while no records wait.' }),
    ),
    status,
    place,
  );
}
