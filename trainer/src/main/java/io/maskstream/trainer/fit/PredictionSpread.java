package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * How far a model's predictions of values lie apart: their standard deviation. Measured in it, errors and tolerances mean
 * the same for a model of thousands of euros as for one of log mol/L.
 */
public final class PredictionSpread {

    /** Of predictions of classes, which are probabilities and need no unit. */
    public static final double OF_CLASSES = 1;

    /** Records that are asked about at most. */
    private static final int RECORDS = 2000;

    /** Of the predictions' magnitude: less than rounding makes of it. */
    private static final double LEAST_SHARE = 1e-6;

    private PredictionSpread() {}

    /**
     * Over some records.
     *
     * @param records in random order, of which the first {@value #RECORDS} are taken
     * @param config of the session
     * @return the standard deviation of the values, or {@value #OF_CLASSES}
     * @throws IllegalArgumentException if the model says the same of all of them, or something that is no number; says so
     */
    public static double of(FrozenModel frozen, List<? extends EncodedInput> records, ConfigProto config) {
        if (frozen.card().output().type() == Manifest.OutputType.CLASSES) {
            return OF_CLASSES;
        }
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
                return deviation(Arrays.stream(rows).mapToDouble(row -> row[0]).toArray());
            }
        }
    }

    static double deviation(double... values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
        if (!Double.isFinite(deviation)) {
            throw new IllegalArgumentException(
                    "The model's predictions of the records are not all numbers: check that the"
                            + " records are encoded as the model expects.");
        }
        if (deviation <= LEAST_SHARE * Math.abs(mean)) {
            throw new IllegalArgumentException("The model predicts " + mean + " for all of " + values.length
                    + " records, so that there is nothing to explain: check that the records are encoded as the model"
                    + " expects.");
        }
        return deviation;
    }
}
