// The cards of the page: the newest records as they arrive, or those that match a search.

import { ask } from './ask.js';
import { card, showCandidate } from './cards.js';
import { element } from './dom.js';
import { placed, removed } from './layout.js';
import { passes, sorted } from './order.js';
import { isReachable, needing } from './reach.js';

const MAXIMUM_KEPT = 300;
const MAXIMUM_CARDS = 60;
const OLDER = 20;

const list = document.getElementById('records');
const nothing = document.getElementById('nothing');
const count = document.getElementById('count');
const older = document.getElementById('older');

/** By origin, the newest last. */
const kept = new Map();
let asked = { kind: '', outcome: '', explainer: '', sort: '', text: '' };
let paused = false;
let waiting = 0;
let newer = 0;
let query = 0;
/** Sequence number below which older records are requested; Infinity before the first request. */
let before = Infinity;
/** Comparisons that came while the cards are paused. */
let late = [];
let open = () => {};

/** @param opener called with a record whose card is to be opened */
export function onOpen(opener) {
  open = opener;
}

function isLive() {
  return !asked.sort && !asked.text;
}

function remember(record) {
  kept.delete(record.origin);
  kept.set(record.origin, record);
  if (kept.size > MAXIMUM_KEPT) {
    kept.delete(kept.keys().next().value);
  }
}

/** Takes a record from the stream; a record that is shown already keeps its place, unless it was explained again. */
export function take(record) {
  const known = kept.get(record.origin);
  if (known?.sequence === record.sequence) {
    if (record.candidate && !known.candidate) {
      compare(record);
    }
    return;
  }
  remember(record);
  if (!passes(record, asked)) {
    return;
  }
  if (!isLive()) {
    newer += 1;
    showNewer();
  } else if (paused) {
    waiting += 1;
  } else {
    shown(record.origin).forEach(removed);
    list.prepend(made(record));
    prune();
    showNothing();
  }
}

/** Adds a comparison to a record of the page. */
export function compare({ origin, sequence, candidate }) {
  const record = kept.get(origin);
  if (record?.sequence === sequence) {
    record.candidate = candidate;
  }
  if (paused) {
    late.push({ origin, sequence, candidate });
  } else {
    showCandidate({ origin, sequence, candidate });
  }
}

/** Adds the comparisons that were made while the page was not connected. */
export async function catchUp() {
  const { kind, outcome, explainer } = asked;
  const oldest = Math.min(...[...list.children].map((article) => article.record.sequence));
  let bounds = {};
  try {
    for (let more = list.children.length > 0; more; ) {
      const answer = await (await ask(`records?${new URLSearchParams({ kind, outcome, explainer, ...bounds })}`)).json();
      answer.records.filter((record) => record.candidate).forEach(compare);
      bounds = { before: answer.records.at(-1)?.sequence };
      more = answer.more && bounds.before > oldest;
    }
  } catch (error) {
    console.warn(`The comparisons of the time without a connection are missing: ${error.message}`);
  }
}

function shown(origin) {
  return list.querySelectorAll(`[data-origin="${CSS.escape(origin)}"]`);
}

function made(record) {
  return placed(card(record, { open }));
}

/** Removes the oldest cards, except for one that has the focus; removes none after older ones were requested. */
function prune() {
  for (let last = list.lastElementChild; before === Infinity && list.children.length > MAXIMUM_CARDS && last; ) {
    const previous = last.previousElementSibling;
    if (!last.contains(document.activeElement)) {
      removed(last);
    }
    last = previous;
  }
}

function showNothing() {
  const empty = list.children.length === 0;
  nothing.hidden = !empty;
  older.hidden = empty && isLive();
  if (kept.size === 0) {
    nothing.textContent = 'Nothing has left the stream yet. Records appear here as soon as some are published.';
  } else if (isLive()) {
    nothing.textContent = 'No such record has been seen yet. It appears here as soon as it leaves the stream.';
  } else {
    nothing.textContent = 'No kept record contains these words.';
  }
}

function render(records) {
  [...list.children].forEach(removed);
  list.append(...records.map(made));
  showNothing();
}

/** Shows records that the page keeps itself. */
function renderKept() {
  const newestFirst = [...kept.values()].reverse().filter((record) => passes(record, asked));
  render(sorted(newestFirst, asked.sort).slice(0, MAXIMUM_CARDS));
}

/** Shows the records that pass a filter: at once those of the page, and then those of the streamer. */
export function show(filter) {
  asked = filter;
  before = Infinity;
  newer = 0;
  waiting = 0;
  query += 1;
  older.textContent = isLive() ? 'Older records' : 'More of these';
  count.hidden = isLive();
  list.setAttribute('aria-label', isLive() ? 'Records, the newest first' : 'Records found');
  renderKept();
  if (!isLive()) {
    count.textContent = `From the ${kept.size} records on this page:`;
    if (isReachable()) {
      search();
    }
  }
}

async function search() {
  const mine = query;
  const skip = list.getAttribute('data-found') === String(query) ? list.children.length : 0;
  try {
    const answer = await (await ask(`records?${new URLSearchParams({ ...asked, skip })}`)).json();
    if (mine !== query) {
      return;
    }
    answer.records.forEach((record) => kept.has(record.origin) || remember(record));
    if (skip === 0) {
      list.setAttribute('data-found', String(query));
      render(answer.records);
    } else {
      list.append(...answer.records.map(made));
    }
    older.hidden = !answer.more;
    const examined = answer.examined < answer.kept ? `; there was only time for the last ${answer.examined}` : '';
    count.replaceChildren(
      element('span', { textContent: `${answer.found} found among the ${answer.kept} kept records${examined}.` }),
      element('span', { id: 'newer' }),
    );
    showNewer();
  } catch (error) {
    if (mine === query) {
      count.textContent = `From the ${kept.size} records on this page, for: ${error.message}`;
    }
  }
}

function showNewer() {
  const place = document.getElementById('newer');
  if (place && newer > 0) {
    const again = needing(element('button', { type: 'button', className: 'small', textContent: 'Search again', onclick: () => show(asked) }), 'Searching');
    place.replaceChildren(` ${newer} newer ${newer === 1 ? 'record has' : 'records have'} arrived since. `, again);
  }
}

/** Appends records that left the stream earlier and are not on the page. */
async function showOlder() {
  const mine = query;
  older.disabled = true;
  try {
    for (let added = 0, more = true; added < OLDER && more; ) {
      const bounds = before === Infinity ? {} : { before };
      const { kind, outcome, explainer } = asked;
      const answer = await (await ask(`records?${new URLSearchParams({ kind, outcome, explainer, ...bounds })}`)).json();
      if (mine !== query) {
        return;
      }
      const unseen = answer.records.filter((record) => shown(record.origin).length === 0);
      list.append(...unseen.map(made));
      added += unseen.length;
      more = answer.more;
      before = answer.records.at(-1)?.sequence ?? before;
      older.hidden = !more;
    }
  } catch (error) {
    count.hidden = false;
    count.textContent = error.message;
  } finally {
    older.disabled = false;
  }
}

older.addEventListener('click', () => (isLive() ? showOlder() : search()));

/** While the page is paused, records wait; they are shown when it resumes. */
export function pauseCards(now) {
  paused = now;
  if (!paused) {
    late.forEach(showCandidate);
    late = [];
  }
  if (!paused && waiting > 0) {
    waiting = 0;
    if (isLive()) {
      renderKept();
    }
  }
}

/** Returns how many records wait. */
export function waitingRecords() {
  return waiting;
}

/** Returns the kept record with an origin; undefined if there is none. */
export function keptRecord(origin) {
  return kept.get(origin);
}

/** Returns the record before (-1) or after (1) another one on the page; undefined at the end. */
export function neighbour(origin, step) {
  const cards = [...list.children];
  const at = cards.findIndex((one) => one.getAttribute('data-origin') === origin);
  const to = at < 0 ? undefined : cards[at + step];
  return to?.record;
}

// As in any feed of articles: Page Down and Page Up move between records, Enter opens one.
list.addEventListener('keydown', (event) => {
  const article = event.target.closest('article');
  const to = { PageDown: article?.nextElementSibling, PageUp: article?.previousElementSibling }[event.key];
  if (to) {
    to.focus();
    event.preventDefault();
  } else if (event.key === 'Enter' && event.target === article) {
    // Otherwise the key would press the focused button in the dialog, which closes it.
    event.preventDefault();
    article.querySelector('.open').click();
  }
});
