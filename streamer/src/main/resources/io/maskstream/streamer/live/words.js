// A text whose words or characters are shaded by evidence, or by weight if there is none. It is one stop of the Tab
// key; arrow keys move between words.

import { element, weight } from './dom.js';
import { reading, shade, signed, strongest } from './evidence.js';

const STRONG = 0.5;

/** HTML line breaks in the IMDB reviews. Explainers treat them as breaks as well. */
const BREAK = /<br *\/? *>/gi;

/** @param spans [start, end, weight, atom, evidence], in code points, in reading order; the last two may be missing */
export function shaded(text, spans, { label, characters }) {
  const points = [...text];
  const container = element(characters ? 'code' : 'p', { className: `shaded ${characters ? 'characters' : 'words'}` });
  const most = strongest(spans.map(([, , , , evidence]) => evidence));
  let at = 0;
  for (const [start, end, value, atom, evidence] of spans) {
    if (start > at) {
      container.append(between(points.slice(at, start)));
    }
    const token = points.slice(start, end).join('');
    const { share, lowers } = shade(value, evidence, most);
    const span = element('span', {
      className: `token${share >= STRONG ? ' strong' : ''}${lowers ? ' lowers' : ''}`,
      tabIndex: -1,
      textContent: token,
      'data-weight': value,
      'data-evidence': evidence,
      'data-atom': atom,
      'data-tip': `${token}  ${reading(value, evidence)}`,
    });
    span.style.setProperty('--share', share);
    container.append(span);
    at = end;
  }
  if (at < points.length) {
    container.append(between(points.slice(at)));
  }
  roving(container, label);
  return container;
}

function between(points) {
  return points.join('').replace(BREAK, '\n');
}

/**
 * Returns the highest weights of some [name, weight] as text, for people who cannot distinguish the shades: three, and
 * others that count.
 */
export function heaviest(named) {
  return [...named]
    .sort((a, b) => b[1] - a[1])
    .filter(([, value], i) => i < 3 || (i < 6 && value >= STRONG))
    .map(([name, value]) => `${name} ${weight(value)}`)
    .join(', ');
}

/** Returns the strongest evidence of some [name, weight, evidence] as text: up to three parts in each direction. */
export function decisive(named) {
  const largest = [...named].sort((a, b) => b[2] - a[2]);
  const raising = largest.filter(([, , evidence]) => evidence > 0).slice(0, 3);
  const lowering = largest.filter(([, , evidence]) => evidence < 0).slice(-3).reverse();
  return [...raising, ...lowering].map(([name, , evidence]) => `${name} ${signed(evidence)}`).join(', ');
}

function roving(container, label) {
  const tokens = () => [...container.querySelectorAll('.token')];
  const first = container.querySelector('.token');
  if (!first) {
    return;
  }
  first.tabIndex = 0;
  container.setAttribute('role', 'group');
  container.setAttribute('aria-label', `${label}; arrow keys go from one to the next`);
  container.addEventListener('focusin', (event) => {
    container.querySelector('.token[tabindex="0"]').tabIndex = -1;
    event.target.tabIndex = 0;
  });
  container.addEventListener('keydown', (event) => {
    const all = tokens();
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && all[to]) {
      all[to].focus();
      event.preventDefault();
    }
  });
}
