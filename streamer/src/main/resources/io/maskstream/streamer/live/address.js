// The state of the page in its address, after the number sign, so that a link shows the same.

const NAMES = ['kind', 'outcome', 'explainer', 'sort', 'text', 'tab', 'id', 'record'];

/** Returns the state in the address: an object with a text for each name, empty if the address does not contain it. */
export function addressed() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? '']));
}

/** Returns the address with some changes; names with an empty text are left out. */
export function addressWith(changes) {
  const all = { ...addressed(), ...changes };
  const query = new URLSearchParams(NAMES.filter((name) => all[name]).map((name) => [name, all[name]])).toString();
  return location.pathname + (query ? `#${query}` : '');
}

/** Changes the address; with step, the Back button undoes the change. */
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

/** Calls a listener when somebody has gone to another address of the page. */
export function onAddress(listener) {
  window.addEventListener('popstate', listener);
}
