// Follows the stream and connects the parts of the page.

import { address, addressed, onAddress } from './address.js';
import { showCandidates } from './candidates.js';
import { offerNeighbours, open, openAddressed, openById } from './detail.js';
import { offerNames } from './dom.js';
import * as figures from './figures.js';
import { offer, onOpenResult } from './form.js';
import { overlayStrength, overlayStyle } from './picture.js';
import * as records from './records.js';
import { served } from './serving.js';
import { listen } from './stream.js';
import { showTab } from './tabs.js';
import './tooltip.js';

const status = document.getElementById('status');
const pause = document.getElementById('pause');
const explainer = document.getElementById('explainer');
const sort = document.getElementById('sort');
const text = document.getElementById('text');
const list = document.getElementById('records');

const TYPING_MILLIS = 300;

const STATES = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost; trying again',
  full: 'Too many pages are open; trying again',
};

let state = 'connecting';
let paused = false;
let begun = false;

function showState() {
  const waiting = records.waitingRecords();
  const shown = state === 'live' && paused ? 'paused' : state;
  status.textContent = shown === 'paused' ? `Paused${waiting ? `; ${waiting} new` : ''}` : STATES[state];
  status.setAttribute('data-state', shown === 'full' ? 'lost' : shown);
}

function chosen(name) {
  return document.querySelector(`input[name="${name}"]:checked`).value;
}

function filter() {
  return { kind: chosen('kind'), outcome: chosen('outcome'), explainer: explainer.value, sort: sort.value, text: text.value.trim() };
}

/** Returns the part of the filter that applies to events of the stream; order and words apply to kept records. */
function streamed({ kind, outcome, explainer: name }) {
  return { kind, outcome, explainer: name };
}

const listener = {
  hello(hello) {
    served(hello);
    offer();
    const before = explainer.value;
    offerNames(explainer, hello.explainers.map((one) => one.name));
    figures.restart(hello.figures);
    showCandidates(hello.candidates);
    if (explainer.value !== before) {
      // That explainer no longer serves.
      refilter();
    } else if (explainer.value !== addressed().explainer) {
      showTab();
      showFilter();
    }
  },
  figures: figures.add,
  candidate: records.compare,
  candidates: showCandidates,
  record(record) {
    records.take(record);
    showState();
    offerNeighbours();
  },
  state(now) {
    if (state === 'lost' && now === 'live') {
      records.catchUp();
    }
    state = now;
    showState();
    // By now the streamer has said which questions are allowed, or it does not answer.
    if (!begun) {
      begun = true;
      openAddressed();
    }
  },
};

function refilter() {
  address(filter());
  records.show(filter());
  listen(streamed(filter()), listener);
}

/** Shows the selected records; the stream of events is not changed. */
function look() {
  address(filter());
  records.show(filter());
}

/** Sets the controls according to the address, and shows the selected records. */
function showFilter() {
  const asked = addressed();
  for (const name of ['kind', 'outcome']) {
    const input = [...document.querySelectorAll(`input[name="${name}"]`)].find((one) => one.value === asked[name]);
    if (input) {
      input.checked = true;
    }
  }
  if (asked.explainer && ![...explainer.options].some((option) => option.value === asked.explainer)) {
    // The option does not exist yet, or no longer exists.
    explainer.add(new Option(asked.explainer, asked.explainer));
  }
  explainer.value = asked.explainer;
  sort.value = asked.sort;
  text.value = asked.text;
  records.show(filter());
  listen(streamed(filter()), listener);
}

pause.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? 'Resume' : 'Pause';
  records.pauseCards(paused);
  showState();
});

for (const input of document.querySelectorAll('input[name="kind"], input[name="outcome"], #explainer')) {
  input.addEventListener('change', refilter);
}

sort.addEventListener('change', look);
let typing = 0;
text.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(look, TYPING_MILLIS);
});

document.getElementById('find').addEventListener('submit', (event) => {
  event.preventDefault();
  openById(document.getElementById('find-id').value);
});

// The address holds the state of the page, so this link must not change it.
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  list.focus();
});

const overlay = document.getElementById('overlay');
overlay.addEventListener('input', () => {
  overlayStrength(overlay.value / 100);
  document.getElementById('overlay-value').textContent = `${overlay.value}%`;
});
overlayStrength(overlay.value / 100);
document.getElementById('overlay-style').addEventListener('change', (event) => overlayStyle(event.target.value));

// On wide screens, everything is unfolded.
const more = document.getElementById('more');
const wide = matchMedia('(min-width: 64rem)');
const unfold = () => (more.open = wide.matches);
wide.addEventListener('change', unfold);
unfold();

records.onOpen(open);
onOpenResult(open);
onAddress(() => {
  const asked = addressed();
  const shown = filter();
  if (Object.keys(shown).some((name) => asked[name] !== shown[name])) {
    showTab();
    showFilter();
  }
  showTab();
  openAddressed();
});
showTab();
showFilter();
