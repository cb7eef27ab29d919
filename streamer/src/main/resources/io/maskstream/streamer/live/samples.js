// Sample records for which the shipped models predict what a person would expect.

import { element } from './dom.js';
import { takeFile } from './picture-input.js';

const SAMPLES = {
  review: [
    { name: 'praise', text: 'Funny, warm and beautifully acted. I left the cinema smiling.' },
    { name: 'a mixed review', text: 'A slow film, but the ending is wonderful.' },
    { name: 'a pan', text: 'Dull, noisy and far too long. We walked out after an hour.' },
  ],
  molecule: [
    { name: 'caffeine', smiles: 'Cn1cnc2c1c(=O)n(C)c(=O)n2C' },
    { name: 'aspirin', smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
    { name: 'DDT', smiles: 'c1cc(Cl)ccc1C(C(Cl)(Cl)Cl)c2ccc(Cl)cc2' },
  ],
  image: [
    { name: 'a ship', file: 'sample-ship.png' },
    { name: 'a frog', file: 'sample-frog.png' },
    { name: 'a car', file: 'sample-automobile.png' },
  ],
};

async function use(sample) {
  if (sample.file) {
    const answer = await fetch(sample.file);
    takeFile(new File([await answer.blob()], sample.file, { type: 'image/png' }));
  } else if (sample.smiles) {
    document.getElementById('form-smiles').value = sample.smiles;
  } else {
    document.getElementById('form-text').value = sample.text;
  }
}

/** Creates buttons that fill the form with samples of a kind. */
export function samples(kind, used) {
  return SAMPLES[kind].map((sample) =>
    element('button', { type: 'button', className: 'small', textContent: sample.name, onclick: () => use(sample).then(used, () => {}) }),
  );
}
