// The input of a record with its weights and evidence: an image, a molecule or a text.

import { element } from './dom.js';
import { picture } from './picture.js';
import { linked, structure } from './structure.js';
import { shaded } from './words.js';

/** The input; the full view shows all of a text, however long it is. */
export function inputView(record, full) {
  if (record.image) {
    return picture(record.image, record.mask, record.cells);
  }
  if (record.kind === 'molecule') {
    return molecule(record);
  }
  const cut = [...record.text].length < record.textLength;
  return element(
    'div',
    { className: full ? 'text' : 'text clipped' },
    cut ? element('p', { className: 'quiet', textContent: `Excerpt from a text of ${record.textLength} characters, around the explained words.` }) : null,
    shaded(record.text, record.spans, { label: 'Review with weighted words' }),
  );
}

/** The atoms by index, each with the highest weight of its characters, the sum of their evidence, and its spelling. */
export function atomsOf(record) {
  const points = [...record.text];
  const atoms = [];
  for (const [start, end, value, atom, evidence] of record.spans) {
    if (atom !== undefined && atom !== null) {
      const before = atoms[atom] ?? { weight: 0, evidence: evidence === undefined ? undefined : 0, symbol: '' };
      atoms[atom] = {
        weight: Math.max(before.weight, value),
        evidence: evidence === undefined ? undefined : before.evidence + evidence,
        symbol: before.symbol + points.slice(start, end).join(''),
      };
    }
  }
  return atoms;
}

/** Returns name, weight and evidence, if any, of words, or of atoms by symbol and number. */
export function named(record) {
  if (record.kind === 'molecule') {
    // Atoms whose characters were cut off are missing.
    return atomsOf(record)
      .map((atom, index) => [`${atom.symbol} (${index + 1})`, atom.weight, atom.evidence])
      .filter(Boolean);
  }
  const points = [...record.text];
  return record.spans.map(([start, end, value, , evidence]) => [points.slice(start, end).join(''), value, evidence]);
}

function molecule(record) {
  const characters = shaded(record.text, record.spans, { label: 'SMILES string with weighted characters', characters: true });
  const block = element('div', { className: 'molecule' });
  if (record.structure) {
    const drawing = structure(record.structure, atomsOf(record), `Structure of ${record.text}`);
    linked(characters, drawing);
    block.append(element('div', { className: 'drawing' }, drawing));
  }
  block.append(characters);
  return block;
}
