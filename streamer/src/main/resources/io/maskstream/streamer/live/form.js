// Publishes a request of one's own and follows it to its explanation.

import { card } from './cards.js';
import { offerNames } from './dom.js';

const PATIENCE_MILLIS = 60_000;
const POLL_MILLIS = 300;

const section = document.getElementById('form-section');
const form = document.getElementById('form');
const status = document.getElementById('form-status');
const result = document.getElementById('form-result');
const explainer = document.getElementById('form-explainer');
let explainers = [];
let latest = 0;

function kind() {
  return form.elements['form-kind'].value;
}

function showFields() {
  for (const field of form.querySelectorAll('[data-for]')) {
    field.hidden = field.getAttribute('data-for') !== kind();
  }
  offerNames(explainer, fitting().map((one) => one.name));
}

function fitting() {
  return explainers.filter((one) => one.kind === kind());
}

function warn() {
  status.textContent = fitting().length === 0 && explainers.length > 0 ? `No explainer here takes a ${kind()}; it will be refused.` : '';
}

/** Offers the form, with the explainers that serve. */
export function offer(publishes, served) {
  section.hidden = !publishes;
  explainers = served;
  showFields();
  if (latest === 0) {
    // Later, the line says what has become of a request, and the connection is just a new one.
    warn();
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}

async function request() {
  const made = { id: document.getElementById('form-id').value || `live-${Math.random().toString(36).slice(2, 10)}` };
  if (explainer.value) {
    made.explainer = explainer.value;
  }
  const named = document.getElementById('form-class').value;
  if (named) {
    made.class = named;
  }
  if (kind() === 'review') {
    made.text = document.getElementById('form-text').value;
  } else if (kind() === 'molecule') {
    made.smiles = document.getElementById('form-smiles').value;
  } else {
    const [file] = document.getElementById('form-image').files;
    if (!file) {
      throw new Error('Choose an image first.');
    }
    made.image = await base64(file);
  }
  return made;
}

async function publish(made) {
  const answer = await fetch('requests', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(made),
  });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return (await answer.json()).origin;
}

async function outcome(origin, mine) {
  const end = Date.now() + PATIENCE_MILLIS;
  while (Date.now() < end && mine === latest) {
    const answer = await fetch(`record?origin=${encodeURIComponent(origin)}`);
    if (answer.status === 200) {
      return answer.json();
    }
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
  return null;
}

async function submit() {
  const mine = (latest += 1);
  result.replaceChildren();
  try {
    const made = await request();
    status.textContent = `Publishing ${made.id}.`;
    const origin = await publish(made);
    status.textContent = `Published as ${origin}; waiting for its explanation.`;
    const record = await outcome(origin, mine);
    if (mine !== latest) {
      return;
    }
    if (record) {
      status.textContent = record.outcome === 'explained' ? `${made.id} is explained.` : `${made.id} is a dead letter.`;
      result.replaceChildren(card(record));
    } else {
      status.textContent = `${origin} has not come by within a minute. Perhaps another streamer took over its partition.`;
    }
  } catch (error) {
    status.textContent = error.message;
  }
}

form.addEventListener('change', (event) => {
  if (event.target.name === 'form-kind') {
    showFields();
    warn();
  }
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
