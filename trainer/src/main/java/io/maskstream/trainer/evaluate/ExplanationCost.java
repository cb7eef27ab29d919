package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.records.Batch;
import java.util.Arrays;
import java.util.List;

/** What explaining a record costs beside predicting it alone. */
public final class ExplanationCost {

    /** Records that are timed. */
    private static final int RECORDS = 256;

    private static final int ROUNDS = 5;

    private ExplanationCost() {}

    /**
     * Times masks and predictions in turns, on the device that the model is on.
     *
     * @param examples of which the first {@value #RECORDS} are timed
     * @return time of a mask over that of a prediction, the median of {@value #ROUNDS} rounds. A mask needs everything that
     *     a prediction needs but the model's last, dense layers, so this is what prediction and mask cost together
     */
    public static double ofMaskToPrediction(ExplainedModel model, List<Batch.Example> examples) {
        List<EncodedInput> ids =
                examples.stream().limit(RECORDS).map(Batch.Example::input).toList();
        seconds(() -> model.predictions(ids)); // TensorFlow prepares a graph when it first runs.
        seconds(() -> model.masks(ids));
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double prediction = seconds(() -> model.predictions(ids));
            ratios[round] = seconds(() -> model.masks(ids)) / prediction;
        }
        Arrays.sort(ratios);
        return ratios[ROUNDS / 2];
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
