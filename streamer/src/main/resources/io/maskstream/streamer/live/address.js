// What the page shows, in its address: behind the number sign, so that a link leads to the same.

const NAMES = ['kind', 'outcome', 'explainer', 'sort', 'text', 'tab', 'id', 'record'];

/** What the address says: an object with a text for each name, empty where it says nothing. */
export function addressed() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? '']));
}

/** An address with some changes; names with an empty text are left out of it. */
export function addressWith(changes) {
  const all = { ...addressed(), ...changes };
  const query = new URLSearchParams(NAMES.filter((name) => all[name]).map((name) => [name, all[name]])).toString();
  return location.pathname + (query ? `#${query}` : '');
}

/** Changes the address; as a step that the Back button takes back, if it is one. */
export function address(changes, { step = false, state = null } = {}) {
  const next = addressWith(changes);
  if (next === `${location.pathname}${location.hash}`) {
    return;
  }
  if (step) {
    history.pushState(state, '', next);
  } else {
    history.replaceState(history.state, '', next);
  }
}

/** Tells when somebody has gone to another address of the page. */
export function onAddress(listener) {
  window.addEventListener('popstate', listener);
}
