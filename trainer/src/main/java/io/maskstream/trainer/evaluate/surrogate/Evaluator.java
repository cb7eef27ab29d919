package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.progress.Figures;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second model, trained to predict the explained model's output from records with randomly masked regions (EVAL-X,
 * Jethani et al. 2021). Since it was trained without any explainer's masks, it cannot infer anything from which regions
 * are kept, only from their content.
 */
final class Evaluator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

    private static final long SEED = 2021;

    /** Minimum share of the regions of a record that is kept; the share is drawn uniformly between this and 1. */
    private static final double LEAST_KEPT = 0.05;

    private final EvaluatorRows rows;
    private final SmallNetwork network;
    private final Scale scale;

    /** Standardises values to a mean of 0 and a standard deviation of 1; probabilities of classes need no scaling. */
    private record Scale(float mean, float deviation) {

        private static final Scale NONE = new Scale(0, 1);

        static Scale of(float[][] values) {
            double mean = Arrays.stream(values)
                    .mapToDouble(value -> value[0])
                    .average()
                    .orElse(0);
            double variance = Arrays.stream(values)
                    .mapToDouble(value -> (value[0] - mean) * (value[0] - mean))
                    .average()
                    .orElse(0);
            return new Scale((float) mean, variance > 0 ? (float) Math.sqrt(variance) : 1);
        }

        float[] standardised(float[] answer) {
            float[] standardised = answer.clone();
            for (int i = 0; i < standardised.length; i++) {
                standardised[i] = (standardised[i] - mean) / deviation;
            }
            return standardised;
        }

        float[] restored(float[] answer) {
            float[] restored = answer.clone();
            for (int i = 0; i < restored.length; i++) {
                restored[i] = restored[i] * deviation + mean;
            }
            return restored;
        }
    }

    private Evaluator(EvaluatorRows rows, SmallNetwork network, Scale scale) {
        this.rows = rows;
        this.network = network;
        this.scale = scale;
    }

    /**
     * Trains an evaluator, or takes an equal one from the cache.
     *
     * @param records for training, on none of which it will be tested
     * @param effort length of the training, as a multiple of the usual one, which takes about a minute on 2 cores
     * @param cache of trained evaluators
     */
    static Evaluator trained(ExplainedRecords records, double effort, EvaluatorCache cache) {
        Regions regions = records.regions();
        EvaluatorRows rows = records.model().input().image() == null
                ? new TokenRows(records.inputs(), effort)
                : new PictureRows(records.model().input().image(), regions, records.inputs(), effort);
        float[][] targets = records.predictions();
        Scale scale = records.ofValues() ? Scale.of(targets) : Scale.NONE;
        List<float[]> wholes = records.inputs().stream().map(rows::whole).toList();
        int[] counts = records.inputs().stream()
                .mapToInt(record -> regions.count(records.model().parts(record)))
                .toArray();
        SmallNetwork network = new SmallNetwork(
                rows.body(),
                records.ofValues() ? SmallNetwork.Answer.NUMBERS : SmallNetwork.Answer.CLASSES,
                targets[0].length,
                rows.settings(),
                SEED);
        cache.weights(
                network,
                EvaluatorCache.digest(
                        rows.body() + " " + rows.settings() + " " + regions + " " + LEAST_KEPT + " " + SEED,
                        wholes,
                        targets),
                () -> train(network, rows, wholes, counts, scale, targets));
        return new Evaluator(rows, network, scale);
    }

    private static void train(
            SmallNetwork network,
            EvaluatorRows rows,
            List<float[]> wholes,
            int[] counts,
            Scale scale,
            float[]... targets) {
        LOG.info("Training an evaluator on {} randomly masked records ...", Figures.count(wholes.size()));
        long start = System.nanoTime();
        double loss = network.train(new SmallNetwork.Examples() {
            @Override
            public int size() {
                return wholes.size();
            }

            @Override
            public float[] row(int example, Random random) {
                return rows.masked(wholes.get(example), coalition(counts[example], random));
            }

            @Override
            public float[] target(int example) {
                return scale.standardised(targets[example]);
            }
        });
        LOG.info(
                "Trained the evaluator in {}: loss {}.",
                Figures.duration((System.nanoTime() - start) / 1e9),
                String.format(Locale.ROOT, "%.3g", loss));
    }

    /** Draws a random share of the regions. */
    static float[] coalition(int regions, Random random) {
        double share = LEAST_KEPT + (1 - LEAST_KEPT) * random.nextDouble();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, regions).boxed().toList());
        Collections.shuffle(order, random);
        float[] kept = new float[regions];
        order.subList(0, Math.min(regions, (int) Math.max(1, Math.round(share * regions))))
                .forEach(region -> kept[region] = 1);
        return kept;
    }

    /**
     * Returns the evaluator's predictions for records.
     *
     * @param kept 1 for each region that the evaluator sees, 0 for the others, one row per record
     * @return a row per record: a value, or the probabilities of the classes
     */
    float[][] answers(List<EncodedInput> records, List<float[]> kept) {
        List<float[]> asked = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            asked.add(rows.masked(rows.whole(records.get(i)), kept.get(i)));
        }
        return Arrays.stream(network.answers(asked)).map(scale::restored).toArray(float[][]::new);
    }

    @Override
    public void close() {
        network.close();
    }
}
