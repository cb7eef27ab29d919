package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.smarts.SmartsPattern;

/**
 * Whether the atoms on top of an explanation are those that chemistry would name: hydrophilic groups in a soluble
 * molecule, halogens and the carbon skeleton in an insoluble one. SMILES2vec (Goh et al. 2017) was judged so, by the three
 * highest characters.
 */
public final class SolubilityRule {

    /** Above this predicted log10 mol/L a molecule counts as soluble. */
    static final double SOLUBLE = -1;

    /** Below this predicted log10 mol/L a molecule counts as insoluble. */
    static final double INSOLUBLE = -4;

    private static final int TOP = 3;
    private static final int RANDOM_DRAWS = 200;

    /** Oxygen and nitrogen in any group, and the sulphur or phosphorus of one that holds oxygen by a double bond. */
    private static final SmartsPattern HYDROPHILIC = SmartsPattern.create("[#7,#8,$([#16]=[#8]),$([#15]=[#8])]");

    /** Halogens, and carbon that is bound to no oxygen or nitrogen. */
    private static final SmartsPattern HYDROPHOBIC = SmartsPattern.create("[F,Cl,Br,I,$([#6;!$([#6]~[#7,#8])])]");

    private SolubilityRule() {}

    /**
     * How often the rule holds.
     *
     * @param molecules that have something to tell: soluble ones with a hydrophilic atom, insoluble ones with both
     *     hydrophobic and other atoms
     * @param precision share of the {@value #TOP} highest atom characters that are of the expected sort
     * @param randomPrecision the same for as many atom characters drawn at random from the same molecule
     * @param hits share of the molecules where most of the {@value #TOP} highest atom characters are of the expected sort
     * @param randomHits the same for characters drawn at random from the same molecule
     */
    public record Result(int molecules, double precision, double randomPrecision, double hits, double randomHits) {}

    /**
     * Applies the rule.
     *
     * @param smiles without white space
     * @param predictions log10 mol/L
     * @param scores one a character
     * @param soluble whether to look at the soluble molecules or at the insoluble ones
     */
    public static Result apply(
            List<String> smiles, float[] predictions, List<float[]> scores, boolean soluble, long seed) {
        Random random = new Random(seed);
        int molecules = 0;
        double precision = 0;
        double randomPrecision = 0;
        double hits = 0;
        double randomHits = 0;
        for (int i = 0; i < predictions.length; i++) {
            if (soluble ? predictions[i] < SOLUBLE : predictions[i] > INSOLUBLE) {
                continue;
            }
            String string = smiles.get(i);
            int[] atoms = SmilesAtoms.ofCharacters(string);
            BitSet expected = matched(string, soluble ? HYDROPHILIC : HYDROPHOBIC);
            List<Integer> candidates = new ArrayList<>();
            int expectedCharacters = 0;
            for (int c = 0; c < atoms.length; c++) {
                if (atoms[c] != Span.NO_ATOM) {
                    candidates.add(c);
                    expectedCharacters += expected.get(atoms[c]) ? 1 : 0;
                }
            }
            if (expectedCharacters == 0 || expectedCharacters == candidates.size() || candidates.size() <= TOP) {
                continue; // Nothing that an explanation could get right or wrong.
            }
            molecules++;
            float[] row = scores.get(i);
            candidates.sort((a, b) -> Float.compare(row[b], row[a]));
            int found = count(candidates, atoms, expected);
            precision += found / (double) TOP;
            hits += 2 * found > TOP ? 1 : 0;
            for (int draw = 0; draw < RANDOM_DRAWS; draw++) {
                java.util.Collections.shuffle(candidates, random);
                int drawn = count(candidates, atoms, expected);
                randomPrecision += drawn / (double) TOP / RANDOM_DRAWS;
                randomHits += 2 * drawn > TOP ? 1.0 / RANDOM_DRAWS : 0;
            }
        }
        int n = Math.max(1, molecules);
        return new Result(molecules, precision / n, randomPrecision / n, hits / n, randomHits / n);
    }

    private static int count(List<Integer> characters, int[] atoms, BitSet expected) {
        int count = 0;
        for (int c : characters.subList(0, TOP)) {
            count += expected.get(atoms[c]) ? 1 : 0;
        }
        return count;
    }

    private static BitSet matched(String smiles, SmartsPattern pattern) {
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        BitSet atoms = new BitSet();
        for (int[] match : pattern.matchAll(molecule)) {
            Arrays.stream(match).forEach(atoms::set);
        }
        return atoms;
    }
}
