// Keeps only the highest-ranking parts of an input, and asks for the model's prediction.

import { said } from './answer.js';
import { ask } from './ask.js';
import { element } from './dom.js';
import { inputView } from './input.js';
import { needing } from './reach.js';

const PAUSE_MILLIS = 200;
const PER_CENT = 100;

/** Returns the weights of the parts: words, atoms or cells. */
function weights(record) {
  return record.mask ? record.mask.weights : record.spans.map(([, , value]) => value);
}

/** Returns the evidence of the parts; a cell of a finer mask has the evidence of the cell that contains it. */
function evidence(record) {
  if (!record.mask) {
    return record.spans.map(([, , , , value]) => value);
  }
  const { width, height } = record.mask;
  const { cells } = record;
  return record.mask.weights.map((_, i) => {
    const row = Math.floor((Math.floor(i / width) * cells.height) / height);
    const column = Math.floor(((i % width) * cells.width) / width);
    return cells.values[row * cells.width + column];
  });
}

/** Returns the indices of the parts, the one with the largest number first. */
function ranked(numbers) {
  return numbers.map((_, i) => i).sort((a, b) => numbers[b] - numbers[a] || a - b);
}

/** Returns the record with a mask of these parts only, and without evidence. */
function keeping(record, kept) {
  const on = new Set(kept);
  if (record.mask) {
    return { ...record, mask: { ...record.mask, weights: record.mask.weights.map((_, i) => (on.has(i) ? 1 : 0)) }, cells: undefined, evidence: undefined };
  }
  return { ...record, spans: record.spans.map(([start, end, , atom], i) => [start, end, on.has(i) ? 1 : 0, atom]), evidence: undefined };
}

/** Shows the masked input, with the omitted parts dark or faint. */
function masked(record, kept) {
  const shown = inputView(keeping(record, kept), true);
  shown.classList.add('keeping');
  shown.querySelectorAll('.pictures figure:first-child').forEach((original) => original.remove());
  return shown;
}

/** Creates a section of the dialog. */
export function keepSection(record) {
  const count = weights(record).length;
  const ofCells = Boolean(record.mask);
  const most = ofCells ? PER_CENT : count;
  const begin = Math.max(1, Math.round(record.area * most));
  const slider = element('input', { type: 'range', min: 0, max: most, value: begin, id: 'keep-count' });
  const amount = element('output', { htmlFor: 'keep-count' });
  const order = element('select', { id: 'keep-order' }, new Option('the weight of the mask', 'weight'), ...(record.evidence ? [new Option('the evidence', 'evidence')] : []));
  const place = element('div', { className: 'keep-input' });
  const answer = element('p', { className: 'keep-answer', role: 'status' });
  let pausing = 0;
  let latest = 0;

  const kept = () => {
    const numbers = order.value === 'evidence' ? evidence(record) : weights(record);
    const share = ofCells ? Math.round((slider.value / PER_CENT) * count) : Number(slider.value);
    return ranked(numbers).slice(0, share);
  };
  const show = async () => {
    const mine = (latest += 1);
    const parts = kept();
    try {
      const prediction = await (await ask('masked', { origin: record.origin, kept: parts })).json();
      if (mine === latest) {
        answer.replaceChildren('The model then predicts ', element('strong', { textContent: said(prediction) }), `; for the whole input it predicts ${said(record.prediction)}.`);
      }
    } catch (error) {
      if (mine === latest) {
        answer.textContent = error.message;
      }
    }
  };
  const changed = () => {
    const what = { molecule: 'atoms', review: 'words', image: '' }[record.kind];
    amount.textContent = ofCells ? `${slider.value}% of the picture` : `${slider.value} of ${count} ${what}`;
    place.replaceChildren(masked(record, kept()));
    clearTimeout(pausing);
    pausing = setTimeout(show, PAUSE_MILLIS);
  };
  slider.addEventListener('input', changed);
  order.addEventListener('change', changed);

  const section = element(
    'details',
    { className: 'explore', id: 'explore-keep' },
    needing(element('summary', { textContent: 'Keep only the strongest parts' }), 'Asking the model about parts'),
    element(
      'p',
      { className: 'explore-controls' },
      element('label', { htmlFor: 'keep-count', textContent: 'Keep the top' }),
      slider,
      amount,
      element('label', { htmlFor: 'keep-order', textContent: 'by' }),
      order,
    ),
    place,
    answer,
  );
  section.addEventListener('toggle', () => section.open && changed());
  return section;
}
