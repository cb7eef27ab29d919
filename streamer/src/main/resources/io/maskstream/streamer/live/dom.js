// Creates elements without markup: the content of a record only becomes text nodes and attributes.

/** Creates an element. Properties with a hyphen and unknown ones become attributes; null and undefined are skipped. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (name in made && !name.includes('-')) {
      made[name] = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Creates an SVG element. */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Formats a number with as many decimals as its size deserves. */
export function number(value) {
  const size = Math.abs(value);
  return value.toLocaleString('en-GB', { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 });
}

/** Formats a weight or an area, always with two decimals. */
export function weight(value) {
  return value.toFixed(2);
}

/** Formats a predicted value, always with two decimals. */
export function quantity({ value, unit }) {
  return `${value.toFixed(2)} ${unit}`;
}

export function percent(probability) {
  const value = 100 * probability;
  if (value > 0 && value < 1) {
    return '<1%';
  }
  return `${value.toFixed(value > 99 && value < 99.95 ? 1 : 0)}%`;
}

export function milliseconds(value) {
  return value < 1000 ? `${Math.round(value)} ms` : `${number(value / 1000)} s`;
}

/**
 * Offers names in a select, whose first option stands for none of them. If they are offered already, it is left
 * unchanged, because somebody may be choosing.
 */
export function offerNames(select, names) {
  const [none, ...offered] = select.options;
  if (names.join('\n') === offered.map((option) => option.value).join('\n')) {
    return;
  }
  const before = select.value;
  select.replaceChildren(none, ...names.map((name) => new Option(name, name)));
  select.value = names.includes(before) ? before : '';
}
