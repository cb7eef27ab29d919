package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Arrays;

/**
 * The cost of explaining a record relative to predicting it: {@code costOfMaskToPrediction}, the time of a mask divided
 * by that of a prediction on this machine, as the median of some rounds. A mask needs everything that a prediction
 * needs except the model's last, dense layers, so this is about the cost of prediction and mask together.
 */
public final class ExplanationCost implements Measure {

    /** Number of records that are timed. */
    private static final int RECORDS = 256;

    private static final int ROUNDS = 5;

    private static final long SEED = 1;

    @Override
    public String title() {
        return "Cost of an explanation";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords all = trial.all();
        ExplainedRecords records = all.drawn(RECORDS, SEED);
        Runnable prediction = () -> records.model().predictions(records.inputs());
        Runnable mask = () -> records.model().masks(records.inputs());
        seconds(prediction); // TensorFlow prepares a graph when it first runs.
        seconds(mask);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double alone = seconds(prediction);
            ratios[round] = seconds(mask) / alone;
        }
        Arrays.sort(ratios);
        result.put("costOfMaskToPrediction", ratios[ROUNDS / 2]);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
