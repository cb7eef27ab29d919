package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.leak.Leaks;
import io.maskstream.trainer.evaluate.measure.Additivity;
import io.maskstream.trainer.evaluate.measure.Agreement;
import io.maskstream.trainer.evaluate.measure.Caveats;
import io.maskstream.trainer.evaluate.measure.ConfidenceBands;
import io.maskstream.trainer.evaluate.measure.ExplanationCost;
import io.maskstream.trainer.evaluate.measure.Faithfulness;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.MaskArea;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.MethodCosts;
import io.maskstream.trainer.evaluate.measure.Quality;
import io.maskstream.trainer.evaluate.measure.TableShare;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.CentreOrder;
import io.maskstream.trainer.evaluate.method.GradCam;
import io.maskstream.trainer.evaluate.method.GradientTimesInput;
import io.maskstream.trainer.evaluate.method.IntegratedGradients;
import io.maskstream.trainer.evaluate.method.KernelShap;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.method.PlaceTable;
import io.maskstream.trainer.evaluate.method.PositionOrder;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.method.SignedEvidence;
import io.maskstream.trainer.evaluate.method.SmoothGrad;
import io.maskstream.trainer.evaluate.method.TokenTable;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.replacement.AtomsOut;
import io.maskstream.trainer.evaluate.replacement.Blurred;
import io.maskstream.trainer.evaluate.replacement.Noise;
import io.maskstream.trainer.evaluate.replacement.Replacement;
import io.maskstream.trainer.evaluate.replacement.TokensOut;
import io.maskstream.trainer.evaluate.stability.Stability;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import io.maskstream.trainer.evaluate.surrogate.EvaluatorAgreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How explainers of one kind of record are evaluated. Measures that need many passes through the model for each record
 * run on a random sample.
 *
 * @param parts name of the parts of a record, such as {@code words}
 * @param predicted maximum number of records for measures that need few passes
 * @param sampled maximum number of records for measures that need many passes
 * @param longest maximum length of the records for measures that need many passes, in tokens or pixels
 * @param others maximum number of other records for training and for averages
 * @param probed approximate number of passes for the occlusion of records on which probes are trained
 * @param effort of the networks that are trained, as a multiple of the usual effort
 * @param input the input of the explainer
 * @param encoding of its records
 */
public record Protocol(
        String parts,
        int predicted,
        int sampled,
        int longest,
        int others,
        int probed,
        double effort,
        Manifest.Input input,
        InputEncoding encoding) {

    private static final long SEED = 20_190_506;

    /** Number of records on which progress of a fit is measured. */
    private static final int GLANCED = 2500;

    /** Share of the regions that is kept in a strict test during a fit. */
    private static final double GLANCED_SHARE = 0.2;

    /** Minimum number of coalitions per record. */
    private static final int COALITIONS = 128;

    /** Noisy copies of a record. */
    private static final int NOISY_COPIES = 25;

    /** Some methods need a pass for each word, which is too expensive for longer texts. */
    private static final int LONGEST_TEXT = 200;

    /** Factor by which a thorough evaluation uses more records. */
    private static final int THOROUGH = 4;

    private static final int SMALL_PICTURE = 32 * 32;

    /** Multiplications of a pass of the residual network of 164 layers, for which 40 images take some minutes. */
    private static final long USUAL_MULTIPLICATIONS = 250_000_000;

    /** More images hardly narrow the intervals. */
    private static final int MOST_IMAGES = 200;

    /** Returns the default protocol for a kind of record. */
    public static Protocol of(Manifest.Input input, InputEncoding encoding) {
        return switch (input.kind()) {
            // The cost of a pass is about proportional to the number of pixels.
            case IMAGE ->
                ofImages(
                        input,
                        encoding,
                        Math.min(1, SMALL_PICTURE / (double) input.image().pixels()));
            case REVIEW -> new Protocol("words", 4000, 120, LONGEST_TEXT, 4000, 12_000, 1, input, encoding);
            case MOLECULE ->
                new Protocol(
                        input.tokens().unit() == TokenInput.Unit.ATOMS ? "atoms" : "characters",
                        10_000,
                        400,
                        input.longest(),
                        4000,
                        12_000,
                        1,
                        input,
                        encoding);
        };
    }

    /**
     * Returns the default protocol for a kind of record, with as many images as the cost of the model allows.
     *
     * @param model explainer to evaluate
     */
    public static Protocol of(Manifest.Input input, InputEncoding encoding, ExplainedModel model) {
        OptionalLong multiplications = model.multiplications();
        return input.kind() != InputKind.IMAGE || multiplications.isEmpty()
                ? of(input, encoding)
                : ofImages(input, encoding, USUAL_MULTIPLICATIONS / (double) Math.max(1, multiplications.getAsLong()));
    }

    private static Protocol ofImages(Manifest.Input input, InputEncoding encoding, double speed) {
        double share = Math.min(1, speed);
        return new Protocol(
                "cells",
                (int) Math.max(500, 2000 * share),
                (int) Math.min(MOST_IMAGES, Math.max(20, 40 * speed)),
                input.image().pixels(),
                (int) Math.max(500, 3000 * share),
                (int) Math.max(1500, 6000 * share),
                1,
                input,
                encoding);
    }

    /** Writes the settings of this protocol, by which its figures can be told from those of another. */
    public void into(ObjectNode node) {
        node.put("predicted", predicted)
                .put("sampled", sampled)
                .put("longest", longest)
                .put("others", others)
                .put("probed", probed)
                .put("effort", effort);
    }

    /** Returns this protocol with more and longer records. */
    public Protocol thorough() {
        return new Protocol(
                parts,
                Integer.MAX_VALUE,
                THOROUGH * sampled,
                input.longest(),
                THOROUGH * others,
                THOROUGH * probed,
                THOROUGH,
                input,
                encoding);
    }

    /** Creates a trial: the records of an evaluation and the methods that are compared on them. */
    public Trial trial(ExplainedRecords records, ExplainedRecords others, FinishedSteps finished) {
        ExplainedRecords background = others.drawn(this.others, SEED);
        return new Trial(
                records.drawn(predicted, SEED),
                sample(records),
                background,
                methods(records.model(), background),
                replacements(),
                finished);
    }

    /** Draws the records for measures that need many passes. */
    ExplainedRecords sample(ExplainedRecords records) {
        List<Integer> fitting = IntStream.range(0, records.size())
                .filter(i -> records.inputs().get(i).length() <= longest)
                .boxed()
                .toList();
        ExplainedRecords candidates = fitting.isEmpty() ? records : records.some(fitting);
        return candidates.drawn(sampled, SEED);
    }

    private List<Attribution> methods(ExplainedModel model, ExplainedRecords background) {
        List<Attribution> methods = new ArrayList<>(List.of(new MaskWeights(), new RandomOrder(SEED)));
        if (model.hasEvidence()) {
            methods.add(new SignedEvidence());
        }
        methods.add(new GradientTimesInput());
        methods.add(new IntegratedGradients(IntegratedGradients.STEPS));
        methods.add(new SmoothGrad(NOISY_COPIES, SEED));
        methods.add(new Occlusion());
        methods.add(new KernelShap(COALITIONS, SEED));
        if (input.kind() == InputKind.IMAGE) {
            if (model.hasFeatureMaps()) {
                methods.add(new GradCam());
            }
            methods.add(new CentreOrder());
            methods.add(new PlaceTable(background));
        } else {
            methods.add(new PositionOrder(false));
            methods.add(new PositionOrder(true));
            methods.add(new TokenTable(background));
        }
        return methods;
    }

    private List<Replacement> replacements() {
        return switch (input.kind()) {
            case IMAGE -> List.of(new AsFitted("as fitted"), new Blurred(), new Noise(SEED));
            case REVIEW -> List.of(new AsFitted("zero embedding"), new TokensOut("words taken out"));
            case MOLECULE -> List.of(new AsFitted("zero embedding"), new AtomsOut(encoding));
        };
    }

    /**
     * Returns the measures for every explainer of this kind.
     *
     * @param brief whether to leave out measures that take minutes: networks that have to be trained, stability and
     *     leaks
     */
    List<Measure> measures(boolean brief) {
        List<Measure> measures = new ArrayList<>(List.of(
                new Quality(),
                new Agreement(),
                new ConfidenceBands(),
                MaskArea.measure(),
                new Faithfulness(),
                new Additivity()));
        if (!brief) {
            measures.addAll(List.of(
                    new EvaluatorAgreement(effort, SEED),
                    new Leaks(probed),
                    Stability.of(input.kind(), encoding),
                    new TableShare(),
                    new MethodCosts(),
                    new ExplanationCost()));
        }
        measures.add(new Caveats());
        return measures;
    }

    /** Returns the figures that show the progress of a fit on validation records, in one line. */
    public String glance(ExplainedRecords all) {
        ExplainedRecords records = all.drawn(GLANCED, SEED);
        String quality = !records.labelled()
                ? ""
                : String.format(
                        Locale.ROOT,
                        records.ofValues() ? ", masked RMSE %.3f" : ", masked accuracy %.4f",
                        Quality.ofMasked(records));
        return String.format(
                Locale.ROOT,
                "validation: area %.3f%s, agreement %.4f, with a fifth of the %s %.4f",
                MaskArea.of(records.masks()).mean(),
                quality,
                records.agreement(records.maskedPredictions()),
                parts,
                records.agreement(records.keeping(Trial.kept(
                        new MaskWeights()
                                .scores(records).stream()
                                        .map(Ranking::descending)
                                        .toList(),
                        GLANCED_SHARE,
                        true))));
    }
}
