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
 * How far a model's predictions lie apart. Of values it is their standard deviation: measured in it, errors and tolerances
 * mean the same for a model of thousands of euros as for one of log mol/L. A model that says much the same of all records
 * can hardly be explained, which is said before anything is fitted.
 *
 * @param mean of the values, in their unit; 0 for classes
 * @param deviation in their unit, above 0; 1 for classes, whose probabilities need no unit
 */
public record PredictionSpread(double mean, double deviation) {

    private static final Logger LOG = LoggerFactory.getLogger(PredictionSpread.class);

    private static final PredictionSpread OF_CLASSES = new PredictionSpread(0, 1);

    /** Records that are asked about at most. */
    private static final int RECORDS = 2000;

    /** Of the predictions' magnitude: less than rounding makes of it. */
    private static final double LEAST_SHARE = 1e-6;

    /**
     * Over some records.
     *
     * @param records in random order, of which the first {@value #RECORDS} are taken
     * @param config of the session
     * @throws IllegalArgumentException if the model says the same of all of them, or something that is no number; says so
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
                    "The model's predictions of the records are not all numbers: check that the"
                            + " records are encoded as the model expects.");
        }
        float first = predictions[0][0];
        boolean value = output.type() == Manifest.OutputType.VALUE;
        if (deviation <= LEAST_SHARE * (value ? Math.abs(first) : 1)) {
            throw new IllegalArgumentException("The model predicts "
                    + (value ? first : "the same probabilities") + " for all of " + predictions.length
                    + " records, so that there is nothing to explain: check that the model is trained, and that the records are"
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
                    "The model's prediction hardly changes from record to record (by {} in probability on average), so that"
                            + " there is little to explain.",
                    String.format(Locale.ROOT, "%.4f", deviation));
        }
        return OF_CLASSES;
    }
}
