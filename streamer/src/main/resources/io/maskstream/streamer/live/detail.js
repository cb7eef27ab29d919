// One record in a dialog, with questions about it. The address names it, so that a link opens it and Back closes it.

import { address, addressed, addressWith } from './address.js';
import { ask } from './ask.js';
import { card } from './cards.js';
import { element } from './dom.js';
import { keepSection } from './keep.js';
import { letterSection, replayButton } from './letter.js';
import { occlusionSection } from './occlusion.js';
import { announce } from './reach.js';
import { keptRecord, neighbour } from './records.js';
import { saveButtons } from './save.js';
import { serving } from './serving.js';
import { whatIfSection } from './whatif.js';

const dialog = document.getElementById('detail');
const body = document.getElementById('detail-body');
const before = document.getElementById('detail-before');
const next = document.getElementById('detail-next');

/** The record that is shown; null if there is none. */
let shown = null;

/** Names a record in the address by its id or, if it has none, by its place on the topic. */
function named(record) {
  return record.id === null ? { id: '', record: record.origin } : { id: record.id, record: '' };
}

/** Opens a record. */
export function open(record) {
  address(named(record), { step: !dialog.open, state: { opened: true } });
  show(record);
}

function show(record) {
  shown = record;
  const view = card(record, { full: true });
  body.replaceChildren(view, tools(record, view), ...sections(record));
  offerNeighbours();
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

/** Connects the buttons to the records before and after the one that is shown, which change while records arrive. */
export function offerNeighbours() {
  if (shown) {
    before.disabled = !neighbour(shown.origin, -1);
    next.disabled = !neighbour(shown.origin, 1);
  }
}

function tools(record, view) {
  const link = element('button', { type: 'button', className: 'small', textContent: 'Copy link', onclick: () => copy(new URL(addressWith({ ...named(record), kind: '', outcome: '', explainer: '', sort: '', text: '', tab: '' }), location.href).href) });
  return element('div', { className: 'detail-tools' }, link, element('span', { className: 'quiet', textContent: 'Save as' }), ...saveButtons(record, view));
}

/** Browsers may forbid it, and do so if the page is not on this machine. */
async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    announce('The link is copied.');
  } catch {
    announce(link);
  }
}

function sections(record) {
  if (record.outcome !== 'explained') {
    return [letterSection(record), replayButton(record, open)].filter(Boolean);
  }
  const hasParts = record.image || record.spans?.length > 0;
  return serving().explores && hasParts ? [keepSection(record), whatIfSection(record), occlusionSection(record)] : [];
}

/** Opens the last record with an id. */
export async function openById(id) {
  address({ id, record: '' }, { step: !dialog.open, state: { opened: true } });
  await openAddressed();
}

/** Opens the record that the address names, or closes the dialog if it names none. */
export async function openAddressed() {
  const { id, record } = addressed();
  if (!id && !record) {
    if (dialog.open) {
      dialog.close();
    }
    return;
  }
  const known = record ? keptRecord(record) : undefined;
  if (known) {
    show(known);
    return;
  }
  const name = id || record;
  try {
    const answer = await ask(`record?${new URLSearchParams(id ? { id } : { origin: record })}`);
    show(await answer.json());
  } catch (error) {
    shown = null;
    before.disabled = next.disabled = true;
    body.replaceChildren(element('p', { textContent: `${name}: ${error.message}` }));
    if (!dialog.open) {
      dialog.showModal();
    }
  }
}

function go(step) {
  const to = shown && neighbour(shown.origin, step);
  if (to) {
    open(to);
  }
}

before.addEventListener('click', () => go(-1));
next.addEventListener('click', () => go(1));
dialog.addEventListener('close', () => {
  shown = null;
  const { id, record } = addressed();
  if (!id && !record) {
    return;
  }
  if (history.state?.opened) {
    history.back();
  } else {
    address({ id: '', record: '' });
  }
});
document.getElementById('detail-close').addEventListener('click', () => dialog.close());
