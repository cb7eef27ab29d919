// The drawing of a molecule. The server draws it; the page colours its atoms by evidence or weight, to suit light and
// dark mode.

import { drawn } from './dom.js';
import { reading, shade, strongest } from './evidence.js';

const PIXELS_PER_UNIT = 7.5;
const ELEMENTS = new Set(['g', 'path', 'line', 'ellipse', 'circle', 'rect', 'polygon', 'polyline']);
const ATTRIBUTES = new Set([
  'class', 'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height', 'points', 'transform',
  'fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray', 'opacity', 'data-atom',
]);

// The only place of the page where a string is parsed. The result is never inserted; known shapes are copied from it.
const policy = window.trustedTypes?.createPolicy('structure', { createHTML: (svg) => svg });

function copied(node) {
  const copy = drawn(node.localName);
  for (const { name, value } of node.attributes) {
    if (ATTRIBUTES.has(name)) {
      copy.setAttribute(name, value);
    }
  }
  for (const child of node.children) {
    if (ELEMENTS.has(child.localName)) {
      copy.append(copied(child));
    }
  }
  return copy;
}

/** @param atoms by index: weight, evidence if there is any, and symbol as in the SMILES string */
export function structure(svg, atoms, label) {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(svg) : svg, 'image/svg+xml').documentElement;
  const [, , width, height] = parsed.getAttribute('viewBox').split(' ').map(Number);
  const drawing = copied(parsed);
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  // The size is in millimetres, for paper.
  drawing.removeAttribute('width');
  drawing.removeAttribute('height');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  drawing.style.aspectRatio = `${width} / ${height}`;
  drawing.style.width = `${Math.round(width * PIXELS_PER_UNIT)}px`;
  const most = strongest(atoms.map(({ evidence }) => evidence));
  for (const ground of drawing.querySelectorAll('[data-atom]')) {
    const index = Number(ground.getAttribute('data-atom'));
    const atom = atoms[index] ?? { weight: 0, symbol: '' };
    const { share, lowers } = shade(atom.weight, atom.evidence, most);
    ground.classList.add(ground.getAttribute('fill') === 'none' ? 'ground-line' : 'ground');
    ground.classList.toggle('lowers', lowers);
    ground.style.setProperty('--share', share);
    ground.setAttribute('data-tip', `atom ${index + 1}, ${atom.symbol}  ${reading(atom.weight, atom.evidence)}`);
  }
  return drawing;
}

/** Marks an atom in the drawing while its character is pointed at or focused. */
export function linked(characters, drawing) {
  const mark = (event, on) => {
    const atom = event.target.getAttribute?.('data-atom');
    if (atom !== null && atom !== undefined) {
      for (const ground of drawing.querySelectorAll(`[data-atom="${CSS.escape(atom)}"]`)) {
        ground.classList.toggle('marked', on);
      }
    }
  };
  for (const [start, end] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
    characters.addEventListener(start, (event) => mark(event, true));
    characters.addEventListener(end, (event) => mark(event, false));
  }
}
