// An image beside copies with its mask and its evidence as overlays, in which a pixel of the canvas is a weight or
// cell.

import { element, weight } from './dom.js';
import { shade, signed, strongest } from './evidence.js';
import { refresh } from './tooltip.js';

// Cividis (Nuñez, Anderton, Renslow 2018): lightness increases steadily, and it looks the same to colour-blind people.
const CIVIDIS = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115],
  [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56],
];

// Orange and blue of Okabe and Ito (2008), which colour-blind people can distinguish.
const RAISES = [230, 159, 0];
const LOWERS = [0, 114, 178];

function cividis(value) {
  const place = value * (CIVIDIS.length - 1);
  const below = Math.min(Math.floor(place), CIVIDIS.length - 2);
  return CIVIDIS[below].map((channel, i) => Math.round(channel + (place - below) * (CIVIDIS[below + 1][i] - channel)));
}

let style = 'spotlight';
const overlays = new Set();

function ofWeight(value, inColours) {
  return inColours ? [...cividis(value), 255] : [0, 0, 0, 255 * (1 - value)];
}

/** Transparent where there is no evidence, so that the image shows through. */
function ofEvidence(value, most) {
  const { share, lowers } = shade(0, value, most);
  return [...(lowers ? LOWERS : RAISES), 255 * share];
}

function paint({ canvas, grid }, inColours = style === 'colours') {
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(grid.width, grid.height);
  const most = strongest(grid.values);
  grid.values.forEach((value, i) => {
    const colour = grid.isEvidence ? ofEvidence(value, most) : ofWeight(value, inColours);
    pixels.data.set(colour.map(Math.round), 4 * i);
  });
  context.putImageData(pixels, 0, 0);
}

/** Draws all masks in another style: in colours by weight, or black where the weight is low. */
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

/** Sets how strongly the overlays cover the images, from 0 to 1. */
export function overlayStrength(strength) {
  document.documentElement.style.setProperty('--overlay', strength);
}

function original(image, alt) {
  const picture = element('img', { src: image.source, alt, className: 'pixels', draggable: false });
  picture.style.aspectRatio = `${image.width} / ${image.height}`;
  return picture;
}

/** Lets arrow keys move between weights or cells, and the pointer read the one below it. */
function readable(overlay, canvas, grid) {
  const cursor = element('span', { className: 'cursor', hidden: true });
  overlay.append(cursor);
  let column = Math.floor(grid.width / 2);
  let row = Math.floor(grid.height / 2);
  const read = () => {
    cursor.hidden = false;
    cursor.style.left = `${(100 * column) / grid.width}%`;
    cursor.style.top = `${(100 * row) / grid.height}%`;
    cursor.style.width = `${100 / grid.width}%`;
    cursor.style.height = `${100 / grid.height}%`;
    const value = grid.values[row * grid.width + column];
    overlay.setAttribute('data-tip', `row ${row + 1}, column ${column + 1}  ${grid.isEvidence ? signed(value) : weight(value)}`);
    refresh(overlay);
  };
  overlay.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    column = Math.min(grid.width - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * grid.width)));
    row = Math.min(grid.height - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * grid.height)));
    read();
  });
  overlay.addEventListener('pointerleave', () => (cursor.hidden = document.activeElement !== overlay));
  overlay.addEventListener('focus', read);
  overlay.addEventListener('blur', () => (cursor.hidden = true));
  overlay.addEventListener('keydown', (event) => {
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [];
    if (right !== undefined) {
      column = Math.min(grid.width - 1, Math.max(0, column + right));
      row = Math.min(grid.height - 1, Math.max(0, row + down));
      read();
      event.preventDefault();
    }
  });
}

function overlay(image, grid) {
  const name = grid.isEvidence ? 'evidence' : 'mask';
  const canvas = element('canvas', { width: grid.width, height: grid.height, className: `pixels ${name}` });
  canvas.setAttribute('aria-hidden', 'true');
  const laid = element(
    'div',
    {
      // Grey below evidence, because an image's own colours would mix with the two.
      className: grid.isEvidence ? 'overlay grey' : 'overlay',
      role: 'application',
      'aria-roledescription': name,
      'aria-label': grid.isEvidence
        ? `Evidence of ${grid.width} by ${grid.height} cells over the image; arrow keys read single cells`
        : `Mask of ${grid.width} by ${grid.height} weights over the image; arrow keys read single weights`,
      tabIndex: 0,
      'data-tip': '',
    },
    original(image, ''),
    canvas,
  );
  const drawn = { canvas, grid };
  overlays.add(drawn);
  paint(drawn);
  readable(laid, canvas, grid);
  return element('figure', {}, laid, element('figcaption', { textContent: `with its ${name}` }));
}

/** Draws a grid of weights in colours, or of evidence, without an image below it. */
export function grid(shown, label) {
  const canvas = element('canvas', { width: shown.width, height: shown.height, className: 'pixels', role: 'img', 'aria-label': label });
  paint({ canvas, grid: shown }, true);
  return canvas;
}

/** Shows the original and its overlays; cells, those of the evidence, may be undefined. */
export function picture(image, { width, height, weights }, cells) {
  return element(
    'div',
    { className: 'pictures' },
    element(
      'figure',
      {},
      original(image, `Original, ${image.width} by ${image.height} pixels`),
      element('figcaption', { textContent: 'original' }),
    ),
    overlay(image, { width, height, values: weights }),
    cells ? overlay(image, { ...cells, isEvidence: true }) : null,
  );
}
