// Follows the stream and shows it.

import { card } from './cards.js';
import { offerNames } from './dom.js';
import * as figures from './figures.js';
import { offer } from './form.js';
import { placed, removed } from './layout.js';
import { overlayStrength, overlayStyle } from './picture.js';
import './tooltip.js';

const MAXIMUM_CARDS = 60;
const PAGE = Math.random().toString(36).slice(2);

const records = document.getElementById('records');
const nothing = document.getElementById('nothing');
const status = document.getElementById('status');
const pause = document.getElementById('pause');
const explainer = document.getElementById('explainer');
const detail = document.getElementById('detail');
const detailBody = document.getElementById('detail-body');

let source = null;
let paused = false;
let waiting = [];
let retry = 0;

function chosen(name) {
  return document.querySelector(`input[name="${name}"]:checked`).value;
}

function say(text, state) {
  status.textContent = text;
  status.setAttribute('data-state', state);
}

function connect() {
  source?.close();
  clearTimeout(retry);
  const query = new URLSearchParams({ page: PAGE, kind: chosen('kind'), outcome: chosen('outcome'), explainer: explainer.value });
  source = new EventSource(`events?${query}`);
  source.addEventListener('hello', (event) => {
    const hello = JSON.parse(event.data);
    offer(hello.publishes, hello.explainers);
    const filter = explainer.value;
    offerNames(explainer, hello.explainers.map((one) => one.name));
    if (explainer.value !== filter) {
      // That explainer serves no more.
      refilter();
      return;
    }
    figures.restart(hello.figures);
    showState();
  });
  source.addEventListener('figures', (event) => figures.add(JSON.parse(event.data)));
  source.addEventListener('record', (event) => take(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) {
      // Refused: the streamer has as many pages open as it may have.
      say('Too many pages are open; trying again', 'lost');
      retry = setTimeout(connect, 5000);
    } else {
      say('Connection lost; trying again', 'lost');
    }
  });
}

function showState() {
  if (paused) {
    say(waiting.length ? `Paused; ${waiting.length} new` : 'Paused', 'paused');
  } else {
    say('Live', 'live');
  }
}

function take(record) {
  if (paused) {
    waiting.push(record);
    waiting = waiting.slice(-MAXIMUM_CARDS);
    showState();
  } else {
    show(record);
  }
}

function show(record) {
  nothing.hidden = true;
  // After a transaction that failed, the same request is explained again.
  const earlier = records.querySelector(`[data-origin="${CSS.escape(record.origin)}"]`);
  if (earlier) {
    removed(earlier);
  }
  records.prepend(placed(card(record, { open })));
  for (let last = records.lastElementChild; records.children.length > MAXIMUM_CARDS && last; ) {
    const before = last.previousElementSibling;
    if (!last.contains(document.activeElement)) {
      removed(last);
    }
    last = before;
  }
}

function refilter() {
  [...records.children].forEach(removed);
  waiting = [];
  nothing.hidden = false;
  nothing.textContent = 'Nothing of this sort is among the last records.';
  connect();
}

function open(record) {
  detailBody.replaceChildren(card(record, { full: true }));
  if (record.id !== null) {
    history.replaceState(null, '', `#id=${encodeURIComponent(record.id)}`);
  }
  if (!detail.open) {
    detail.showModal();
  }
}

async function openById(id) {
  const answer = await fetch(`record?id=${encodeURIComponent(id)}`);
  if (answer.ok) {
    open(await answer.json());
  } else {
    const text = document.createElement('p');
    text.textContent = `${id}: ${await answer.text()}`;
    detailBody.replaceChildren(text);
    detail.showModal();
  }
}

function openFromAddress() {
  const asked = /^#id=(.+)$/.exec(location.hash);
  if (asked) {
    openById(decodeURIComponent(asked[1]));
  }
}

pause.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? 'Resume' : 'Pause';
  if (!paused) {
    waiting.forEach(show);
    waiting = [];
  }
  showState();
});

for (const input of document.querySelectorAll('input[name="kind"], input[name="outcome"], #explainer')) {
  input.addEventListener('change', refilter);
}

document.getElementById('find').addEventListener('submit', (event) => {
  event.preventDefault();
  openById(document.getElementById('find-id').value);
});

const overlay = document.getElementById('overlay');
overlay.addEventListener('input', () => {
  overlayStrength(overlay.value / 100);
  document.getElementById('overlay-value').textContent = `${overlay.value}%`;
});
overlayStrength(overlay.value / 100);
document.getElementById('overlay-style').addEventListener('change', (event) => overlayStyle(event.target.value));

detail.addEventListener('close', () => history.replaceState(null, '', location.pathname));
document.getElementById('detail-close').addEventListener('click', () => detail.close());
window.addEventListener('hashchange', openFromAddress);

// As in any feed of articles: Page Down and Page Up go from record to record, Enter opens one.
records.addEventListener('keydown', (event) => {
  const article = event.target.closest('article');
  const to = { PageDown: article?.nextElementSibling, PageUp: article?.previousElementSibling }[event.key];
  if (to) {
    to.focus();
    event.preventDefault();
  } else if (event.key === 'Enter' && event.target === article) {
    // Or the key would press the button that has the focus in the dialog, which closes it.
    event.preventDefault();
    article.querySelector('.open').click();
  }
});

connect();
openFromAddress();
