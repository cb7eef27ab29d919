package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.Dispersion;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * Spread of a model's predictions. For values it is their standard deviation: relative to it, errors and tolerances are
 * comparable between a model that predicts thousands of euros and one that predicts log mol/L. A model whose prediction
 * hardly varies is reported before the fit, because there is little to explain.
 *
 * @param mean mean of the values, in their unit; 0 for classes
 * @param deviation standard deviation of the values, in their unit, above 0; 1 for classes, whose probabilities need no
 *     unit
 */
public record PredictionSpread(double mean, double deviation) {

    private static final Logger LOG = LoggerFactory.getLogger(PredictionSpread.class);

    private static final PredictionSpread OF_CLASSES = new PredictionSpread(0, 1);

    /** Largest number of records to predict. */
    private static final int RECORDS = 2000;

    /** Spread relative to the magnitude of the predictions below which it may be due to rounding. */
    private static final double LEAST_SHARE = 1e-6;

    /**
     * Computes the spread over some records.
     *
     * @param records records in random order; the first {@value #RECORDS} are used
     * @param config session configuration
     * @throws IllegalArgumentException if the predictions are the same for all records, or are not all finite numbers
     */
    public static PredictionSpread of(FrozenModel frozen, List<? extends EncodedInput> records, ConfigProto config) {
        Manifest.Output output = frozen.card().output();
        SortedMap<Integer, String> inputs = new TreeMap<>();
        SortedMap<Integer, String> predictions = new TreeMap<>();
        frozen.card().tensors().forEach((length, tensors) -> {
            inputs.put(length, tensors.input());
            predictions.put(length, tensors.prediction());
        });
        try (Graph graph = new Graph()) {
            graph.importGraphDef(frozen.graph());
            try (Session session = new Session(graph, config)) {
                float[][] rows = new SequenceGraph(
                                session, frozen.card().input().tensor(), inputs)
                        .rows(records.subList(0, Math.min(RECORDS, records.size())), predictions);
                return of(rows, output);
            }
        }
    }

    static PredictionSpread of(float[][] predictions, Manifest.Output output) {
        double deviation = Dispersion.of(predictions, output);
        if (!Double.isFinite(deviation)) {
            throw new IllegalArgumentException(
                    "Some of the model's predictions for the records are not finite numbers: check that the records are"
                            + " encoded as the model expects.");
        }
        float first = predictions[0][0];
        boolean value = output.type() == Manifest.OutputType.VALUE;
        if (deviation <= LEAST_SHARE * (value ? Math.abs(first) : 1)) {
            throw new IllegalArgumentException("The model predicts "
                    + (value ? first : "the same probabilities") + " for all of " + predictions.length
                    + " records. There is nothing to explain: check that the model is trained, and that the records are"
                    + " encoded as it expects.");
        }
        if (value) {
            double mean = Arrays.stream(predictions)
                    .mapToDouble(row -> row[0])
                    .average()
                    .orElseThrow();
            return new PredictionSpread(mean, deviation);
        }
        if (deviation < Dispersion.LITTLE) {
            LOG.warn(
                    "The model's prediction hardly changes from record to record (by {} in probability on average)."
                            + " There is little to explain.",
                    String.format(Locale.ROOT, "%.4f", deviation));
        }
        return OF_CLASSES;
    }
}
