package io.maskstream.trainer.evaluate.truth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.measure.Interval;
import java.util.Arrays;

/**
 * The node {@value #NODE} of a result: how well methods find what is known to be decisive. It contains the figures of
 * each method under {@code methods}, with their confidence intervals.
 */
final class Found {

    static final String NODE = "truth";

    private final ObjectNode node;
    private final ObjectNode methods;

    /**
     * Starts the node.
     *
     * @param records number of records on which it was measured
     */
    Found(ObjectNode result, int records) {
        node = result.putObject(NODE).put("records", records);
        methods = node.putObject("methods");
    }

    /** Adds a figure of the task itself, such as how well the model has learnt it. */
    void put(String name, double value) {
        node.put(name, value);
    }

    /**
     * Adds a figure of a method.
     *
     * @param values one per record; {@code NaN} for records without one
     */
    void put(String method, String name, double[] values) {
        double[] known =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        if (known.length > 0) {
            Interval.of(known).into(methods.withObjectProperty(method).putObject(name));
        }
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
