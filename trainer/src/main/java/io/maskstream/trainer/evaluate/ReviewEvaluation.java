package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.data.Batch;
import io.maskstream.trainer.data.ReviewSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is measured of an explainer of reviews. */
public final class ReviewEvaluation {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewEvaluation.class);

    /** Words of a review that are left for the strictest test (L2X, Chen et al. 2018, leaves as many). */
    private static final int FEW_WORDS = 10;

    /** Words of the table of the highest weights; the paper's has ten for each class. */
    private static final int TABLE_WORDS = 20;

    private static final long SEED = 20_190_506;

    private final ExplainedModel model;
    private final ReviewSet reviews;
    private final List<String> vocabulary;
    private final int sampled;

    /**
     * Evaluates on some reviews.
     *
     * @param vocabulary of their encoding
     * @param sampled how many of them, drawn at random, deletion, insertion and occlusion are tried on: these take hundreds
     *     of passes through the model for each review
     */
    public ReviewEvaluation(ExplainedModel model, ReviewSet reviews, List<String> vocabulary, int sampled) {
        this.model = model;
        this.reviews = reviews;
        this.vocabulary = vocabulary;
        this.sampled = sampled;
    }

    /** The figures that a fit is watched by, on all reviews, in a line. */
    public static String glance(ExplainedModel model, List<Batch.Example> examples) {
        List<int[]> ids = examples.stream().map(Batch.Example::ids).toList();
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        float[][] masked = model.maskedPredictions(ids, masks);
        return String.format(
                Locale.ROOT,
                "validation: area %.3f, masked accuracy %.4f, agreement %.4f, with %d words %.4f",
                MaskArea.of(masks).mean(),
                accuracy(masked, examples),
                judge.agreement(masked),
                FEW_WORDS,
                judge.agreementOfTop(masks, FEW_WORDS));
    }

    /**
     * Measures.
     *
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode run() {
        List<Batch.Example> examples = reviews.examples();
        List<int[]> ids = examples.stream().map(Batch.Example::ids).toList();
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        float[][] masked = model.maskedPredictions(ids, masks);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("reviews", ids.size());
        result.put("accuracy", accuracy(judge.whole(), examples));
        result.put("maskedAccuracy", accuracy(masked, examples));
        result.put("agreement", judge.agreement(masked));
        Figures.area(result, MaskArea.of(masks));
        LOG.info("Masked accuracy and agreement are measured; now other masks of the same area, and few words.");
        ObjectNode controls = result.putObject("controlAgreement");
        Random random = new Random(SEED);
        controls.put("shuffled", judge.agreement(model.maskedPredictions(ids, ControlMasks.shuffled(masks, random))));
        controls.put("constant", judge.agreement(model.maskedPredictions(ids, ControlMasks.constant(masks))));
        Map<String, List<float[]>> attributions = scores(
                ids,
                List.of(
                        Attribution.random(SEED),
                        Attribution.firstTokens(),
                        Attribution.lastTokens(),
                        Attribution.gradientTimesInput()));
        attributions.put(Attribution.mask().name(), masks);
        ObjectNode few = result.putObject("agreementOfTop" + FEW_WORDS);
        attributions.forEach((name, scores) -> few.put(name, judge.agreementOfTop(scores, FEW_WORDS)));
        words(result.putObject("words"), ids, masks, judge.whole());
        faithfulness(result.putObject("faithfulness"), ids);
        return result;
    }

    /** Share of the examples whose class is the most probable one. */
    private static double accuracy(float[][] predictions, List<Batch.Example> examples) {
        int right = 0;
        for (int i = 0; i < predictions.length; i++) {
            right += Closeness.mostProbable(predictions[i]) == examples.get(i).target() ? 1 : 0;
        }
        return right / (double) predictions.length;
    }

    private Map<String, List<float[]>> scores(List<int[]> ids, List<Attribution> attributions) {
        Map<String, List<float[]>> scores = new LinkedHashMap<>();
        attributions.forEach(attribution -> scores.put(attribution.name(), attribution.scores(model, ids)));
        return scores;
    }

    /** Words of the highest mean weight in the reviews that the model takes for one of a class. */
    private void words(ObjectNode node, List<int[]> ids, List<float[]> masks, float[][] predictions) {
        for (int c = 0; c < ReviewSet.CLASSES.size(); c++) {
            List<int[]> idsOfClass = new ArrayList<>();
            List<float[]> masksOfClass = new ArrayList<>();
            for (int i = 0; i < predictions.length; i++) {
                if (Closeness.mostProbable(predictions[i]) == c) {
                    idsOfClass.add(ids.get(i));
                    masksOfClass.add(masks.get(i));
                }
            }
            ArrayNode words = node.putArray(ReviewSet.CLASSES.get(c));
            WordWeights.highest(idsOfClass, masksOfClass, vocabulary, TABLE_WORDS)
                    .forEach(word -> words.addObject()
                            .put("word", word.word())
                            .put("weight", word.weight())
                            .put("occurrences", word.occurrences()));
        }
    }

    private void faithfulness(ObjectNode node, List<int[]> all) {
        List<int[]> drawn = new ArrayList<>(all);
        Collections.shuffle(drawn, new Random(SEED));
        List<int[]> ids = drawn.subList(0, Math.min(sampled, drawn.size()));
        LOG.info("Deletion, insertion and occlusion, on {} of the reviews.", ids.size());
        node.put("reviews", ids.size());
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        scores(
                        ids,
                        List.of(
                                Attribution.mask(),
                                Attribution.random(SEED),
                                Attribution.gradientTimesInput(),
                                Attribution.occlusion(Closeness.ofClasses()),
                                Attribution.firstTokens(),
                                Attribution.lastTokens()))
                .forEach((name, scores) -> Figures.faithfulness(node.putObject(name), judge.of(scores)));
    }
}
