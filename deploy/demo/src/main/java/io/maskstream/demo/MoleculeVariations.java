package io.maskstream.demo;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Any number of molecules: a chain grown in front of some molecule whose SMILES string starts with an atom that has a
 * hydrogen to give away. The same seed gives the same molecules.
 */
final class MoleculeVariations implements Supplier<String> {

    /** Each ends in a carbon atom that the next can be joined to. */
    private static final List<String> LINKS =
            List.of("C", "CC", "OC", "NC", "SC", "C(C)", "C(O)", "C(Cl)", "C(F)", "C(=O)", "C(N)", "C=C");

    private static final int MOST_LINKS = 6;

    private final List<String> molecules;
    private final int maximumLength;
    private final Random random;

    /**
     * Variations of some molecules.
     *
     * @param molecules SMILES strings, none longer than the maximum
     * @param maximumLength of a variation, in characters
     */
    MoleculeVariations(List<String> molecules, int maximumLength, long seed) {
        this.molecules = List.copyOf(molecules);
        this.maximumLength = maximumLength;
        this.random = new Random(seed);
    }

    /** The next one, as a SMILES string. */
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
