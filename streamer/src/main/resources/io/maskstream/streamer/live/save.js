// Saves a record: its data, or a drawing of its input with the colours of the explanation.

import { said } from './answer.js';
import { element } from './dom.js';

const WIDTH = 720;
const MARGIN = 24;
const HEADING = 52;
const LINE = 28;
const SIDE = 320;
const SCALE = 2;
const FONT = "16px 'DejaVu Sans', Verdana, sans-serif";
const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const measuring = document.createElement('canvas').getContext('2d');

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => ESCAPED[character]);
}

function offer(content, type, name) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function fileName(record, ending) {
  return `${(record.id ?? record.origin).replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 80)}.${ending}`;
}

/** Draws the words of a text in lines, with their colours on the page. */
function words(view) {
  measuring.font = FONT;
  const parts = [];
  let [x, y] = [MARGIN, HEADING + LINE];
  for (const node of view.querySelector('.shaded').childNodes) {
    const token = node.nodeType === Node.ELEMENT_NODE;
    const colour = token ? getComputedStyle(node).backgroundColor : null;
    for (const piece of node.textContent.split(/(\s+)/)) {
      const width = measuring.measureText(piece).width;
      if (piece.includes('\n') || (piece.trim() && x > MARGIN && x + width > WIDTH - MARGIN)) {
        [x, y] = [MARGIN, y + LINE];
      }
      if (piece.trim()) {
        parts.push(
          colour ? `<rect x="${x}" y="${y - 18}" width="${width}" height="24" rx="3" fill="${colour}"/>` : '',
          `<text x="${x}" y="${y}">${escaped(piece)}</text>`,
        );
      }
      x += piece.includes('\n') ? 0 : width;
    }
  }
  return { parts, height: y + MARGIN };
}

/** Draws the structure of a molecule with its colours on the page. */
function molecule(drawing) {
  const copy = drawing.cloneNode(true);
  const originals = [drawing, ...drawing.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'opacity']) {
      node.setAttribute(name, style.getPropertyValue(name));
    }
    node.removeAttribute('class');
    node.removeAttribute('style');
    node.removeAttribute('data-tip');
  });
  copy.setAttribute('x', MARGIN);
  copy.setAttribute('y', HEADING);
  copy.setAttribute('width', WIDTH - 2 * MARGIN);
  copy.setAttribute('height', SIDE);
  return { parts: [new XMLSerializer().serializeToString(copy)], height: HEADING + SIDE + MARGIN };
}

/** Draws an image and its overlays side by side. */
function pictures(view) {
  const figures = [...view.querySelectorAll('.pictures figure')];
  const side = Math.min(SIDE, (WIDTH - MARGIN * (figures.length + 1)) / figures.length);
  const parts = figures.flatMap((figure, i) => {
    const at = `x="${MARGIN + i * (side + MARGIN)}" y="${HEADING}" width="${side}" height="${side}" preserveAspectRatio="none"`;
    const canvas = figure.querySelector('canvas');
    const pale = figure.querySelector('.grey') ? ';filter:grayscale(1);opacity:0.5' : '';
    return [
      `<image href="${figure.querySelector('img').src}" ${at} style="image-rendering:pixelated${pale}"/>`,
      canvas ? `<image href="${canvas.toDataURL()}" ${at} style="image-rendering:pixelated;opacity:${getComputedStyle(canvas).opacity}"/>` : '',
    ];
  });
  return { parts, height: HEADING + side + MARGIN };
}

/** Returns an SVG of what a view shows. */
function svg(record, card) {
  // Of a compared record, the explanation by the version that serves.
  const view = card.querySelector('.version') ?? card;
  const drawing = view.querySelector('.drawing svg');
  const style = getComputedStyle(view);
  const { parts, height } = view.querySelector('.pictures') ? pictures(view) : drawing ? molecule(drawing) : words(view);
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  const title = `${record.id ?? record.origin}: ${said(record.prediction)}`;
  return {
    height,
    text: `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="16"><rect width="100%" height="100%" fill="${ground}"/><g fill="${style.color}"><text x="${MARGIN}" y="34" font-weight="bold">${escaped(title)}</text>${parts.join('')}</g></svg>`,
  };
}

async function savePng(record, view) {
  const { text, height } = svg(record, view);
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = element('canvas', { width: WIDTH * SCALE, height: height * SCALE });
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => offer(blob, 'image/png', fileName(record, 'png')));
}

/** Creates buttons that save a record, whose input a view shows. */
export function saveButtons(record, view) {
  const button = (name, save) => element('button', { type: 'button', className: 'small', textContent: name, 'aria-label': `Save as ${name}`, onclick: save });
  const json = button('JSON', () => offer(JSON.stringify(record, null, 2), 'application/json', fileName(record, 'json')));
  if (record.outcome !== 'explained') {
    return [json];
  }
  return [
    button('PNG', () => savePng(record, view)),
    button('SVG', () => offer(svg(record, view).text, 'image/svg+xml', fileName(record, 'svg'))),
    json,
  ];
}
