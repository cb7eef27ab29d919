// The connection to the streamer's events, which is renewed for as long as the page is open.

import { reached } from './reach.js';

const RETRY_MILLIS = 5_000;
const PAGE = Math.random().toString(36).slice(2);

let source = null;
let retry = 0;

/**
 * Listens to records that pass a filter, and ends the previous connection.
 *
 * @param filter kind, outcome and explainer; each is empty for all
 * @param listener its hello, figures, record, candidate and candidates are called with messages of the streamer, and its state
 *     with 'live', 'lost' or 'full'
 */
export function listen(filter, listener) {
  source?.close();
  clearTimeout(retry);
  const asked = new EventSource(`events?${new URLSearchParams({ page: PAGE, ...filter })}`);
  source = asked;
  asked.addEventListener('hello', (event) => {
    reached(true);
    listener.hello(JSON.parse(event.data));
    listener.state('live');
  });
  asked.addEventListener('figures', (event) => listener.figures(JSON.parse(event.data)));
  asked.addEventListener('record', (event) => listener.record(JSON.parse(event.data)));
  asked.addEventListener('candidate', (event) => listener.candidate(JSON.parse(event.data)));
  asked.addEventListener('candidates', (event) => listener.candidates(JSON.parse(event.data)));
  asked.addEventListener('error', () => {
    if (asked.readyState === EventSource.CLOSED) {
      // The answer is not a stream of events, because the maximum number of pages is open.
      listener.state('full');
      retry = setTimeout(() => listen(filter, listener), RETRY_MILLIS);
    } else {
      reached(false);
      listener.state('lost');
    }
  });
}
