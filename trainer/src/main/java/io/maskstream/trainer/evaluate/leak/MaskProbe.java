package io.maskstream.trainer.evaluate.leak;

import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.Regions;
import io.maskstream.trainer.evaluate.surrogate.DenseBody;
import io.maskstream.trainer.evaluate.surrogate.SmallNetwork;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small network that is trained to infer the predicted class from a mask alone: for images from the mean weight of
 * each region, for sequences from the mean weights of {@value #BINS} equal stretches and of the whole. It is tested by
 * five-fold cross-validation.
 */
final class MaskProbe implements AutoCloseable {

    private static final int FOLDS = 5;
    private static final int BINS = 32;
    private static final int WIDTH = 64;
    private static final double DROPOUT = 0.3;
    private static final SmallNetwork.Settings SETTINGS = new SmallNetwork.Settings(60, 32, 3e-3, 1e-2);
    private static final long SEED = 2016;

    private final Regions regions;
    private final int[] said;
    private final int classes;
    private final SmallNetwork network;

    /**
     * Creates a probe.
     *
     * @param said the predicted class of each record
     * @param classes number of classes
     * @param parts number of parts of an image's mask; ignored for sequences
     */
    MaskProbe(Regions regions, int[] said, int classes, int parts) {
        this.regions = regions;
        this.said = said.clone();
        this.classes = classes;
        int features = regions instanceof Regions.Grid ? regions.count(parts) : BINS + 1;
        network = new SmallNetwork(
                new DenseBody(features, WIDTH, DROPOUT), SmallNetwork.Answer.CLASSES, classes, SETTINGS, SEED);
    }

    /** Returns 1 for each record whose class the network infers from the mask, and 0 for the others. */
    double[] told(List<float[]> masks) {
        List<float[]> features = masks.stream()
                .map(mask -> regions instanceof Regions.Grid ? regions.pooled(mask) : along(mask))
                .toList();
        double[] told = new double[said.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int[] asked = members(fold, true);
            int[] learnt = members(fold, false);
            Standardised rows = Standardised.by(features, learnt);
            network.train(new SmallNetwork.Examples() {
                @Override
                public int size() {
                    return learnt.length;
                }

                @Override
                public float[] row(int example, Random random) {
                    return rows.of(features.get(learnt[example]));
                }

                @Override
                public float[] target(int example) {
                    float[] target = new float[classes];
                    target[said[learnt[example]]] = 1;
                    return target;
                }
            });
            float[][] answers = network.answers(IntStream.of(asked)
                    .mapToObj(record -> rows.of(features.get(record)))
                    .toList());
            for (int i = 0; i < asked.length; i++) {
                told[asked[i]] = Closeness.mostProbable(answers[i]) == said[asked[i]] ? 1 : 0;
            }
        }
        return told;
    }

    private int[] members(int fold, boolean within) {
        return IntStream.range(0, said.length)
                .filter(record -> record % FOLDS == fold == within)
                .toArray();
    }

    /**
     * The mean weights of equal stretches and of the whole. A part on the border of two stretches counts proportionally
     * in both.
     */
    static float[] along(float[] mask) {
        float[] means = new float[BINS + 1];
        double stretch = mask.length / (double) BINS;
        for (int bin = 0; bin < BINS; bin++) {
            double from = bin * stretch;
            double to = from + stretch;
            double sum = 0;
            for (int part = (int) from; part < mask.length && part < to; part++) {
                sum += mask[part] * (Math.min(to, part + 1.0) - Math.max(from, part));
            }
            means[bin] = stretch > 0 ? (float) (sum / stretch) : 0;
            means[BINS] += means[bin] / BINS;
        }
        return means;
    }

    /** Standardises each feature to a mean of 0 and a standard deviation of 1 on the training masks. */
    @SuppressWarnings("ArrayRecordComponent") // Numbers of one training; never compared.
    private record Standardised(double[] mean, double[] deviation) {

        static Standardised by(List<float[]> features, int... learnt) {
            int count = features.get(0).length;
            double[] mean = new double[count];
            double[] square = new double[count];
            for (int record : learnt) {
                for (int i = 0; i < count; i++) {
                    double value = features.get(record)[i];
                    mean[i] += value / learnt.length;
                    square[i] += value * value / learnt.length;
                }
            }
            double[] deviation = new double[count];
            for (int i = 0; i < count; i++) {
                double variance = square[i] - mean[i] * mean[i];
                // Variances below this are rounding errors of single precision.
                deviation[i] = variance > 1e-12 ? Math.sqrt(variance) : Double.POSITIVE_INFINITY;
            }
            return new Standardised(mean, deviation);
        }

        float[] of(float[] features) {
            float[] row = new float[features.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) ((features[i] - mean[i]) / deviation[i]);
            }
            return row;
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
