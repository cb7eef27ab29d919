// What the streamer has announced: its explainers, and what the page may do.

let said = { explainers: [], publishes: false, replays: false, explores: false, imageBytes: 0 };

export function served(hello) {
  said = hello;
}

export function serving() {
  return said;
}

/** Returns the explainer that serves under a name; undefined if there is none. */
export function servedExplainer(name) {
  return said.explainers.find((one) => one.name === name);
}
