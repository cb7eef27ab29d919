// The drawing of a molecule, made on the server, with its atoms coloured by weight here, so that it fits light and dark.

import { drawn, weight } from './dom.js';

const PIXELS_PER_UNIT = 7.5;
const ELEMENTS = new Set(['g', 'path', 'line', 'ellipse', 'circle', 'rect', 'polygon', 'polyline']);
const ATTRIBUTES = new Set([
  'class', 'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height', 'points', 'transform',
  'fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray', 'opacity', 'data-atom',
]);

// The one place of the page where a string is parsed. The result is never inserted: known shapes are copied out of it.
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

/** @param weights of the atoms by their index; symbols as the SMILES string spells them */
export function structure(svg, weights, symbols, label) {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(svg) : svg, 'image/svg+xml').documentElement;
  const [, , width, height] = parsed.getAttribute('viewBox').split(' ').map(Number);
  const drawing = copied(parsed);
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  // In millimetres, for paper.
  drawing.removeAttribute('width');
  drawing.removeAttribute('height');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  drawing.style.aspectRatio = `${width} / ${height}`;
  drawing.style.width = `${Math.round(width * PIXELS_PER_UNIT)}px`;
  for (const ground of drawing.querySelectorAll('[data-atom]')) {
    const atom = Number(ground.getAttribute('data-atom'));
    ground.classList.add(ground.getAttribute('fill') === 'none' ? 'ground-line' : 'ground');
    ground.style.setProperty('--weight', weights[atom] ?? 0);
    ground.setAttribute('data-tip', `atom ${atom + 1}, ${symbols[atom] ?? ''}  ${weight(weights[atom] ?? 0)}`);
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
