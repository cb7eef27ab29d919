// Terms for aqueous solubility, on the scale of SwissADME (Daina, Michielin, Zoete: Scientific Reports 7, 42717, 2017).

const UNIT = 'log10 mol/L';
const ABOVE = [
  [0, 'highly soluble'],
  [-2, 'very soluble'],
  [-4, 'soluble'],
  [-6, 'moderately soluble'],
  [-10, 'poorly soluble'],
];

/** Returns the term for a value in the unit of solubility; null for another unit. */
export function solubility({ value, unit }) {
  if (unit !== UNIT) {
    return null;
  }
  return ABOVE.find(([above]) => value > above)?.[1] ?? 'insoluble';
}
