// Cards of all heights side by side without holes: each takes as many of the grid's low rows as it is high.

const ROW = 4;
const GAP = 16;

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.style.gridRowEnd = `span ${Math.ceil((target.offsetHeight + GAP) / ROW)}`;
  }
});

/** Keeps a card's place as high as the card, for as long as it is on the page. */
export function placed(card) {
  sizes.observe(card);
  return card;
}

/** Takes a card away. */
export function removed(card) {
  sizes.unobserve(card);
  card.remove();
}
