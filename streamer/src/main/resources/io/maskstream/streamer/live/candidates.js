// A line with the candidates that are tried.

import { element } from './dom.js';

const line = document.getElementById('candidates');

/** Shows the candidates, or hides the line if there are none. */
export function showCandidates(candidates) {
  line.hidden = candidates.length === 0;
  line.replaceChildren(
    ...candidates.map(({ name, version, digest }) =>
      element('span', { title: digest }, element('strong', { textContent: name }), `: candidate version ${version} in the shadow`),
    ),
  );
}
