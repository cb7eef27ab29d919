package io.maskstream.trainer.evaluate.subject;

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
    public float[][] maskedPredictions() {
        if (maskedPredictions == null) {
            maskedPredictions = under(masks());
        }
        return maskedPredictions;
    }

    /** What the model says of each record under another mask. */
    public float[][] under(List<float[]> weights) {
        return model.maskedPredictions(inputs, weights);
    }

    /** Largest difference at which two values agree, in their unit; of values alone. */
    public double tolerance() {
        if (tolerance.isEmpty()) {
            tolerance = OptionalDouble.of(TOLERATED_DEVIATION * deviation(Regression.values(predictions())));
        }
        return tolerance.getAsDouble();
    }

    /** How predictions of these records are compared. */
    public Closeness closeness() {
        return ofValues() ? Closeness.within(tolerance()) : Closeness.ofClasses();
    }

    /** Share of the records of which other predictions say the same as those on the whole records. */
    public double agreement(float[][] others) {
        Closeness closeness = closeness();
        int agreeing = 0;
        for (int i = 0; i < others.length; i++) {
            agreeing += closeness.agree(predictions()[i], others[i]) ? 1 : 0;
        }
        return agreeing / (double) others.length;
    }

    /** Mean distance of other predictions from those on the whole records. */
    public double distance(float[][] others) {
        Closeness closeness = closeness();
        double sum = 0;
        for (int i = 0; i < others.length; i++) {
            sum += closeness.distance(predictions()[i], others[i]);
        }
        return sum / others.length;
    }

    /** How the parts of a record are grouped. */
    public Regions regions() {
        return model.regions();
    }

    /** The class that the model says of each record; 0 where it predicts a value. */
    public int[] predictedClasses() {
        int[] classes = new int[size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = ofValues() ? 0 : Closeness.mostProbable(predictions()[i]);
        }
        return classes;
    }

    /**
     * What other predictions say of what is explained: the value, or the probability of the class that is predicted for the
     * whole record.
     */
    public double[] explained(float[][] others) {
        int[] classes = predictedClasses();
        double[] explained = new double[others.length];
        for (int i = 0; i < explained.length; i++) {
            explained[i] = others[i][classes[i]];
        }
        return explained;
    }

    /** What the model says of each record of which some regions are kept: a number in [0,1] a region. */
    public float[][] keeping(List<float[]> kept) {
        List<float[]> weights = new ArrayList<>(kept.size());
        for (int i = 0; i < kept.size(); i++) {
            weights.add(regions().expanded(kept.get(i), model.parts(inputs.get(i))));
        }
        return under(weights);
    }

    /** Computes something of one record. */
    @FunctionalInterface
    public interface PerRecord {

        /**
         * One number a part.
         *
         * @param record its index
         * @param parts how many it has
         */
        float[] of(int record, int parts);
    }

    /** One number a part for each record, one record after the other. */
    public List<float[]> perRecord(PerRecord function) {
        List<float[]> rows = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            rows.add(function.of(i, regions().count(model.parts(inputs.get(i)))));
        }
        return rows;
    }

    /** A mask of ones for each record. */
    public List<float[]> ones() {
        return model.ones(inputs);
    }

    /**
     * Some of these, drawn at random; all of them, in their order, where there are no more. Values agree as they do here.
     *
     * @param count how many, at most
     */
    public ExplainedRecords drawn(int count, long seed) {
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

    /** The same records with their predictions, but without what the explainer said of them, so that its masks are asked for anew. */
    public ExplainedRecords unasked() {
        ExplainedRecords unasked = some(IntStream.range(0, size()).boxed().toList());
        unasked.predictions = predictions();
        return unasked;
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
