// Two views of the same records: one by one, or as a summary.

import { address, addressed } from './address.js';
import { summarise } from './summary.js';

const TABS = { '': document.getElementById('tab-records'), summary: document.getElementById('tab-summary') };

/** Shows the tab that the address names. */
export function showTab() {
  const asked = Object.hasOwn(TABS, addressed().tab) ? addressed().tab : '';
  for (const [name, tab] of Object.entries(TABS)) {
    const chosen = name === asked;
    const panel = document.getElementById(tab.getAttribute('aria-controls'));
    if (chosen && panel.hidden && name === 'summary') {
      summarise();
    }
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    panel.hidden = !chosen;
  }
}

function choose(name) {
  address({ tab: name }, { step: true });
  showTab();
  TABS[name].focus();
}

for (const [name, tab] of Object.entries(TABS)) {
  tab.addEventListener('click', () => choose(name));
  tab.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      choose(name === '' ? 'summary' : '');
    }
  });
}
