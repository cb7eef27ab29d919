// A dead letter in full: its key, headers and value, and a button to publish it again.

import { ask } from './ask.js';
import { element } from './dom.js';
import { outcome } from './follow.js';
import { needing } from './reach.js';
import { serving } from './serving.js';

function row(name, value) {
  return element('tr', {}, element('th', { scope: 'row', textContent: name }), element('td', { textContent: value ?? 'null' }));
}

/** Creates a section of the dialog. */
export function letterSection(record) {
  return element(
    'section',
    { className: 'letter', 'aria-label': 'The record as it was published' },
    element('h3', { textContent: 'As it was published' }),
    element(
      'table',
      {},
      element('tbody', {}, row('key', record.key), ...record.headers.map(([name, value]) => row(`header ${name}`, value)), row('value', record.bytes === null ? null : `${record.bytes.toLocaleString('en-GB')} bytes`)),
    ),
    record.bytes === null
      ? null
      : needing(element('a', { href: `raw?${new URLSearchParams({ origin: record.origin })}`, download: 'record', className: 'button small', textContent: 'Save the value as it is' }), 'Saving the value'),
  );
}

/** Creates a button that publishes a dead letter's record again and opens the outcome; null if that is not allowed. */
export function replayButton(record, opened) {
  if (!serving().replays || record.bytes === null) {
    return null;
  }
  const status = element('p', { className: 'quiet', role: 'status' });
  const button = needing(element('button', { type: 'button', textContent: 'Publish it again' }), 'Publishing');
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const { origin } = await (await ask('replay', { origin: record.origin })).json();
      status.textContent = `Published as ${origin}; waiting for the outcome.`;
      const again = await outcome(origin, () => button.isConnected);
      if (again) {
        opened(again);
      } else {
        status.textContent = `${origin} was not seen within a minute.`;
      }
    } catch (error) {
      status.textContent = error.message;
      button.disabled = false;
    }
  });
  return element('div', { className: 'replay' }, button, status);
}
