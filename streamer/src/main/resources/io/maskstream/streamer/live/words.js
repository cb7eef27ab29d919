// A text whose words or characters are shaded by weight. One stop of the Tab key; arrow keys go from word to word.

import { element, weight } from './dom.js';

const STRONG = 0.5;

/** @param spans [start, end, weight, atom], in code points, in reading order */
export function shaded(text, spans, { label, characters }) {
  const points = [...text];
  const container = element(characters ? 'code' : 'p', { className: `shaded ${characters ? 'characters' : 'words'}` });
  let at = 0;
  for (const [start, end, value, atom] of spans) {
    if (start > at) {
      container.append(points.slice(at, start).join(''));
    }
    const token = points.slice(start, end).join('');
    const span = element('span', {
      className: value >= STRONG ? 'token strong' : 'token',
      tabIndex: -1,
      textContent: token,
      'data-weight': value,
      'data-atom': atom,
      'data-tip': `${token}  ${weight(value)}`,
    });
    span.style.setProperty('--weight', value);
    container.append(span);
    at = end;
  }
  if (at < points.length) {
    container.append(points.slice(at).join(''));
  }
  roving(container, label);
  return container;
}

/** The heaviest of some [name, weight] as text, for those who cannot tell the shades apart: three, and more that count. */
export function heaviest(named) {
  return [...named]
    .sort((a, b) => b[1] - a[1])
    .filter(([, value], i) => i < 3 || (i < 6 && value >= STRONG))
    .map(([name, value]) => `${name} ${weight(value)}`)
    .join(', ');
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
