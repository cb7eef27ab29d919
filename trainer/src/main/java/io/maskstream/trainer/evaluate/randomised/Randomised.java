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
import org.tensorflow.proto.TensorProto;

/**
 * Whether masks depend on what the model has learnt (Adebayo et al. 2018). The explainer is fitted further, for the same
 * few steps, to the model itself and to the model with shuffled upper layers (see {@link ShuffledLayers}). Its masks
 * must change more with the shuffled model. Both fits start from the explainer's own weights: masks of short fits from
 * random weights depend on these weights more than on any model. Reported as {@code randomised}, in rank correlations
 * per record.
 *
 * @param frozen the model that is explained
 * @param settings of the explainer's fit; the number of steps and the target, which is the model, differ
 * @param explainer weights of the explainer's networks by name
 * @param steps of each fit
 * @param seed of the order of the records and of the shuffling
 * @param config of the sessions
 * @param folder for the files of the fits
 */
public record Randomised(
        FrozenModel frozen,
        FitSettings settings,
        Map<String, TensorProto> explainer,
        int steps,
        long seed,
        ConfigProto config,
        Path folder)
        implements Measure {

    /** Name of the node. */
    public static final String NODE = "randomised";

    private static final Logger LOG = LoggerFactory.getLogger(Randomised.class);

    private static final double WARM_UP = 0.05;

    /** Largest number of records in a step: the fits need no more to show a difference, and images take minutes. */
    private static final int BATCH = 32;

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
        Optional<List<float[]>> further = masks("model", model, objective, fitted, records);
        Optional<List<float[]>> random = masks("shuffled", shuffled.model(), objective, fitted, records);
        // Collapsed masks are the same for all parts, so they have no rank correlation.
        node.put("modelCollapsed", further.isEmpty());
        node.put("shuffledCollapsed", random.isEmpty());
        Regions regions = records.regions();
        Optional<double[]> toModel = further.map(masks -> correlations(regions, records.masks(), masks));
        Optional<double[]> toShuffled = random.map(masks -> correlations(regions, records.masks(), masks));
        toModel.ifPresent(each -> Interval.of(each).into(node.putObject("explainerToModel")));
        toShuffled.ifPresent(each -> Interval.of(each).into(node.putObject("explainerToShuffled")));
        if (toModel.isPresent() && toShuffled.isPresent()) {
            Interval.ofDifference(toModel.get(), toShuffled.get()).into(node.putObject("difference"));
        }
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

    /** Returns the masks of the explainer after a short fit; empty if they collapse. */
    private Optional<List<float[]>> masks(
            String name,
            FrozenModel model,
            ExplainerFit.Objective objective,
            List<Batch.Example> fitted,
            ExplainedRecords records) {
        LOG.info("Randomised model: fitting '{}' in {} steps.", name, steps);
        SortedMap<Integer, ?> lengths = model.card().tensors();
        int batch = Math.min(BATCH, settings.batch());
        TrainingLoop.Epochs one = (epoch, random) -> {
            List<Batch> batches = new ArrayList<>();
            while (batches.size() < steps) {
                batches.addAll(Batch.cut(fitted, new TreeSet<>(lengths.keySet()), batch, random));
            }
            return batches.subList(0, steps);
        };
        Path place = folder.resolve(name);
        try {
            List<Manifest.Signature> signatures = new ExplainerFit(model, objective, config, explainer)
                    .run(
                            new TrainingLoop.Schedule(1, new LearningRate(settings.learningRate(), WARM_UP), seed, 1),
                            one,
                            new Checkpoint(place.resolve("checkpoint"), TextNode.valueOf(name)),
                            false,
                            explained -> "",
                            place);
            try (ExplainedModel explained =
                    new ExplainedModel(place, model.card().input(), signatures, null, config, asked -> {})) {
                return Optional.of(explained.masks(records.inputs()));
            }
        } catch (CollapsedMaskException e) {
            LOG.warn("Randomised model: '{}' is not compared. {}", name, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The fit for the randomised model cannot be kept in " + place, e);
        }
    }

    private static double[] correlations(Regions regions, List<float[]> left, List<float[]> right) {
        double[] correlations = new double[left.size()];
        for (int i = 0; i < correlations.length; i++) {
            correlations[i] = RankCorrelation.of(regions.pooled(left.get(i)), regions.pooled(right.get(i)));
        }
        return correlations;
    }
}
