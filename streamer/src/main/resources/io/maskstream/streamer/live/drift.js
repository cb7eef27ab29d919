// How far the last records are from those that explainers were fitted to, in a line.

import { element, weight } from './dom.js';

// As the alerts have them: deploy/prometheus/rules.yml.
const HIGHEST_INDEX = 0.25;
const LOWEST_GAIN = 0.9;

const line = document.getElementById('figure-drift');

/** Shows the figures of each explainer; nothing where none has any. */
export function showDrift(byExplainer = {}) {
  const entries = Object.entries(byExplainer);
  line.hidden = entries.length === 0;
  // The label stays where it is: it may have the focus.
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
