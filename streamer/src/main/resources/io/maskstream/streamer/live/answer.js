// What a model predicts, and the explanation of the prediction.

import { element, percent, quantity, weight } from './dom.js';
import { sentence } from './evidence.js';
import { named } from './input.js';
import { solubility } from './solubility.js';
import { decisive, heaviest } from './words.js';

const BARS = 3;
const PARTS = { molecule: 'its atoms', review: 'its words', image: 'its cells' };

/** The prediction of a record and its explanation in numbers; with all classes in the full view. */
export function answer(record, full) {
  const { prediction, maskedPrediction } = record;
  const parts = element('div', { className: 'answer' });
  if (prediction.classes) {
    const [first] = prediction.classes;
    parts.append(headline(`${first.name} ${percent(first.probability)}`, null));
    if (full || prediction.classes.length > 2) {
      parts.append(bars(prediction, maskedPrediction, full ? prediction.classes.length : BARS));
    }
  } else {
    parts.append(headline(quantity(prediction), [solubility(prediction), prediction.name].filter(Boolean).join(', ')));
  }
  if (record.evidence) {
    parts.append(sentence(record.evidence, PARTS[record.kind]));
  }
  const facts = element('dl', { className: 'facts' });
  const badge = record.differs
    ? element('span', { className: 'badge', role: 'note', tabIndex: 0, textContent: 'differs', 'data-tip': 'The mask does not keep what this prediction rests on.' })
    : null;
  facts.append(fact('Through the mask', maskedPrediction ? said(maskedPrediction) : 'not computed', maskedPrediction ? '' : 'quiet', badge));
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

/** Returns a prediction in a few words. */
export function said(prediction) {
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

function fact(name, value, className = '', mark = null) {
  return element('div', { className }, element('dt', { textContent: name }), element('dd', {}, value, mark));
}
