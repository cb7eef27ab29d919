// Filters and orders records. The streamer does this for all records that it keeps; the page does it for its own
// records while the streamer cannot be reached.

/** The number that each order sorts by, lowest first; records without such a number come last. */
const NUMBERS = {
  agreement: (record) => record.agreement,
  confidence: (record) => record.confidence,
  smallest: (record) => record.area,
  largest: (record) => (record.area === undefined ? undefined : -record.area),
};

/** Returns whether a record matches kind, outcome, explainer and words of a filter; each is empty for all. */
export function passes(record, { kind, outcome, explainer, text }) {
  return (
    (!kind || record.kind === kind) &&
    (!outcome || record.outcome === outcome) &&
    (!explainer || (record.explainer?.name ?? record.asked) === explainer) &&
    (!text || [record.id, record.text, record.message].some((words) => words?.toLowerCase().includes(text.toLowerCase())))
  );
}

/** Sorts records, which are given newest first, by an order; an empty order leaves them unchanged. */
export function sorted(records, order) {
  const number = NUMBERS[order];
  if (!number) {
    return records;
  }
  return [...records].sort((a, b) => (number(a) ?? Infinity) - (number(b) ?? Infinity) || b.sequence - a.sequence);
}
