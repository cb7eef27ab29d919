// An image whose cells can be covered with the pointer or the keyboard.

import { element } from './dom.js';

const SIDE = 8;

/** Returns the mean colour of some pixels. */
function mean({ data }) {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    sums.forEach((_, channel) => (sums[channel] += data[i + channel]));
  }
  return `rgb(${sums.map((sum) => Math.round((4 * sum) / data.length)).join(' ')})`;
}

/** Returns an element whose canvas shows the image with its covered cells once it is loaded. */
export function coverable(source) {
  const canvas = element('canvas', { className: 'pixels' });
  const cursor = element('span', { className: 'cursor', hidden: true });
  const frame = element(
    'div',
    {
      className: 'overlay cover',
      role: 'application',
      'aria-roledescription': 'picture to cover',
      'aria-label': `Picture of ${SIDE} by ${SIDE} cells; arrow keys move between cells, Space covers a cell`,
      tabIndex: 0,
    },
    canvas,
    cursor,
  );
  const covered = new Set();
  const picture = new Image();
  let colour = '';
  let cell = [0, 0];
  let covering = null;

  const paint = () => {
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    context.fillStyle = colour;
    for (const at of covered) {
      const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
      const [left, top] = [Math.round((x * canvas.width) / SIDE), Math.round((y * canvas.height) / SIDE)];
      context.fillRect(left, top, Math.round(((x + 1) * canvas.width) / SIDE) - left, Math.round(((y + 1) * canvas.height) / SIDE) - top);
    }
  };
  const cover = (on) => {
    const at = cell[1] * SIDE + cell[0];
    if (on) {
      covered.add(at);
    } else {
      covered.delete(at);
    }
    paint();
  };
  const toggle = () => {
    covering = !covered.has(cell[1] * SIDE + cell[0]);
    cover(covering);
  };
  const mark = () => {
    cursor.hidden = false;
    Object.assign(cursor.style, { left: `${(100 * cell[0]) / SIDE}%`, top: `${(100 * cell[1]) / SIDE}%`, width: `${100 / SIDE}%`, height: `${100 / SIDE}%` });
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = (at, size) => Math.min(SIDE - 1, Math.max(0, Math.floor((at / size) * SIDE)));
    cell = [place(event.clientX - box.left, box.width), place(event.clientY - box.top, box.height)];
    mark();
  };
  picture.addEventListener('load', () => {
    [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    colour = mean(context.getImageData(0, 0, canvas.width, canvas.height));
  });
  picture.src = source;
  frame.addEventListener('pointerdown', (event) => {
    point(event);
    toggle();
  });
  frame.addEventListener('pointermove', (event) => {
    point(event);
    if (event.buttons > 0 && covering !== null) {
      cover(covering);
    }
  });
  frame.addEventListener('focus', mark);
  frame.addEventListener('blur', () => (cursor.hidden = true));
  frame.addEventListener('keydown', (event) => {
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [];
    if (right !== undefined) {
      cell = [Math.min(SIDE - 1, Math.max(0, cell[0] + right)), Math.min(SIDE - 1, Math.max(0, cell[1] + down))];
      mark();
      event.preventDefault();
    } else if (event.key === ' ') {
      toggle();
      event.preventDefault();
    }
  });
  return { frame, base64: () => canvas.toDataURL('image/png').split(',')[1], isChanged: () => covered.size > 0 };
}
