// Asks the streamer. What goes wrong becomes an error with a sentence for people.

const PATIENCE_MILLIS = 20_000;

/** The streamer answered that it would not. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Sends a request, with a body as JSON if there is one, and gives an answer that is fine. */
export async function ask(path, body = null) {
  const posted = body === null ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(path, { ...posted, signal: AbortSignal.timeout(PATIENCE_MILLIS) });
  } catch {
    throw new Error('The streamer does not answer. Is it still running?');
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, (await answer.text()).trim());
  }
  return answer;
}
