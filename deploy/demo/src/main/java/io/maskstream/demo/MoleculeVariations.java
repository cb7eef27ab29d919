package io.maskstream.demo;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Generates molecules by adding a random chain in front of a given molecule. Its SMILES string must start with an atom
 * that has a hydrogen to replace. The same seed gives the same molecules.
 */
final class MoleculeVariations implements Supplier<String> {

    /** Each link ends in a carbon atom to which the next one can be bound. */
    private static final List<String> LINKS =
            List.of("C", "CC", "OC", "NC", "SC", "C(C)", "C(O)", "C(Cl)", "C(F)", "C(=O)", "C(N)", "C=C");

    private static final int MOST_LINKS = 6;

    private final List<String> molecules;
    private final int maximumLength;
    private final Random random;

    /**
     * Creates variations of the given molecules.
     *
     * @param molecules SMILES strings, each at most {@code maximumLength} long
     * @param maximumLength length limit of a variation in characters
     */
    MoleculeVariations(List<String> molecules, int maximumLength, long seed) {
        this.molecules = List.copyOf(molecules);
        this.maximumLength = maximumLength;
        this.random = new Random(seed);
    }

    /** Returns the next molecule as a SMILES string. */
    @Override
    public String get() {
        String smiles = molecules.get(random.nextInt(molecules.size()));
        for (int links = random.nextInt(MOST_LINKS + 1); links > 0; links--) {
            String longer = LINKS.get(random.nextInt(LINKS.size())) + smiles;
            if (longer.length() <= maximumLength) {
                smiles = longer;
            }
        }
        return smiles;
    }
}
