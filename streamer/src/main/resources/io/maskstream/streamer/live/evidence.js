// Signed evidence: orange where it raises the prediction, blue where it lowers it, and the numbers beside the colours.

import { element, weight } from './dom.js';

const NOTHING = 0.0005;

/** What evidence adds: always with its sign. */
export function signed(value) {
  const size = Math.abs(value);
  if (size === 0) {
    return '0.00';
  }
  const shown = size < NOTHING ? size.toExponential(0) : size.toFixed(size < 0.1 ? 3 : 2);
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** The size of the strongest of some values; some may be undefined. */
export function strongest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
}

/**
 * How strong the colour of a part is, from 0 to 1, and whether it is the second one: by its evidence, or by its weight where
 * there is none.
 */
export function shade(value, evidence, most) {
  if (evidence === undefined) {
    return { share: value, lowers: false };
  }
  return { share: most === 0 ? 0 : Math.abs(evidence) / most, lowers: evidence < 0 };
}

/** The numbers of a part as text. */
export function reading(value, evidence) {
  return evidence === undefined ? weight(value) : `${signed(evidence)}, weight ${weight(value)}`;
}

/** A number that stands for itself, so without a plus. */
function plain(value) {
  return signed(value).replace('+', '');
}

/** What adds up to the prediction, in words. */
export function sentence({ output, unit, baseline, sum, remainder, total }, parts) {
  return element(
    'p',
    { className: 'sum' },
    element('span', { className: 'quiet', textContent: `Evidence for ${output}, in ${unit}: ` }),
    `${plain(baseline)} with nothing seen, ${signed(sum)} from ${parts}, ${signed(remainder)} unexplained: `,
    element('strong', { textContent: plain(total) }),
  );
}
