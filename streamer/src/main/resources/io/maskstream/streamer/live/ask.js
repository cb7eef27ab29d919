// Sends requests to the streamer. Failures become errors with a message for users.

const PATIENCE_MILLIS = 20_000;

/** The streamer has refused the request. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Sends a request, with a body as JSON if there is one, and returns a successful response. */
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
