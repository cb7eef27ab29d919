package io.maskstream.trainer.evaluate.leak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a mask by itself reveals about the predicted class: {@code leaks}. {@code overlay} is how often the model
 * predicts the class of a record when the record's mask is laid over other content. {@code probe} is how often a small
 * network infers the class from the mask alone. For comparison, weights are arranged in the order of other methods and
 * in random order: in {@code overlay} the mask's own weights, in {@code probe} the mean weights of all masks (see
 * {@link SuspectedMasks}) and also the mask's own weights at random positions. {@code difference} is the difference
 * from the mask on the same records. For values, the class is low, middle or high.
 *
 * @param passes approximate number of passes for the occlusion of records in addition to the sample
 */
public record Leaks(int passes) implements Measure {

    /** Name of the node. */
    public static final String NODE = "leaks";

    /**
     * Name of the probe of the mask's own weights at random positions: it shows what their values reveal without their
     * positions.
     */
    public static final String SHUFFLED = "shuffled mask";

    private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);

    /** With fewer records, a probe is meaningless. */
    private static final int FEWEST_PROBED = 20;

    @Override
    public String title() {
        return "The class read from the mask";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        SuspectedMasks suspects = SuspectedMasks.of(trial, passes);
        ObjectNode node = result.putObject(NODE);
        node.put("records", suspects.size()).put("majority", suspects.majority());
        overlay(suspects, node.putObject("overlay"));
        if (suspects.size() < FEWEST_PROBED) {
            LOG.warn(
                    "No probe of the masks: {} records are too few for training; at least {} are needed.",
                    suspects.size(),
                    FEWEST_PROBED);
            return;
        }
        Map<String, double[]> told = new LinkedHashMap<>();
        try (MaskProbe probe = new MaskProbe(
                suspects.model().regions(),
                suspects.said(),
                suspects.classes().count(),
                suspects.model().parts(suspects.inputs().get(0)))) {
            suspects.ofMeanWeights()
                    .forEach((method, masks) -> told.put(
                            method,
                            toDoubles(trial.rows(
                                    "leaks, probe of " + method, () -> List.of(toFloats(probe.told(masks)))))));
        }
        beside(told, node.putObject("probe"));
    }

    private static void overlay(SuspectedMasks suspects, ObjectNode overlay) {
        Map<String, List<float[]>> ofMethods = suspects.ofOwnWeights();
        Map<String, List<EncodedInput>> grounds = Grounds.of(suspects.inputs(), suspects.said());
        grounds.forEach((name, ground) -> {
            Map<String, double[]> said = new LinkedHashMap<>();
            ofMethods.forEach((method, masks) -> {
                float[][] predictions = suspects.model().maskedPredictions(ground, masks);
                double[] same = new double[predictions.length];
                Arrays.setAll(same, i -> suspects.classes().of(predictions[i]) == suspects.said()[i] ? 1 : 0);
                said.put(method, same);
            });
            beside(said, overlay.putObject(name));
        });
    }

    /** Writes the intervals and, for all methods but the mask, the intervals of the difference from the mask. */
    private static void beside(Map<String, double[]> byMethod, ObjectNode node) {
        byMethod.forEach((method, values) -> {
            ObjectNode one = node.putObject(method);
            Interval.of(values).into(one);
            if (!method.equals(MaskWeights.NAME)) {
                Interval.ofDifference(values, byMethod.get(MaskWeights.NAME)).into(one.putObject("difference"));
            }
        });
    }

    private static float[] toFloats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] toDoubles(List<float[]> rows) {
        float[] row = rows.get(0);
        double[] doubles = new double[row.length];
        Arrays.setAll(doubles, i -> row[i]);
        return doubles;
    }
}
