// What the streamer has said of itself: its explainers, and what it lets the page do.

let said = { explainers: [], publishes: false, replays: false, explores: false, imageBytes: 0 };

export function served(hello) {
  said = hello;
}

export function serving() {
  return said;
}

/** The explainer of a name, as it serves now; undefined if it does not. */
export function servedExplainer(name) {
  return said.explainers.find((one) => one.name === name);
}
