// An image beside itself with its mask laid over it: one pixel of the overlay's canvas is one weight.

import { element, weight } from './dom.js';
import { refresh } from './tooltip.js';

// Cividis (Nuñez, Anderton, Renslow 2018): grows in lightness alone, and looks the same to colour-blind people.
const CIVIDIS = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115],
  [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56],
];

function cividis(value) {
  const place = value * (CIVIDIS.length - 1);
  const below = Math.min(Math.floor(place), CIVIDIS.length - 2);
  return CIVIDIS[below].map((channel, i) => Math.round(channel + (place - below) * (CIVIDIS[below + 1][i] - channel)));
}

let style = 'colours';
const overlays = new Set();

function paint({ canvas, mask }) {
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(mask.width, mask.height);
  mask.weights.forEach((value, i) => {
    const [red, green, blue, alpha] = style === 'colours' ? [...cividis(value), 255] : [0, 0, 0, 255 * (1 - value)];
    pixels.data.set([red, green, blue, Math.round(alpha)], 4 * i);
  });
  context.putImageData(pixels, 0, 0);
}

/** Draws all overlays in another style: colours by weight, or black where the weight is low. */
export function overlayStyle(chosen) {
  style = chosen;
  for (const overlay of overlays) {
    if (overlay.canvas.isConnected) {
      paint(overlay);
    } else {
      overlays.delete(overlay);
    }
  }
}

/** How far the overlays cover the images, from 0 to 1. */
export function overlayStrength(strength) {
  document.documentElement.style.setProperty('--overlay', strength);
}

function original(image, alt) {
  const picture = element('img', { src: image.source, alt, className: 'pixels', draggable: false });
  picture.style.aspectRatio = `${image.width} / ${image.height}`;
  return picture;
}

/** Arrow keys go from weight to weight, and the pointer reads the one below it. */
function readable(overlay, canvas, mask) {
  const cursor = element('span', { className: 'cursor', hidden: true });
  overlay.append(cursor);
  let column = Math.floor(mask.width / 2);
  let row = Math.floor(mask.height / 2);
  const read = () => {
    cursor.hidden = false;
    cursor.style.left = `${(100 * column) / mask.width}%`;
    cursor.style.top = `${(100 * row) / mask.height}%`;
    cursor.style.width = `${100 / mask.width}%`;
    cursor.style.height = `${100 / mask.height}%`;
    const value = mask.weights[row * mask.width + column];
    overlay.setAttribute('data-tip', `row ${row + 1}, column ${column + 1}  ${weight(value)}`);
    refresh(overlay);
  };
  overlay.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    column = Math.min(mask.width - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * mask.width)));
    row = Math.min(mask.height - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * mask.height)));
    read();
  });
  overlay.addEventListener('pointerleave', () => (cursor.hidden = document.activeElement !== overlay));
  overlay.addEventListener('focus', read);
  overlay.addEventListener('blur', () => (cursor.hidden = true));
  overlay.addEventListener('keydown', (event) => {
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [];
    if (right !== undefined) {
      column = Math.min(mask.width - 1, Math.max(0, column + right));
      row = Math.min(mask.height - 1, Math.max(0, row + down));
      read();
      event.preventDefault();
    }
  });
}

/** Original and overlay. */
export function picture(image, mask) {
  const canvas = element('canvas', { width: mask.width, height: mask.height, className: 'pixels mask' });
  canvas.setAttribute('aria-hidden', 'true');
  const overlay = element(
    'div',
    {
      className: 'overlay',
      role: 'application',
      'aria-roledescription': 'mask',
      'aria-label': `Mask of ${mask.width} by ${mask.height} weights over the image; arrow keys read single weights`,
      tabIndex: 0,
      'data-tip': '',
    },
    original(image, ''),
    canvas,
  );
  const drawn = { canvas, mask };
  overlays.add(drawn);
  paint(drawn);
  readable(overlay, canvas, mask);
  return element(
    'div',
    { className: 'pictures' },
    element(
      'figure',
      {},
      original(image, `Original, ${image.width} by ${image.height} pixels`),
      element('figcaption', { textContent: 'original' }),
    ),
    element('figure', {}, overlay, element('figcaption', { textContent: 'with its mask' })),
  );
}
