package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.smarts.SmartsPattern;

/**
 * Whether the atoms with the highest scores are those that chemistry suggests: hydrophilic groups in a soluble
 * molecule, halogens and the carbon skeleton in an insoluble one. SMILES2vec (Goh et al. 2017) was evaluated in this
 * way, by the three highest characters. Reported as {@code solubilityRule}.
 *
 * @param encoding of the molecules
 */
public record SolubilityRule(InputEncoding encoding) implements Measure {

    /** Above this predicted log10 mol/L a molecule counts as soluble. */
    static final double SOLUBLE = -1;

    /** Below this predicted log10 mol/L a molecule counts as insoluble. */
    static final double INSOLUBLE = -4;

    private static final int TOP = 3;
    private static final int RANDOM_DRAWS = 200;
    private static final long SEED = 20_190_506;

    /** Oxygen and nitrogen in any group, and sulphur or phosphorus with a double bond to oxygen. */
    private static final SmartsPattern HYDROPHILIC = SmartsPattern.create("[#7,#8,$([#16]=[#8]),$([#15]=[#8])]");

    /** Halogens, and carbon that is not bound to oxygen or nitrogen. */
    private static final SmartsPattern HYDROPHOBIC = SmartsPattern.create("[F,Cl,Br,I,$([#6;!$([#6]~[#7,#8])])]");

    /**
     * How often the rule holds.
     *
     * @param molecules number of molecules to which the rule applies: those with both expected and other atom tokens,
     *     and with more than {@value #TOP} atom tokens in all
     * @param precision share of expected atoms among the {@value #TOP} highest atom tokens
     * @param randomPrecision the same for as many atom tokens drawn at random from the same molecule
     * @param hits share of the molecules in which most of the {@value #TOP} highest atom tokens are expected
     * @param randomHits the same for atom tokens drawn at random from the same molecule
     */
    record Result(int molecules, double precision, double randomPrecision, double hits, double randomHits) {

        private void into(ObjectNode node) {
            node.put("molecules", molecules)
                    .put("precision", precision)
                    .put("randomPrecision", randomPrecision)
                    .put("hits", hits)
                    .put("randomHits", randomHits);
        }
    }

    @Override
    public String title() {
        return "Solubility rule";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        ObjectNode rule = result.putObject("solubilityRule");
        List<String> smiles = new ArrayList<>();
        List<int[]> atoms = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Object molecule = records.original(i);
            smiles.add(((Molecule) molecule).getSmiles().strip());
            atoms.add(((TokenSequence) encoding.encode(molecule))
                    .spans().stream().mapToInt(Span::atom).toArray());
        }
        float[] predictions = Regression.values(records.predictions());
        for (Attribution attribution : trial.methods()) {
            List<float[]> scores = trial.scores(attribution);
            ObjectNode node = rule.putObject(attribution.name());
            apply(smiles, atoms, predictions, scores, true, SEED).into(node.putObject("soluble"));
            apply(smiles, atoms, predictions, insolubility(attribution, scores), false, SEED)
                    .into(node.putObject("insoluble"));
        }
    }

    /** Inverts signed scores, which say what an atom adds to the solubility. */
    private static List<float[]> insolubility(Attribution attribution, List<float[]> scores) {
        if (!attribution.signed()) {
            return scores;
        }
        List<float[]> negative = new ArrayList<>(scores.size());
        for (float[] row : scores) {
            float[] turned = new float[row.length];
            for (int i = 0; i < row.length; i++) {
                turned[i] = -row[i];
            }
            negative.add(turned);
        }
        return negative;
    }

    /**
     * Applies the rule.
     *
     * @param atoms of each token of each molecule, or {@link Span#NO_ATOM}
     * @param predictions log10 mol/L
     * @param scores one score per token
     * @param soluble whether to apply the rule for soluble molecules or that for insoluble ones
     */
    static Result apply(
            List<String> smiles,
            List<int[]> atoms,
            float[] predictions,
            List<float[]> scores,
            boolean soluble,
            long seed) {
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
            int[] atomOf = atoms.get(i);
            BitSet expected = matched(smiles.get(i), soluble ? HYDROPHILIC : HYDROPHOBIC);
            List<Integer> candidates = new ArrayList<>();
            int expectedTokens = 0;
            for (int c = 0; c < atomOf.length; c++) {
                if (atomOf[c] != Span.NO_ATOM) {
                    candidates.add(c);
                    expectedTokens += expected.get(atomOf[c]) ? 1 : 0;
                }
            }
            if (expectedTokens == 0 || expectedTokens == candidates.size() || candidates.size() <= TOP) {
                continue; // There is nothing that an explanation could get right or wrong.
            }
            molecules++;
            float[] row = scores.get(i);
            candidates.sort((a, b) -> Float.compare(row[b], row[a]));
            int found = count(candidates, atomOf, expected);
            precision += found / (double) TOP;
            hits += 2 * found > TOP ? 1 : 0;
            for (int draw = 0; draw < RANDOM_DRAWS; draw++) {
                Collections.shuffle(candidates, random);
                int drawn = count(candidates, atomOf, expected);
                randomPrecision += drawn / (double) TOP / RANDOM_DRAWS;
                randomHits += 2 * drawn > TOP ? 1.0 / RANDOM_DRAWS : 0;
            }
        }
        int n = Math.max(1, molecules);
        return new Result(molecules, precision / n, randomPrecision / n, hits / n, randomHits / n);
    }

    private static int count(List<Integer> tokens, int[] atoms, BitSet expected) {
        int count = 0;
        for (int c : tokens.subList(0, TOP)) {
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
