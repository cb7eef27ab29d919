// Rate, latency, mask area and drift of the last minutes.

import { drawn, element, milliseconds, number, weight } from './dom.js';
import { showDrift } from './drift.js';

const KEPT = 300;
const RECENT = 10;
const WIDTH = 300;
const HEIGHT = 44;

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

/** Mean of what some samples have under a name; undefined where none has it. */
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
  tile(rate, 'Records a second', rates, highest(rates), number);

  const last = (read) => recent(read) ?? recent(read, KEPT);
  const latencies = [
    { name: 'median', values: samples.map((s) => s.median), now: about(last((s) => s.median)) },
    { name: '95% within', values: samples.map((s) => s.high), now: about(last((s) => s.high)) },
  ];
  tile(latency, 'Latency, from a record\u2019s timestamp', latencies, highest(latencies), milliseconds);

  const explainers = [...new Set(samples.flatMap((s) => Object.keys(s.areas)))].sort();
  const areas = explainers.map((name) => {
    const values = samples.map((s) => s.areas[name]);
    return { name, values, now: weight(mean(values)) };
  });
  tile(area, 'Mask area', areas, 1, weight);
  showDrift(samples.at(-1)?.drift);
}

/** The server tells latencies from the buckets of a histogram. */
function about(value) {
  return value === undefined ? '\u2013' : `~${milliseconds(value)}`;
}

function highest(lines) {
  return Math.max(0, ...lines.flatMap((line) => line.values.filter((value) => value !== undefined)));
}

function tile(place, title, lines, top, format) {
  place.replaceChildren(
    element('h3', {}, title, element('span', { textContent: top > 0 ? `0 to ${format(top)}` : '' })),
    element('ul', {}, ...lines.map(legend)),
    chart(title, lines, top),
  );
}

function legend({ name, now }, i) {
  const swatch = drawn('svg', { viewBox: '0 0 24 10', class: 'swatch', 'aria-hidden': 'true' });
  swatch.append(drawn('polyline', { points: '1,5 23,5', class: `line line-${i % 4}` }));
  return element('li', {}, swatch, element('strong', { textContent: now }), ` ${name}`);
}

/** A line for each row of values, without axes: the numbers stand beside it. */
function chart(title, lines, top) {
  const picture = drawn('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    class: 'chart',
    role: 'img',
    'aria-label': `${title} over the last ${Math.max(1, Math.round(samples.length / 60))} minutes: ${lines.map((line) => `${line.name} ${line.now}`).join(', ')}`,
  });
  lines.forEach(({ values }, i) => {
    const points = values
      .map((value, at) => [WIDTH - (values.length - 1 - at) * (WIDTH / (KEPT - 1)), value])
      .filter(([, value]) => value !== undefined)
      .map(([x, value]) => `${x.toFixed(1)},${(HEIGHT - 2 - (value / (top || 1)) * (HEIGHT - 4)).toFixed(1)}`);
    // The last point twice, so that a lone one is a dot.
    picture.append(drawn('polyline', { points: [...points, ...points.slice(-1)].join(' '), class: `line line-${i % 4}` }));
  });
  return picture;
}
