// Changes a record and explains it again, without publishing it; shows both explanations side by side.

import { ask } from './ask.js';
import { card } from './cards.js';
import { coverable } from './cover.js';
import { element } from './dom.js';
import { named } from './input.js';
import { needing } from './reach.js';
import { servedExplainer } from './serving.js';

const OFFERED = 8;
const SYMBOLS = ['C', 'N', 'O', 'S', 'F', 'Cl', 'Br', 'c', 'n', 'o', 's'];

/** Returns the indices of the parts with the strongest influence, the strongest first. */
function strongest(record) {
  return named(record)
    .map(([name, value, evidence], i) => ({ name, at: i, size: Math.abs(evidence ?? value) }))
    .sort((a, b) => b.size - a.size);
}

/** An editor for a text, with buttons that delete its strongest words. */
function textEditor(record) {
  const field = element('textarea', { rows: 5, value: record.text, id: 'whatif-text' });
  const points = [...record.text];
  const deleted = new Set();
  const write = () => {
    field.value = points
      .map((point, i) => ([...deleted].some((at) => i >= record.spans[at][0] && i < record.spans[at][1]) ? '' : point))
      .join('')
      .replace(/ {2,}/g, ' ');
  };
  const buttons = strongest(record).slice(0, OFFERED).map(({ name, at }) => {
    const button = element('button', { type: 'button', className: 'small', textContent: name, 'aria-pressed': 'false' });
    button.addEventListener('click', () => {
      if (!deleted.delete(at)) {
        deleted.add(at);
      }
      button.setAttribute('aria-pressed', String(deleted.has(at)));
      write();
    });
    return button;
  });
  return {
    elements: [
      element('label', { htmlFor: 'whatif-text', textContent: 'Change the text, or delete one of its strongest words:' }),
      element('p', { className: 'samples' }, ...buttons),
      field,
    ],
    changed: () => (field.value === record.text ? null : { text: field.value }),
  };
}

/** An editor for a SMILES string, with a choice of an atom and its replacement. */
function smilesEditor(record) {
  const field = element('input', { type: 'text', value: record.text, id: 'whatif-smiles', spellcheck: false, autocomplete: 'off' });
  const atoms = named(record);
  const places = new Map();
  record.spans.forEach(([start, end, , atom]) => {
    const before = places.get(atom) ?? [start, end];
    places.set(atom, [Math.min(before[0], start), Math.max(before[1], end)]);
  });
  const which = element('select', { id: 'whatif-atom' }, ...strongest(record).map(({ name, at }) => new Option(name, at)));
  const symbol = element('select', { id: 'whatif-symbol' }, ...SYMBOLS.map((one) => new Option(one)));
  const replace = element('button', { type: 'button', textContent: 'Replace' });
  replace.addEventListener('click', () => {
    const points = [...record.text];
    const atom = [...places.keys()].filter((key) => key !== null && key !== undefined).sort((a, b) => a - b)[which.value];
    const [start, end] = places.get(atom);
    field.value = points.slice(0, start).join('') + symbol.value + points.slice(end).join('');
  });
  return {
    elements: [
      element('label', { htmlFor: 'whatif-smiles', textContent: 'Change the SMILES string' }),
      field,
      atoms.length > 0
        ? element('p', { className: 'explore-controls' }, element('label', { htmlFor: 'whatif-atom', textContent: 'or replace the atom' }), which, element('label', { htmlFor: 'whatif-symbol', textContent: 'by' }), symbol, replace)
        : null,
    ],
    changed: () => (field.value === record.text ? null : { smiles: field.value }),
  };
}

/** An editor for an image whose cells can be covered. */
function pictureEditor(record) {
  const { frame, base64, isChanged } = coverable(record.image.source);
  return {
    elements: [element('p', { textContent: 'Cover parts of the picture with its mean colour: click or drag.' }), element('div', { className: 'cover-place' }, frame)],
    changed: () => (isChanged() ? { image: base64() } : null),
  };
}

function editor(record) {
  if (record.image) {
    return pictureEditor(record);
  }
  return record.kind === 'molecule' ? smilesEditor(record) : textEditor(record);
}

function side(title, record) {
  return element('div', { className: 'column' }, element('h3', { textContent: title }), card({ ...record, candidate: undefined }, { foot: false }));
}

/** Texts that are too long to be shown in full cannot be edited here. */
function isWhole(record) {
  return record.image || [...record.text].length === record.textLength;
}

/** Creates a section of the dialog. */
export function whatIfSection(record) {
  const editing = isWhole(record) ? editor(record) : null;
  const status = element('p', { className: 'quiet', role: 'status' });
  const place = element('div', { className: 'columns' });
  let latest = 0;
  const explain = async (path, body, title) => {
    const mine = (latest += 1);
    status.textContent = 'Asking the model.';
    try {
      const again = await (await ask(path, body)).json();
      if (mine === latest) {
        status.textContent = '';
        place.replaceChildren(side('Before', record), side(title, { ...again, id: title }));
      }
    } catch (error) {
      if (mine === latest) {
        status.textContent = error.message;
      }
    }
  };
  const again = needing(element('button', { type: 'button', className: 'primary', textContent: 'Explain again' }), 'Explaining again');
  again.addEventListener('click', () => {
    const changed = editing.changed();
    if (changed) {
      explain('explain', { id: 'changed', explainer: record.explainer.name, ...changed }, 'After the change');
    } else {
      status.textContent = 'Change something first.';
    }
  });
  const classes = classChoice(record, (name) => explain('class', { origin: record.origin, name }, `Evidence for ${name}`));
  return element(
    'details',
    { className: 'explore', id: 'explore-whatif' },
    element('summary', { textContent: classes ? 'Change it, or ask for another class' : 'Change it and explain again' }),
    ...(editing ? [...editing.elements, element('p', { className: 'explore-controls' }, again)] : []),
    classes,
    status,
    place,
  );
}

/** Lets the user choose the class to explain; null if the explainer has no evidence for classes. */
function classChoice(record, chosen) {
  const explainer = servedExplainer(record.explainer.name);
  if (!explainer?.evidence || !explainer.classes) {
    return null;
  }
  const select = element('select', { id: 'whatif-class' }, ...explainer.classes.map((name) => new Option(name, name, false, name === record.evidence?.output)));
  const button = needing(element('button', { type: 'button', textContent: 'Show its evidence', onclick: () => chosen(select.value) }), 'Asking for another class');
  return element('p', { className: 'explore-controls' }, element('label', { htmlFor: 'whatif-class', textContent: 'Class to explain' }), select, button);
}
