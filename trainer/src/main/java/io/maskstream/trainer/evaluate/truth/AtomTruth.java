package io.maskstream.trainer.evaluate.truth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;

/**
 * How well scores of atoms match the contributions of the atoms to a computed logP (see {@link ComputedLogP}), compared
 * with tables of the mean contribution by sort of atom. Means over the molecules: {@code auroc}, how often one of the
 * third of the atoms that contribute most in either direction has a higher score than another atom; and, for signed
 * scores, {@code tau}, Kendall's rank correlation with the contributions. The score of an atom is the sum over its
 * characters for signed scores, otherwise their mean. Hydrogens without a token count to the atom to which they are
 * bound; other atoms without a token are not compared.
 *
 * @param encoding of the molecules
 */
public record AtomTruth(InputEncoding encoding) implements Measure {

    private static final double TOP = 1.0 / 3;

    /**
     * A molecule with the contributions of its atoms.
     *
     * @param spans of its tokens
     * @param atoms the atoms that have a token
     * @param contributions of these atoms
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Known(List<Span> spans, List<IAtom> atoms, double[] contributions) {

        static Known of(Molecule record, InputEncoding encoding, AtomContributions contributions) {
            IAtomContainer molecule = SmilesAtoms.parse(record.getSmiles().strip());
            List<Span> spans = ((TokenSequence) encoding.encode(record)).spans();
            double[] all = contributions.of(molecule);
            Set<Integer> told = spans.stream().map(Span::atom).collect(Collectors.toSet());
            for (IAtom atom : molecule.atoms()) {
                if (atom.getAtomicNumber() == 1 && atom.getBondCount() == 1 && !told.contains(atom.getIndex())) {
                    IAtom bound = atom.bonds().iterator().next().getOther(atom);
                    all[bound.getIndex()] += all[atom.getIndex()];
                }
            }
            List<IAtom> atoms = new ArrayList<>();
            for (IAtom atom : molecule.atoms()) {
                if (told.contains(atom.getIndex())) {
                    atoms.add(atom);
                }
            }
            return new Known(
                    spans,
                    atoms,
                    atoms.stream().mapToDouble(atom -> all[atom.getIndex()]).toArray());
        }

        /** Selects the numbers of the atoms that have a token from the numbers of all atoms. */
        double[] ofThese(double... all) {
            return atoms.stream().mapToDouble(atom -> all[atom.getIndex()]).toArray();
        }

        int published() {
            return 1 + atoms.stream().mapToInt(IAtom::getIndex).max().orElse(-1);
        }
    }

    @Override
    public String title() {
        return "Contributions of atoms that are known";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        AtomContributions contributions = new AtomContributions();
        List<Known> sample = known(trial.sample(), contributions);
        Found found = new Found(result, sample.size());
        found.put("r2", explainedVariance(trial.all()));
        for (Attribution method : trial.methods()) {
            List<float[]> scores = trial.scores(method);
            judge(
                    found,
                    method.name(),
                    sample,
                    IntStream.range(0, sample.size())
                            .mapToObj(i -> ofAtoms(sample.get(i), scores.get(i), method.signed()))
                            .toList(),
                    method.signed());
        }
        List<Known> others = known(trial.background(), contributions);
        table(found, "element table", sample, others, IAtom::getSymbol);
        table(found, "atom type table", sample, others, AtomTruth::type);
    }

    private List<Known> known(ExplainedRecords records, AtomContributions contributions) {
        return IntStream.range(0, records.size())
                .mapToObj(i -> Known.of((Molecule) records.original(i), encoding, contributions))
                .toList();
    }

    private static String type(IAtom atom) {
        return atom.getSymbol() + " " + atom.isAromatic() + " " + atom.getBondCount() + " "
                + atom.getImplicitHydrogenCount();
    }

    private static void table(
            Found found, String name, List<Known> sample, List<Known> others, Function<IAtom, String> sort) {
        MeanTable table = new MeanTable();
        others.forEach(known -> {
            for (int i = 0; i < known.atoms().size(); i++) {
                table.add(sort.apply(known.atoms().get(i)), known.contributions()[i]);
            }
        });
        judge(
                found,
                name,
                sample,
                sample.stream()
                        .map(known -> known.atoms().stream()
                                .mapToDouble(atom -> table.mean(sort.apply(atom)))
                                .toArray())
                        .toList(),
                true);
    }

    private static double[] ofAtoms(Known known, float[] scores, boolean sum) {
        double[] sums = new double[known.published()];
        int[] characters = new int[sums.length];
        for (int i = 0; i < scores.length; i++) {
            int atom = known.spans().get(i).atom();
            if (atom != Span.NO_ATOM) {
                sums[atom] += scores[i];
                characters[atom]++;
            }
        }
        if (!sum) {
            Arrays.setAll(sums, atom -> sums[atom] / characters[atom]);
        }
        return known.ofThese(sums);
    }

    private static void judge(Found found, String method, List<Known> sample, List<double[]> ofAtoms, boolean signed) {
        double[] auroc = new double[sample.size()];
        double[] tau = new double[sample.size()];
        for (int i = 0; i < auroc.length; i++) {
            double[] scores = ofAtoms.get(i);
            double[] contributions = sample.get(i).contributions();
            auroc[i] = Ranks.auroc(signed ? Ranks.magnitudes(scores) : scores, Ranks.largest(contributions, TOP));
            tau[i] = signed ? Ranks.tau(scores, contributions) : Double.NaN;
        }
        found.put(method, "auroc", auroc);
        found.put(method, "tau", tau);
    }

    /** The coefficient of determination (R2) of the model. */
    private static double explainedVariance(ExplainedRecords records) {
        float[] targets = records.targets();
        double rmse = Regression.rmse(Regression.values(records.predictions()), targets);
        double mean = Arrays.stream(Found.doubles(targets)).average().orElse(0);
        double variance = Arrays.stream(Found.doubles(targets))
                .map(target -> (target - mean) * (target - mean))
                .average()
                .orElse(0);
        return 1 - rmse * rmse / variance;
    }
}
