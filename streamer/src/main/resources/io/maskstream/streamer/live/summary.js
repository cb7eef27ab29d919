// The second tab: a summary of the explanations of the kept records.

import { ask } from './ask.js';
import { element, weight } from './dom.js';
import { signed, strongest } from './evidence.js';
import { grid } from './picture.js';

const place = document.getElementById('summary');
const status = document.getElementById('summary-status');

/** A word or a functional group, with its mean as a number and as a bar. */
function row({ name, count, mean }, most, ofEvidence) {
  const bar = element('span', { className: `bar ${mean < 0 ? 'lowering' : 'raising'}`, 'aria-hidden': 'true' });
  bar.style.setProperty('--share', most === 0 ? 0 : Math.abs(mean) / most);
  return element(
    'tr',
    {},
    element('th', { scope: 'row', textContent: name }),
    element('td', {}, bar),
    element('td', { textContent: ofEvidence ? signed(mean) : weight(mean) }),
    element('td', { textContent: `${count}×` }),
  );
}

function partsOf({ output, records, evidence, parts }) {
  // The streamer selects by the sum, in order to include both strong words and frequent words.
  const most = strongest(parts.map(({ mean }) => mean));
  const title = evidence ? `What speaks for and against ${output}` : `What the mask keeps for ${output}`;
  return element(
    'figure',
    { className: 'summary-parts' },
    element('figcaption', {}, title, element('span', { className: 'quiet', textContent: ` in ${records} ${records === 1 ? 'record' : 'records'}` })),
    element('table', {}, element('tbody', {}, ...[...parts].sort((a, b) => b.mean - a.mean).map((part) => row(part, most, evidence)))),
  );
}

function gridsOf({ output, records, mask, cells }) {
  return element(
    'figure',
    { className: 'summary-grids' },
    element('figcaption', {}, output, element('span', { className: 'quiet', textContent: ` ${records}×` })),
    element(
      'div',
      {},
      grid({ ...mask }, `Mean mask of ${records} images explained as ${output}`),
      cells ? grid({ ...cells, isEvidence: true }, `Mean evidence for ${output} of ${records} images`) : null,
    ),
  );
}

/** The parts with the most weight in the records that the explainer was fitted to. */
function fitOf({ records, source, parts, cells }) {
  const from = element('span', { className: 'quiet', textContent: ` ${source}` });
  if (cells) {
    return element('figure', { className: 'summary-grids' }, element('figcaption', {}, 'In the fit', from), element('div', {}, grid({ ...cells, isEvidence: true }, `What weighed most in the ${records} records of the fit`)));
  }
  const most = strongest(parts.map(({ mean }) => mean));
  return element(
    'figure',
    { className: 'summary-parts' },
    element('figcaption', {}, 'What weighed most in the fit', from),
    element('table', {}, element('tbody', {}, ...parts.map((part) => row(part, most, true)))),
  );
}

function section({ name, kind, records, outputs, fit }) {
  const unit = { molecule: 'Functional groups, by their mean evidence', review: 'Words, by their mean evidence', image: 'Mean masks, and mean evidence beside them' }[kind];
  return element(
    'section',
    { className: 'summary-explainer', 'aria-label': name },
    element('h3', {}, name, element('span', { className: 'quiet', textContent: ` ${records} ${records === 1 ? 'record' : 'records'}. ${unit}.` })),
    element('div', { className: kind === 'image' ? 'summary-row grids' : 'summary-row' }, ...outputs.map(kind === 'image' ? gridsOf : partsOf), fit ? fitOf(fit) : null),
  );
}

/** Requests the summary and shows it. */
export async function summarise() {
  status.textContent = 'Summarizing the kept records.';
  try {
    const { explainers, examined, kept } = await (await ask('aggregates')).json();
    place.replaceChildren(...explainers.map(section));
    const all = examined === kept ? `the ${kept} kept records` : `the newest ${examined} of the ${kept} kept records, as many as time allowed`;
    status.textContent = explainers.length === 0 ? 'Nothing has been explained yet.' : `Of ${all}.`;
  } catch (error) {
    status.textContent = error.message;
  }
}

document.getElementById('summary-again').addEventListener('click', summarise);
