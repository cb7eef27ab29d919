// Follows a record that was published to what becomes of it.

import { ask } from './ask.js';

const PATIENCE_MILLIS = 60_000;
const POLL_MILLIS = 300;

/** What has become of a published record; null if it does not come by within a minute, or nobody wants it any more. */
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
