// How far the most recent records are from those that explainers were fitted to, in one line.

import { element, weight } from './dom.js';

// Same thresholds as those of the alerts in deploy/prometheus/rules.yml.
const HIGHEST_INDEX = 0.25;
const LOWEST_GAIN = 0.9;

const line = document.getElementById('figure-drift');

/** Shows the figures of each explainer; hides the line if there are none. */
export function showDrift(byExplainer = {}) {
  const entries = Object.entries(byExplainer);
  line.hidden = entries.length === 0;
  // The label is not replaced, because it may have the focus.
  [...line.children].slice(1).forEach((shown) => shown.remove());
  line.append(...entries.map(([name, figures]) => entry(name, figures)));
}

function entry(name, { records, measure, psi, ndcg }) {
  const far = psi > HIGHEST_INDEX || ndcg < LOWEST_GAIN;
  const figures = [`${measure.replaceAll('_', ' ')} ${weight(psi)}`];
  if (ndcg !== undefined) {
    figures.push(`nDCG ${weight(ndcg)}`);
  }
  return element(
    'span',
    { className: far ? 'far' : '' },
    element('strong', { textContent: `${name}${far ? ' \u25b2' : ''}` }),
    ` ${figures.join(', ')} (last ${records} records)`,
  );
}
