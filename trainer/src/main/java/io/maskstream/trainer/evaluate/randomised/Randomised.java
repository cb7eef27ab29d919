package io.maskstream.trainer.evaluate.randomised;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.comparison.RankCorrelation;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import io.maskstream.trainer.fit.CollapsedMaskException;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.MeanColour;
import io.maskstream.trainer.fit.PredictionSpread;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.ConfigProto;

/**
 * Whether masks depend on what the model has learnt (Adebayo et al. 2018). Mask networks are fitted briefly to the
 * model, to the model again with another seed, and to the model with shuffled upper layers (see {@link ShuffledLayers})
 * with the first seed. Masks of the shuffled model must differ from those of the model by more than the seed alone
 * explains. Reported as {@code randomised}, in rank correlations per record.
 *
 * @param frozen the model that is explained
 * @param settings of the fits, except for their length and target; the target is always the model
 * @param steps of each fit
 * @param seed of the initial weights and of the shuffling
 * @param config of the sessions
 * @param folder for the files of the fits
 */
public record Randomised(
        FrozenModel frozen, FitSettings settings, int steps, long seed, ConfigProto config, Path folder)
        implements Measure {

    /** Name of the node. */
    public static final String NODE = "randomised";

    private static final Logger LOG = LoggerFactory.getLogger(Randomised.class);

    private static final double WARM_UP = 0.05;

    /** The order of one or two parts is right by chance too often to be informative. */
    private static final int FEWEST_PARTS = 3;

    @Override
    public String title() {
        return "Randomised model";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        int length = length(trial.sample());
        FrozenModel model = ofLength(length);
        ShuffledLayers shuffled = ShuffledLayers.of(model, seed);
        List<Batch.Example> fitted = trial.background().inputs().stream()
                .filter(input -> input.length() <= length)
                .map(input -> new Batch.Example(input, Float.NaN))
                .toList();
        List<Integer> compared = new ArrayList<>();
        for (int i = 0; i < trial.sample().size(); i++) {
            EncodedInput input = trial.sample().inputs().get(i);
            if (input.length() <= length && input.parts() >= FEWEST_PARTS) {
                compared.add(i);
            }
        }
        ObjectNode node = result.putObject(NODE);
        node.put("records", compared.size());
        node.put("steps", steps);
        node.put("shuffledTensors", shuffled.tensors().size());
        if (fitted.isEmpty() || compared.isEmpty()) {
            return;
        }
        ExplainedRecords records = trial.sample().some(compared);
        // All fits use the spread of the original model, since a shuffled one may predict nearly the same for all
        // records.
        List<EncodedInput> inputs = fitted.stream().map(Batch.Example::input).toList();
        PredictionSpread spread = PredictionSpread.of(model, inputs, config);
        ExplainerFit.Objective given = settings.objective(
                model.card().input().kind(), spread, MeanColour.of(settings.reference(), model, inputs, config));
        ExplainerFit.Objective objective = new ExplainerFit.Objective(
                given.design(), given.penalty(), given.loss(), FitTarget.MODEL, given.complementWeight(), given.unit());
        Optional<List<float[]>> own = masks("model", model, objective, seed, fitted, records);
        Optional<List<float[]>> again = masks("other seed", model, objective, seed + 1, fitted, records);
        Optional<List<float[]>> random = masks("shuffled", shuffled.model(), objective, seed, fitted, records);
        Optional<List<float[]>> shipped = Optional.of(records.masks());
        // Collapsed masks are the same for all parts, so they have no rank correlation.
        node.put("modelCollapsed", own.isEmpty());
        node.put("otherSeedCollapsed", again.isEmpty());
        node.put("shuffledCollapsed", random.isEmpty());
        Regions regions = records.regions();
        compare(regions, own, random, "modelToShuffled", node);
        compare(regions, own, again, "modelToOtherSeed", node);
        compare(regions, shipped, own, "explainerToModel", node);
        compare(regions, shipped, random, "explainerToShuffled", node);
    }

    /**
     * The length of the shortest copy of the graph that holds at least half of the records: even brief fits to long
     * records take hours.
     */
    private int length(ExplainedRecords records) {
        int[] sorted = records.inputs().stream()
                .mapToInt(EncodedInput::length)
                .sorted()
                .toArray();
        int median = sorted[(sorted.length - 1) / 2];
        return frozen.card().tensors().tailMap(median).firstKey();
    }

    private FrozenModel ofLength(int length) {
        FrozenCard card = frozen.card();
        return frozen.withCard(new FrozenCard(
                card.input(),
                card.output(),
                card.description(),
                new TreeMap<>(Map.of(length, card.tensors().get(length))),
                card.training()));
    }

    /** Returns the masks of a network that is fitted briefly; empty if they collapse. */
    private Optional<List<float[]>> masks(
            String name,
            FrozenModel model,
            ExplainerFit.Objective objective,
            long seed,
            List<Batch.Example> fitted,
            ExplainedRecords records) {
        LOG.info("Randomised model: fitting '{}' in {} steps.", name, steps);
        SortedMap<Integer, ?> lengths = model.card().tensors();
        TrainingLoop.Epochs one = (epoch, random) -> {
            List<Batch> batches = new ArrayList<>();
            while (batches.size() < steps) {
                batches.addAll(Batch.cut(fitted, new TreeSet<>(lengths.keySet()), settings.batch(), random));
            }
            return batches.subList(0, steps);
        };
        Path own = folder.resolve(name.replace(' ', '-'));
        try {
            List<Manifest.Signature> signatures = new ExplainerFit(model, objective, config, Map.of())
                    .run(
                            new TrainingLoop.Schedule(1, new LearningRate(settings.learningRate(), WARM_UP), seed, 1),
                            one,
                            new Checkpoint(own.resolve("checkpoint"), TextNode.valueOf(name)),
                            false,
                            explained -> "",
                            own);
            try (ExplainedModel explained =
                    new ExplainedModel(own, model.card().input(), signatures, null, config, asked -> {})) {
                return Optional.of(explained.masks(records.inputs()));
            }
        } catch (CollapsedMaskException e) {
            LOG.warn("Randomised model: '{}' is not compared. {}", name, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The fit for the randomised model cannot be kept in " + own, e);
        }
    }

    private static void compare(
            Regions regions,
            Optional<List<float[]>> left,
            Optional<List<float[]>> right,
            String name,
            ObjectNode node) {
        if (left.isEmpty() || right.isEmpty()) {
            return;
        }
        double[] correlations = new double[left.get().size()];
        for (int i = 0; i < correlations.length; i++) {
            correlations[i] = RankCorrelation.of(
                    regions.pooled(left.get().get(i)),
                    regions.pooled(right.get().get(i)));
        }
        Interval.of(correlations).into(node.putObject(name));
    }
}
