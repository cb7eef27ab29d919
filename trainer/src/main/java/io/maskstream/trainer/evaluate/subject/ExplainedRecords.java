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

/**
 * Records with the results of an explainer for them, which all measures share; they are computed once, when first
 * needed.
 */
public final class ExplainedRecords {

    /** Values agree if they differ by at most this share of the standard deviation of the model's predictions. */
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
     * Wraps some records.
     *
     * @param output of the model
     * @param examples at least one
     * @param labelled whether any of their targets are known
     * @param originals returns a record before encoding by its index among the examples
     * @param tolerance largest difference at which two values agree, in their unit; empty for
     *     {@value #TOLERATED_DEVIATION} standard deviations of the predictions
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

    /** The explainer's model. */
    public ExplainedModel model() {
        return model;
    }

    /** The output of the model. */
    public Manifest.Output output() {
        return output;
    }

    public int size() {
        return inputs.size();
    }

    public List<EncodedInput> inputs() {
        return inputs;
    }

    /** A record before encoding. */
    public Object original(int record) {
        return originals.apply(record);
    }

    /** Whether any record has a label. */
    public boolean labelled() {
        return labelled;
    }

    /** Whether the model predicts a value rather than classes. */
    public boolean ofValues() {
        return output.type() == Manifest.OutputType.VALUE;
    }

    /** The labels: values, or indices of classes; {@code NaN} for records without a label. */
    public float[] targets() {
        float[] targets = new float[size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = examples.get(i).target();
        }
        return targets;
    }

    /** The prediction for each whole record: a value, or the probabilities of the classes. */
    public float[][] predictions() {
        if (predictions == null) {
            ExplainedModel.Explained explained = model.explained(inputs); // The masks cost little beside a pass.
            predictions = explained.predictions();
            masks = explained.masks();
        }
        return predictions;
    }

    /** The explainer's own mask of each record, one weight per part. */
    public List<float[]> masks() {
        if (predictions == null) {
            predictions(); // In the same pass.
        }
        if (masks == null) {
            masks = model.masks(inputs);
        }
        return masks;
    }

    /** The prediction for each record under its own mask. */
    public float[][] maskedPredictions() {
        if (maskedPredictions == null) {
            maskedPredictions = under(masks());
        }
        return maskedPredictions;
    }

    /** The prediction for each record under another mask. */
    public float[][] under(List<float[]> weights) {
        return model.maskedPredictions(inputs, weights);
    }

    /** Largest difference at which two values agree, in their unit; only for models that predict values. */
    public double tolerance() {
        if (tolerance.isEmpty()) {
            tolerance = OptionalDouble.of(TOLERATED_DEVIATION * deviation(Regression.values(predictions())));
        }
        return tolerance.getAsDouble();
    }

    /** How predictions for these records are compared. */
    public Closeness closeness() {
        return ofValues() ? Closeness.within(tolerance()) : Closeness.ofClasses();
    }

    /** Share of the records for which other predictions agree with those for the whole records. */
    public double agreement(float[][] others) {
        Closeness closeness = closeness();
        int agreeing = 0;
        for (int i = 0; i < others.length; i++) {
            agreeing += closeness.agree(predictions()[i], others[i]) ? 1 : 0;
        }
        return agreeing / (double) others.length;
    }

    /** Mean distance of other predictions from those for the whole records. */
    public double distance(float[][] others) {
        Closeness closeness = closeness();
        double sum = 0;
        for (int i = 0; i < others.length; i++) {
            sum += closeness.distance(predictions()[i], others[i]);
        }
        return sum / others.length;
    }

    /** The regions into which the parts of a record are grouped. */
    public Regions regions() {
        return model.regions();
    }

    /** The predicted class of each record; 0 if the model predicts a value. */
    public int[] predictedClasses() {
        int[] classes = new int[size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = ofValues() ? 0 : Closeness.mostProbable(predictions()[i]);
        }
        return classes;
    }

    /**
     * The explained column of other predictions: the value, or the probability of the class that is predicted for the
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

    /**
     * The prediction for each record with only some regions kept.
     *
     * @param kept a weight in [0,1] for each region
     */
    public float[][] keeping(List<float[]> kept) {
        return under(weights(kept));
    }

    /**
     * Returns a mask for each record from weights of its regions.
     *
     * @param kept a weight in [0,1] for each region
     */
    public List<float[]> weights(List<float[]> kept) {
        List<float[]> weights = new ArrayList<>(kept.size());
        for (int i = 0; i < kept.size(); i++) {
            weights.add(regions().expanded(kept.get(i), model.parts(inputs.get(i))));
        }
        return weights;
    }

    /** Computes something for one record. */
    @FunctionalInterface
    public interface PerRecord {

        /**
         * Returns one number for each region.
         *
         * @param record index of the record
         * @param parts number of regions of the record
         */
        float[] of(int record, int parts);
    }

    /** Computes one number per region for each record, one record after the other. */
    public List<float[]> perRecord(PerRecord function) {
        List<float[]> rows = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            rows.add(function.of(i, regions().count(model.parts(inputs.get(i)))));
        }
        return rows;
    }

    /** Returns a mask of ones for each record. */
    public List<float[]> ones() {
        return model.ones(inputs);
    }

    /**
     * Returns some of these records, drawn at random, or all of them in their order if there are not more. The
     * tolerance stays the same.
     *
     * @param count maximum number of records
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
     * Returns some of these records in another order, with the results that are known already. The tolerance stays the
     * same.
     *
     * @param indices of the records
     */
    public ExplainedRecords some(List<Integer> indices) {
        List<Integer> order = List.copyOf(indices);
        ExplainedRecords some = new ExplainedRecords(
                model,
                output,
                order.stream().map(examples::get).toList(),
                labelled,
                i -> originals.apply(order.get(i)),
                ofValues() ? OptionalDouble.of(tolerance()) : tolerance);
        some.predictions = rows(predictions, order);
        some.masks = masks == null ? null : order.stream().map(masks::get).toList();
        some.maskedPredictions = rows(maskedPredictions, order);
        return some;
    }

    private static float[][] rows(float[][] rows, List<Integer> order) {
        return rows == null ? null : order.stream().map(i -> rows[i]).toArray(float[][]::new);
    }

    /** Returns the same records with their predictions, but without their masks, so that these are computed again. */
    public ExplainedRecords unasked() {
        predictions();
        ExplainedRecords unasked = some(IntStream.range(0, size()).boxed().toList());
        unasked.masks = null;
        unasked.maskedPredictions = null;
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
