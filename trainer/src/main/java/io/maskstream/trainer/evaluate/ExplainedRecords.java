package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Records with what an explainer says of them: what all measures have in common, computed once when first asked for. */
public final class ExplainedRecords {

    /** Values agree if they are no farther apart than this share of the standard deviation of the model's predictions. */
    public static final double TOLERATED_DEVIATION = 0.25;

    private final ExplainedModel model;
    private final Manifest.Output output;
    private final List<Batch.Example> examples;
    private final boolean labelled;
    private final IntFunction<Object> originals;
    private final List<EncodedInput> inputs;
    private float[][] predictions;
    private List<float[]> masks;
    private float[][] maskedPredictions;
    private OptionalDouble tolerance;

    /**
     * Some records.
     *
     * @param output of the model
     * @param examples at least one
     * @param labelled whether their targets are known
     * @param originals gives a record as it was published, by its index among the examples
     * @param tolerance largest difference at which two values agree, in their unit; empty for {@value #TOLERATED_DEVIATION}
     *     of the predictions' standard deviation
     * @throws IllegalArgumentException if there are no records
     */
    public ExplainedRecords(
            ExplainedModel model,
            Manifest.Output output,
            List<Batch.Example> examples,
            boolean labelled,
            IntFunction<Object> originals,
            OptionalDouble tolerance) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no records to evaluate on: name some with --records or --test.");
        }
        this.model = model;
        this.output = output;
        this.examples = List.copyOf(examples);
        this.labelled = labelled;
        this.originals = originals;
        this.tolerance = tolerance;
        this.inputs = examples.stream().map(Batch.Example::input).toList();
    }

    /** What is asked. */
    public ExplainedModel model() {
        return model;
    }

    /** What it predicts. */
    public Manifest.Output output() {
        return output;
    }

    public int size() {
        return inputs.size();
    }

    public List<EncodedInput> inputs() {
        return inputs;
    }

    /** A record as it was published. */
    public Object original(int record) {
        return originals.apply(record);
    }

    /** Whether it is known of any record what the model should predict. */
    public boolean labelled() {
        return labelled;
    }

    /** Whether the model predicts a value, and not classes. */
    public boolean ofValues() {
        return output.type() == Manifest.OutputType.VALUE;
    }

    /** What the model should predict: values, or indices of classes; {@code NaN} of records without a label. */
    public float[] targets() {
        float[] targets = new float[size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = examples.get(i).target();
        }
        return targets;
    }

    /** What the model says of each whole record: a value, or the probabilities of the classes. */
    public float[][] predictions() {
        if (predictions == null) {
            predictions = model.predictions(inputs);
        }
        return predictions;
    }

    /** The explainer's own mask of each record, one weight a part. */
    public List<float[]> masks() {
        if (masks == null) {
            masks = model.masks(inputs);
        }
        return masks;
    }

    /** What the model says of each record under its own mask. */
    float[][] maskedPredictions() {
        if (maskedPredictions == null) {
            maskedPredictions = under(masks());
        }
        return maskedPredictions;
    }

    /** What the model says of each record under another mask. */
    float[][] under(List<float[]> weights) {
        return model.maskedPredictions(inputs, weights);
    }

    /** Largest difference at which two values agree, in their unit; of values alone. */
    double tolerance() {
        if (tolerance.isEmpty()) {
            tolerance = OptionalDouble.of(TOLERATED_DEVIATION * deviation(Regression.values(predictions())));
        }
        return tolerance.getAsDouble();
    }

    /** How predictions of these records are compared. */
    Closeness closeness() {
        return ofValues() ? Closeness.within(tolerance()) : Closeness.ofClasses();
    }

    /** Share of the records of which other predictions say the same as those on the whole records. */
    double agreement(float[][] others) {
        Closeness closeness = closeness();
        int agreeing = 0;
        for (int i = 0; i < others.length; i++) {
            agreeing += closeness.agree(predictions()[i], others[i]) ? 1 : 0;
        }
        return agreeing / (double) others.length;
    }

    /** Mean distance of other predictions from those on the whole records. */
    double distance(float[][] others) {
        Closeness closeness = closeness();
        double sum = 0;
        for (int i = 0; i < others.length; i++) {
            sum += closeness.distance(predictions()[i], others[i]);
        }
        return sum / others.length;
    }

    /** Computes something of one record. */
    @FunctionalInterface
    interface PerRecord {

        /**
         * One number a part.
         *
         * @param record its index
         * @param parts how many it has
         */
        float[] of(int record, int parts);
    }

    /** One number a part for each record, one record after the other. */
    List<float[]> perRecord(PerRecord function) {
        List<float[]> rows = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            rows.add(function.of(i, model.parts(inputs.get(i))));
        }
        return rows;
    }

    /** A mask of ones for each record. */
    List<float[]> ones() {
        return model.ones(inputs);
    }

    /**
     * Some of these, drawn at random; all of them, in their order, where there are no more. Values agree as they do here.
     *
     * @param count how many, at most
     */
    ExplainedRecords drawn(int count, long seed) {
        if (count >= size()) {
            return this;
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return some(order.subList(0, count));
    }

    /**
     * Some of these, in another order. Values agree as they do here.
     *
     * @param indices of them
     */
    public ExplainedRecords some(List<Integer> indices) {
        List<Integer> order = List.copyOf(indices);
        return new ExplainedRecords(
                model,
                output,
                order.stream().map(examples::get).toList(),
                labelled,
                i -> originals.apply(order.get(i)),
                ofValues() ? OptionalDouble.of(tolerance()) : tolerance);
    }

    private static double deviation(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
