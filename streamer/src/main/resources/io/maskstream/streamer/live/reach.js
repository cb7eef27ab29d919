// Tracks whether the streamer can be reached. If not, elements that need it say so; their attribute data-needs names
// what they are for.

const NOTICE_MILLIS = 6_000;

const notice = document.getElementById('notice');
let reachable = true;
let hiding = 0;

export function isReachable() {
  return reachable;
}

function mark(element) {
  element.toggleAttribute('aria-disabled', false);
  if (!reachable) {
    element.setAttribute('aria-disabled', 'true');
  }
}

/** Called with the current state, whether or not it has changed. */
export function reached(now) {
  reachable = now;
  document.querySelectorAll('[data-needs]:not(form)').forEach(mark);
}

/** Marks an element that is created later. */
export function needing(element, what) {
  element.setAttribute('data-needs', what);
  mark(element);
  return element;
}

/** Shows a message for a while. */
export function announce(sentence) {
  (document.querySelector('dialog[open]') ?? document.body).append(notice);
  notice.textContent = sentence;
  notice.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (notice.hidden = true), NOTICE_MILLIS);
}

function stop(event) {
  const needing = event.target instanceof Element ? event.target.closest('[data-needs]') : null;
  if (!reachable && needing && (event.type === 'submit' || needing.localName !== 'form')) {
    event.preventDefault();
    event.stopImmediatePropagation();
    announce(`${needing.getAttribute('data-needs')} needs the streamer, which cannot be reached at the moment.`);
  }
}

document.addEventListener('click', stop, { capture: true });
document.addEventListener('submit', stop, { capture: true });
