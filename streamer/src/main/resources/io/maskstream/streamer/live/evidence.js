// Signed evidence: orange where it raises the prediction, blue where it lowers it, with the numbers beside the colours.

import { element, weight } from './dom.js';

const NOTHING = 0.0005;

/** Share of the numbers in a sum below which its remainder is a rounding error. */
const ROUNDING = 1e-4;

/** Formats evidence, always with its sign. */
export function signed(value) {
  const size = Math.abs(value);
  if (size === 0) {
    return '0.00';
  }
  const shown = size < NOTHING ? size.toExponential(0) : size.toFixed(size < 0.1 ? 3 : 2);
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** Returns the largest magnitude of some values, which may be undefined. */
export function strongest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
}

/**
 * Returns the strength of a part's colour, from 0 to 1, and whether it is the colour for lowering: by its evidence, or
 * by its weight if there is no evidence.
 */
export function shade(value, evidence, most) {
  if (evidence === undefined) {
    return { share: value, lowers: false };
  }
  return { share: most === 0 ? 0 : Math.abs(evidence) / most, lowers: evidence < 0 };
}

/** Returns the numbers of a part as text. */
export function reading(value, evidence) {
  return evidence === undefined ? weight(value) : `${signed(evidence)}, weight ${weight(value)}`;
}

/** Formats a number that stands alone, without a plus sign. */
function plain(value) {
  return signed(value).replace('+', '');
}

/** Describes the terms that add up to the prediction. A remainder is left out if it is only a rounding error. */
export function sentence({ output, unit, baseline, sum, remainder, total }, parts) {
  const negligible = Math.abs(remainder) <= ROUNDING * (Math.abs(baseline) + Math.abs(sum));
  return element(
    'p',
    { className: 'sum' },
    element('span', { className: 'quiet', textContent: `Evidence for ${output}, in ${unit}: ` }),
    `${plain(baseline)} with nothing seen, ${signed(sum)} from ${parts}${negligible ? '' : `, ${signed(remainder)} unexplained`}: `,
    element('strong', { textContent: plain(total) }),
  );
}
