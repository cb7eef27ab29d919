package io.maskstream.schemas.profile;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import java.util.EnumMap;
import java.util.Map;

/** Observes the records of an explainer, for the trainer and the streamer. Thread-safe. */
public final class ObservedExplainer {

    /**
     * A remainder below this share of the numbers that add up is a rounding error. It differs between processors, and
     * would look like drift.
     */
    private static final double ROUNDING = 1e-5;

    private final Manifest.Output output;
    private final Integer unknownId;
    private final CellGrid grid;

    /**
     * Creates an observer.
     *
     * @param unknownId the id of tokens that the vocabulary lacks; null if there is none
     * @param grid the grid over images; null for tokens
     */
    private ObservedExplainer(Manifest.Output output, Integer unknownId, CellGrid grid) {
        this.output = output;
        this.unknownId = unknownId;
        this.grid = grid;
    }

    /**
     * Creates an observer for the explainer of a manifest.
     *
     * @param evidence the evidence that the explainer gives; null for none
     */
    public static ObservedExplainer of(Manifest.Input input, Manifest.Output output, Manifest.Evidence evidence) {
        if (input.image() == null) {
            TokenInput tokens = input.tokens();
            return new ObservedExplainer(
                    output, tokens.unknown() == TokenInput.Unknown.REPLACE ? tokens.unknownId() : null, null);
        }
        return new ObservedExplainer(
                output,
                null,
                evidence == null
                        ? CellGrid.over(
                                input.image().maskHeight(), input.image().maskWidth())
                        : CellGrid.over(evidence.height(), evidence.width()));
    }

    Manifest.Output output() {
        return output;
    }

    /** Returns the grid over images; null for tokens. */
    CellGrid grid() {
        return grid;
    }

    /** Returns the index of the most probable class, the first one of equals; 0 for a value. */
    public static int predicted(float... prediction) {
        int highest = 0;
        for (int i = 1; i < prediction.length; i++) {
            if (prediction[i] > prediction[highest]) {
                highest = i;
            }
        }
        return highest;
    }

    /**
     * Observes one record.
     *
     * @param prediction a value, or probabilities of classes
     * @param mask one weight per part, in [0,1]
     * @param evidence evidence for the {@link #predicted} output, one number per part; null if the explainer gives none
     * @param baseline baseline of that output; ignored without evidence
     */
    public Observation observe(EncodedInput input, float[] prediction, float[] mask, float[] evidence, float baseline) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(Measure.MASK_AREA, sum(mask) / mask.length);
        if (output.type() == Manifest.OutputType.CLASSES) {
            int predicted = predicted(prediction);
            values.put(Measure.PREDICTION, (double) predicted);
            values.put(Measure.CONFIDENCE, (double) prediction[predicted]);
        } else {
            values.put(Measure.PREDICTION, (double) prediction[0]);
        }
        if (evidence != null) {
            values.put(Measure.REMAINDER, remainder(prediction[predicted(prediction)], baseline, evidence));
        }
        float[] weights = evidence == null ? mask : evidence;
        if (input instanceof PixelGrid picture) {
            GreyLevels grey = GreyLevels.of(picture);
            values.put(Measure.BRIGHTNESS, grey.mean());
            values.put(Measure.CONTRAST, grey.deviation());
            return new Observation(values, grid.cells(), grid.pooled(weights));
        }
        TokenSequence tokens = (TokenSequence) input;
        int[] ids = new int[tokens.parts()];
        int unknown = 0;
        for (int part = 0; part < ids.length; part++) {
            ids[part] = tokens.id(part);
            unknown += unknownId != null && ids[part] == unknownId ? 1 : 0;
        }
        values.put(Measure.LENGTH, (double) ids.length);
        if (unknownId != null) {
            values.put(Measure.UNKNOWN_SHARE, unknown / (double) ids.length);
        }
        return new Observation(values, ids, weights);
    }

    private static double remainder(float prediction, float baseline, float... evidence) {
        double remainder = (double) prediction - baseline - sum(evidence);
        double magnitude = Math.abs(prediction) + Math.abs(baseline);
        for (float part : evidence) {
            magnitude += Math.abs(part);
        }
        return Math.abs(remainder) < ROUNDING * magnitude ? 0 : remainder;
    }

    private static double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return sum;
    }
}
