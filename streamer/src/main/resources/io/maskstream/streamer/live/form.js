// Publishes a request from the form and follows it to its explanation.

import { ask } from './ask.js';
import { card } from './cards.js';
import { checkPicture, checkSmiles, checkText } from './check.js';
import { element, offerNames } from './dom.js';
import { outcome } from './follow.js';
import { chosenFile, dataUrl, onFile } from './picture-input.js';
import { samples } from './samples.js';
import { serving } from './serving.js';

const KIND = 'maskstream.form.kind';

const section = document.getElementById('form-section');
const form = document.getElementById('form');
const status = document.getElementById('form-status');
const result = document.getElementById('form-result');
const explainer = document.getElementById('form-explainer');
const named = document.getElementById('form-class');
const text = document.getElementById('form-text');
const smiles = document.getElementById('form-smiles');
let offered = false;
let latest = 0;
let open = () => {};

/** @param opener called with a record that is to be opened */
export function onOpenResult(opener) {
  open = opener;
}

function kind() {
  return form.elements['form-kind'].value;
}

function choose(name) {
  form.elements['form-kind'].value = name;
}

/** Browsers may forbid a page to store anything. */
function remembered() {
  try {
    return localStorage.getItem(KIND);
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    localStorage.setItem(KIND, name);
  } catch {
    // The only effect is that the next visit starts with the default kind.
  }
}

function showFields() {
  for (const field of form.querySelectorAll('[data-for]')) {
    field.hidden = field.getAttribute('data-for') !== kind();
  }
  document.getElementById('form-samples').replaceChildren('Try ', ...samples(kind(), () => (status.textContent = '')));
  offerNames(explainer, fitting().map((one) => one.name));
  showClasses();
}

function fitting() {
  return serving().explainers.filter((one) => one.kind === kind());
}

/** A class can be chosen if the explainer has evidence for each class. */
function showClasses() {
  const answering = fitting().find((one) => one.name === explainer.value) ?? fitting()[0];
  const classes = answering?.evidence ? (answering.classes ?? []) : [];
  named.closest('.field').hidden = classes.length === 0;
  document.getElementById('form-classes').replaceChildren(...classes.map((name) => new Option(name)));
  if (classes.length === 0) {
    named.value = '';
  }
}

/** Shows the form, with the explainers that serve now. */
export function offer() {
  const { explainers, publishes } = serving();
  const kinds = new Set(explainers.map((one) => one.kind));
  section.hidden = !publishes;
  for (const input of form.elements['form-kind']) {
    input.closest('label').hidden = !kinds.has(input.value);
  }
  if (!offered || !kinds.has(kind())) {
    choose(kinds.has(remembered()) ? remembered() : (explainers[0]?.kind ?? 'review'));
  }
  offered = true;
  showFields();
}

function complaint() {
  return { review: () => checkText(text.value), molecule: () => checkSmiles(smiles.value), image: () => checkPicture(chosenFile(), serving().imageBytes) }[kind()]();
}

/** Returns whether there is anything to send, valid or not. */
function hasInput() {
  return { review: text.value, molecule: smiles.value, image: chosenFile() }[kind()];
}

async function request() {
  const made = { id: document.getElementById('form-id').value || `live-${Math.random().toString(36).slice(2, 10)}` };
  if (explainer.value) {
    made.explainer = explainer.value;
  }
  if (named.value) {
    made.class = named.value;
  }
  if (kind() === 'review') {
    made.text = text.value;
  } else if (kind() === 'molecule') {
    made.smiles = smiles.value;
  } else {
    const url = await dataUrl(chosenFile());
    made.image = url.slice(url.indexOf(',') + 1);
  }
  return made;
}

async function publish() {
  const mine = (latest += 1);
  result.replaceChildren();
  try {
    const made = await request();
    status.textContent = `Publishing ${made.id}.`;
    const { origin } = await (await ask('requests', made)).json();
    status.textContent = `Published as ${origin}; waiting for its explanation.`;
    const record = await outcome(origin, () => mine === latest);
    if (mine !== latest) {
      return;
    }
    if (record) {
      status.textContent = record.outcome === 'explained' ? `${made.id} is explained.` : `${made.id} is a dead letter.`;
      result.replaceChildren(card(record, { open }));
    } else {
      status.textContent = `${origin} was not seen within a minute. Perhaps another streamer has taken over its partition.`;
    }
  } catch (error) {
    if (mine === latest) {
      status.textContent = error.message;
    }
  }
}

function submit() {
  const wrong = complaint();
  if (!wrong) {
    publish();
    return;
  }
  const anyway = element('button', { type: 'button', className: 'small', textContent: 'Publish anyway', onclick: publish });
  status.replaceChildren(wrong, ' ', ...(hasInput() ? [anyway] : []));
}

form.addEventListener('change', (event) => {
  if (event.target.name === 'form-kind') {
    remember(kind());
    status.textContent = '';
    showFields();
  } else if (event.target === explainer) {
    showClasses();
  }
});
onFile(() => (status.textContent = checkPicture(chosenFile(), serving().imageBytes) ?? ''));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
showFields();
