// Which records pass a filter, and in which order they come: the streamer does it for all that it keeps, and this for what the
// page keeps itself, while the streamer cannot be reached.

/** What each order sorts by, the lowest first; records without such a number come last. */
const NUMBERS = {
  agreement: (record) => record.agreement,
  confidence: (record) => record.confidence,
  smallest: (record) => record.area,
  largest: (record) => (record.area === undefined ? undefined : -record.area),
};

/** Whether a record has the kind, the outcome, the explainer and the words of a filter; each empty for all. */
export function passes(record, { kind, outcome, explainer, text }) {
  return (
    (!kind || record.kind === kind) &&
    (!outcome || record.outcome === outcome) &&
    (!explainer || (record.explainer?.name ?? record.asked) === explainer) &&
    (!text || [record.id, record.text, record.message].some((words) => words?.toLowerCase().includes(text.toLowerCase())))
  );
}

/** Sorts records, which come with the newest first, by an order; empty leaves them as they are. */
export function sorted(records, order) {
  const number = NUMBERS[order];
  if (!number) {
    return records;
  }
  return [...records].sort((a, b) => (number(a) ?? Infinity) - (number(b) ?? Infinity) || b.sequence - a.sequence);
}
