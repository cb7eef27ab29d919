// Follows a published record to its outcome.

import { ask } from './ask.js';

const PATIENCE_MILLIS = 60_000;
const POLL_MILLIS = 300;

/** Returns the outcome of a published record; null if it is not seen within a minute, or no longer wanted. */
export async function outcome(origin, isWanted) {
  const end = Date.now() + PATIENCE_MILLIS;
  while (Date.now() < end && isWanted()) {
    const answer = await ask(`record?${new URLSearchParams({ origin })}`);
    if (answer.status === 200) {
      return answer.json();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
  return null;
}
