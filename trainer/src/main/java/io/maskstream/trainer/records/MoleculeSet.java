package io.maskstream.trainer.records;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.openscience.cdk.interfaces.IAtomContainer;

/** Molecules with their solubilities, ready to be encoded: as they are spelt in the data set, or spelt anew. */
public final class MoleculeSet {

    /** Lengths in characters for which graphs are built; the last is the longest string that is taken. */
    public static final SortedSet<Integer> LENGTHS =
            Collections.unmodifiableSortedSet(new TreeSet<>(List.of(24, 40, 64, 104)));

    /** Spellings of one molecule over which predictions are averaged where that is asked for. */
    private static final int SPELLINGS = 20;

    /** A random spelling may be too long, or use a character that the vocabulary lacks; then another is drawn. */
    private static final int ATTEMPTS = 5;

    private final List<Esol.Molecule> molecules;
    private final SmilesEncoding encoding;
    private final List<IAtomContainer> structures;

    public MoleculeSet(List<Esol.Molecule> molecules, SmilesEncoding encoding) {
        this.molecules = List.copyOf(molecules);
        this.encoding = encoding;
        this.structures = molecules.stream()
                .map(molecule -> SmilesAtoms.parse(molecule.smiles()))
                .toList();
    }

    /** An encoding whose vocabulary holds the characters of the molecules' own and canonical spellings. */
    public static SmilesEncoding encoding(Collection<Esol.Molecule> molecules) {
        List<String> vocabulary = SmilesEncoding.vocabularyOf(molecules.stream()
                .flatMap(molecule -> Stream.of(molecule.smiles(), molecule.canonical()))
                .toList());
        return new SmilesEncoding(vocabulary, LENGTHS.last());
    }

    public List<Esol.Molecule> molecules() {
        return molecules;
    }

    /** One target a molecule. */
    public float[] targets() {
        float[] targets = new float[molecules.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = molecules.get(i).logSolubility();
        }
        return targets;
    }

    /** Mean of the targets. */
    public float mean() {
        return (float) molecules.stream()
                .mapToDouble(Esol.Molecule::logSolubility)
                .average()
                .orElseThrow();
    }

    /** Standard deviation of the targets. */
    public float deviation() {
        double mean = mean();
        return (float) Math.sqrt(molecules.stream()
                .mapToDouble(molecule -> Math.pow(molecule.logSolubility() - mean, 2))
                .average()
                .orElseThrow());
    }

    /**
     * The molecules as the data set spells them.
     *
     * @throws IllegalArgumentException if the encoding cannot take one; says which
     */
    public List<Batch.Example> examples() {
        return molecules.stream()
                .map(molecule -> new Batch.Example(ownSpelling(molecule), molecule.logSolubility()))
                .toList();
    }

    private TokenSequence ownSpelling(Esol.Molecule molecule) {
        try {
            return encoding.encode(molecule.smiles()).withoutSpans();
        } catch (UnencodableInputException e) {
            throw new IllegalArgumentException(
                    "The molecule " + molecule.smiles() + " of the data set: " + e.getMessage(), e);
        }
    }

    /**
     * Every molecule once.
     *
     * @param ownShare share of the molecules that keep the data set's spelling, in [0,1]; the others are spelt at random
     * @throws IllegalArgumentException if the encoding cannot take one, not even as the data set spells it
     */
    public List<Batch.Example> enumerated(Random random, double ownShare) {
        List<Batch.Example> examples = new ArrayList<>(molecules.size());
        for (int i = 0; i < molecules.size(); i++) {
            Esol.Molecule molecule = molecules.get(i);
            boolean own = ownShare > 0 && random.nextDouble() < ownShare;
            TokenSequence spelling = own ? ownSpelling(molecule) : randomSpelling(i, random);
            examples.add(new Batch.Example(spelling, molecule.logSolubility()));
        }
        return examples;
    }

    /**
     * Predictions averaged over several spellings of each molecule, the data set's own among them.
     *
     * @param predict gives one prediction an example
     */
    public float[] averagedOverSpellings(long seed, Function<List<Batch.Example>, float[]> predict) {
        float[] sums = predict.apply(examples());
        Random random = new Random(seed);
        for (int spelling = 1; spelling < SPELLINGS; spelling++) {
            float[] predictions = predict.apply(enumerated(random, 0));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += predictions[i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= SPELLINGS;
        }
        return sums;
    }

    private TokenSequence randomSpelling(int molecule, Random random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String spelling = SmilesEnumeration.random(structures.get(molecule), random);
            try {
                return encoding.encode(spelling).withoutSpans();
            } catch (UnencodableInputException e) {
                // Longer than the longest graph, or a ring closure above 9: draw another.
            }
        }
        return ownSpelling(molecules.get(molecule));
    }
}
