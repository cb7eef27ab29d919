// Rate, latency and mask area of the last minutes.

import { drawn, element, milliseconds, number, weight } from './dom.js';

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
  const explained = recent((s) => s.explained) ?? 0;
  const refused = recent((s) => s.refused) ?? 0;
  tile(rate, 'Records a second', number(explained), `explained, ${number(refused)} refused`, [
    { name: 'explained', values: samples.map((s) => s.explained) },
    { name: 'refused', values: samples.map((s) => s.refused) },
  ]);

  const known = (value) => (value === undefined ? 'none yet' : `about ${milliseconds(value)}`);
  const median = recent((s) => s.median, KEPT);
  tile(latency, 'Latency', known(recent((s) => s.median) ?? median), `median; 95% within ${milliseconds(recent((s) => s.high) ?? recent((s) => s.high, KEPT) ?? 0)}`, [
    { name: 'median', values: samples.map((s) => s.median) },
    { name: '95%', values: samples.map((s) => s.high) },
  ]);

  const explainers = [...new Set(samples.flatMap((s) => Object.keys(s.areas)))].sort();
  const areas = explainers.map((name) => ({ name, values: samples.map((s) => s.areas[name]) }));
  const text = areas.map(({ name, values }) => `${name} ${weight(mean(values))}`).join(', ');
  tile(area, 'Mask area', areas.length === 1 ? weight(mean(areas[0].values)) : '', areas.length === 1 ? areas[0].name : text || 'none yet', areas, 1);
}

function tile(place, title, value, text, lines, top) {
  place.replaceChildren(
    element('h3', { textContent: title }),
    element('p', {}, value ? element('strong', { textContent: value }) : null, value ? ' ' : null, element('span', { className: 'quiet', textContent: text })),
    chart(title, lines, top),
  );
}

/** A line for each row of values, without axes: the numbers stand beside it. */
function chart(title, lines, top) {
  const highest = top ?? Math.max(1e-9, ...lines.flatMap((line) => line.values.filter((value) => value !== undefined)));
  const picture = drawn('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `${title} over the last ${Math.max(1, Math.round(samples.length / 60))} minutes: ${lines.map((line) => line.name).join(', ')}`,
  });
  lines.forEach(({ values }, i) => {
    const points = values
      .map((value, at) => [WIDTH - (values.length - 1 - at) * (WIDTH / (KEPT - 1)), value])
      .filter(([, value]) => value !== undefined)
      .map(([x, value]) => `${x.toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 4)).toFixed(1)}`);
    picture.append(drawn('polyline', { points: points.join(' '), class: `line line-${i % 4}` }));
  });
  return picture;
}
