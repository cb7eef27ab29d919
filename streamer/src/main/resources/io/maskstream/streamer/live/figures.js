// Rate, latency, mask area and drift of the last minutes: as a strip of numbers, and as charts when it is opened.

import { drawn, element, milliseconds, number, weight } from './dom.js';
import { showDrift } from './drift.js';

const KEPT = 300;
const RECENT = 10;
const WIDTH = 300;
const HEIGHT = 44;
const SHORTEST_LINE = 4;

const strip = document.getElementById('strip');
const panel = document.getElementById('figures');
const rate = document.getElementById('figure-rate');
const latency = document.getElementById('figure-latency');
const area = document.getElementById('figure-area');
let samples = [];

export function restart(all) {
  samples = all.slice(-KEPT);
  show();
}

export function add(sample) {
  samples.push(sample);
  samples = samples.slice(-KEPT);
  show();
}

/** Returns the mean of the values that are defined; undefined if there are none. */
function mean(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function recent(read, count = RECENT) {
  return mean(samples.slice(-count).map(read));
}

function show() {
  const rates = [
    { name: 'explained', values: samples.map((s) => s.explained), now: number(recent((s) => s.explained) ?? 0) },
    { name: 'refused', values: samples.map((s) => s.refused), now: number(recent((s) => s.refused) ?? 0) },
  ];
  const last = (read) => recent(read) ?? recent(read, KEPT);
  const latencies = [
    { name: 'median', values: samples.map((s) => s.median), now: about(last((s) => s.median)) },
    { name: '95th percentile', values: samples.map((s) => s.high), now: about(last((s) => s.high)) },
  ];
  const explainers = [...new Set(samples.flatMap((s) => Object.keys(s.areas)))].sort();
  const areas = explainers.map((name) => {
    const values = samples.map((s) => s.areas[name]);
    return { name, values, now: weight(mean(values)) };
  });
  strip.replaceChildren(
    item('Records per second', rates),
    item('Latency', latencies),
    item('Mask area', areas),
  );
  if (panel.open) {
    tile(rate, 'Records per second', rates, highest(rates), number);
    tile(latency, 'Latency, from a record’s timestamp', latencies, highest(latencies), milliseconds);
    tile(area, 'Mask area', areas, 1, weight);
  }
  showDrift(samples.at(-1)?.drift);
}

/** Latencies are approximate, because the server estimates them from the buckets of a histogram. */
function about(value) {
  return value === undefined ? '–' : `~${milliseconds(value)}`;
}

function highest(lines) {
  return Math.max(0, ...lines.flatMap((line) => line.values.filter((value) => value !== undefined)));
}

/** Numbers in the strip, with a small chart of the first line. */
function item(title, lines) {
  const values = lines.length === 0 ? [element('span', { textContent: '–' })] : lines.flatMap(({ name, now }) => [element('strong', { textContent: now }), ` ${name} `]);
  return element(
    'span',
    { className: 'strip-item' },
    element('span', { className: 'strip-title', textContent: title }),
    element('span', {}, ...values),
  );
}

function tile(place, title, lines, top, format) {
  place.replaceChildren(
    element('h2', {}, title, element('span', { textContent: top > 0 ? `0 to ${format(top)}` : '' })),
    element('ul', {}, ...lines.map(legend)),
    lines.some((line) => line.values.some((value) => value !== undefined)) ? chart(title, lines, top) : empty(),
  );
}

function empty() {
  const since = samples.length === 0 ? null : new Date(samples[0].at).toLocaleTimeString('en-GB');
  return element('p', { className: 'chart-empty', textContent: since ? `No records since ${since}.` : 'No records yet.' });
}

function legend({ name, now }, i) {
  const swatch = drawn('svg', { viewBox: '0 0 24 10', class: 'swatch', 'aria-hidden': 'true' });
  swatch.append(drawn('polyline', { points: '1,5 23,5', class: `line line-${i % 4}` }));
  return element('li', {}, swatch, element('strong', { textContent: now }), ` ${name}`);
}

/** Returns runs of points: neighbouring samples that all have a value. */
function runs(values) {
  const found = [];
  values.forEach((value, at) => {
    if (value === undefined) {
      return;
    }
    if (at === 0 || values[at - 1] === undefined) {
      found.push([]);
    }
    found.at(-1).push([at, value]);
  });
  return found;
}

/**
 * Draws a line for each series of values, without axes, because the numbers are shown beside it. Lines that are too
 * short to be seen become dots.
 */
function chart(title, lines, top) {
  const picture = drawn('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    class: 'chart',
    role: 'img',
    'aria-label': `${title} over the last ${Math.max(1, Math.round(samples.length / 60))} minutes: ${lines.map((line) => `${line.name} ${line.now}`).join(', ')}`,
  });
  lines.forEach(({ values }, i) => {
    for (const run of runs(values)) {
      const points = run.map(([at, value]) => {
        const x = WIDTH - 3 - (values.length - 1 - at) * ((WIDTH - 6) / (KEPT - 1));
        const y = HEIGHT - 4 - (value / (top || 1)) * (HEIGHT - 8);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      });
      if (points.length >= SHORTEST_LINE) {
        picture.append(drawn('polyline', { points: points.join(' '), class: `line line-${i % 4}` }));
      } else {
        picture.append(...points.map((point) => drawn('path', { d: `M${point}h0.01`, class: `dot line-${i % 4}` })));
      }
    }
  });
  return picture;
}

panel.addEventListener('toggle', show);
