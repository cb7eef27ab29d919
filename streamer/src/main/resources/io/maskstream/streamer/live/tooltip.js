// One tooltip for all elements with a weight, shown on hover and on focus; Escape hides it.

const tooltip = document.getElementById('tooltip');
let owner = null;

function show(target) {
  hide();
  owner = target;
  tooltip.textContent = target.getAttribute('data-tip');
  // An open dialog covers the rest of the page, so the tooltip must be inside it.
  (target.closest('dialog') ?? document.body).append(tooltip);
  tooltip.hidden = false;
  const box = target.getBoundingClientRect();
  const own = tooltip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
  const above = box.top - own.height - 6;
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${above < 4 ? box.bottom + 6 : above}px`;
  target.setAttribute('aria-describedby', tooltip.id);
}

function hide() {
  owner?.removeAttribute('aria-describedby');
  owner = null;
  tooltip.hidden = true;
}

function tipped(event) {
  return event.target instanceof Element ? event.target.closest('[data-tip]') : null;
}

document.addEventListener('pointerover', (event) => {
  const target = tipped(event);
  if (target) {
    show(target);
  } else if (!document.activeElement?.hasAttribute('data-tip')) {
    hide();
  }
});
document.addEventListener('focusin', (event) => (tipped(event) === event.target ? show(event.target) : hide()));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !tooltip.hidden) {
    hide();
  }
});

/** The focused element keeps its tooltip; focusing it may have scrolled the page. */
function follow() {
  if (owner !== null && owner === document.activeElement) {
    show(owner);
  } else {
    hide();
  }
}

document.addEventListener('scroll', follow, { capture: true, passive: true });

/** Updates the tooltip of an element that has changed. */
export function refresh(target) {
  if (owner === target) {
    show(target);
  }
}
