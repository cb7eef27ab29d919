// Places cards of different heights side by side without gaps: each spans as many of the grid's low rows as its height
// requires.

const ROW = 4;
const GAP = 16;

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.style.gridRowEnd = `span ${Math.ceil((target.offsetHeight + GAP) / ROW)}`;
  }
});

/** Adjusts a card's place to its height for as long as it is on the page. */
export function placed(card) {
  sizes.observe(card);
  return card;
}

/** Removes a card. */
export function removed(card) {
  sizes.unobserve(card);
  card.remove();
}
