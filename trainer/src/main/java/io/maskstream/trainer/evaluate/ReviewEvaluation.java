package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.ReviewSet;
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

    /** Reviews, drawn at random, on which other masks than the explainer's are tried: each takes a pass or more over them. */
    private static final int CONTROLLED = 5000;

    /** Reviews, drawn at random, for deletion, insertion and occlusion, which take hundreds of passes over each. */
    private static final int CURVES = 150;

    private static final long SEED = 20_190_506;

    private final ExplainedModel model;
    private final ReviewSet reviews;
    private final List<String> vocabulary;

    /**
     * Evaluates on some reviews.
     *
     * @param vocabulary of their encoding
     */
    public ReviewEvaluation(ExplainedModel model, ReviewSet reviews, List<String> vocabulary) {
        this.model = model;
        this.reviews = reviews;
        this.vocabulary = vocabulary;
    }

    /** The figures that a fit is watched by, on all reviews, in a line. */
    public static String glance(ExplainedModel model, List<Batch.Example> examples) {
        List<EncodedInput> ids = examples.stream().map(Batch.Example::input).toList();
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
        List<EncodedInput> ids = examples.stream().map(Batch.Example::input).toList();
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        float[][] masked = model.maskedPredictions(ids, masks);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("reviews", ids.size());
        result.put("accuracy", accuracy(judge.whole(), examples));
        result.put("maskedAccuracy", accuracy(masked, examples));
        result.put("agreement", judge.agreement(masked));
        Figures.area(result, MaskArea.of(masks));
        result.put("agreementOfTop" + FEW_WORDS, judge.agreementOfTop(masks, FEW_WORDS));
        words(result.putObject("words"), ids, masks, judge.whole());
        controls(result.putObject("controls"), drawn(ids, CONTROLLED));
        faithfulness(result.putObject("faithfulness"), drawn(ids, CURVES));
        return result;
    }

    private static List<EncodedInput> drawn(List<EncodedInput> ids, int count) {
        List<EncodedInput> shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new Random(SEED));
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    /** Masks of the same area with the weights elsewhere, and other ways to choose a few words. */
    private void controls(ObjectNode node, List<EncodedInput> ids) {
        LOG.info("Now other masks and other words, on {} of the reviews.", ids.size());
        node.put("reviews", ids.size());
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        ObjectNode agreement = node.putObject("agreement");
        agreement.put("mask", judge.agreement(model.maskedPredictions(ids, masks)));
        agreement.put(
                "shuffled",
                judge.agreement(model.maskedPredictions(ids, ControlMasks.shuffled(masks, new Random(SEED)))));
        agreement.put("constant", judge.agreement(model.maskedPredictions(ids, ControlMasks.constant(masks))));
        Map<String, List<float[]>> attributions =
                new LinkedHashMap<>(Map.of(Attribution.mask().name(), masks));
        attributions.putAll(Attribution.scores(
                model,
                ids,
                List.of(
                        Attribution.random(SEED),
                        Attribution.firstTokens(),
                        Attribution.lastTokens(),
                        Attribution.gradientTimesInput())));
        ObjectNode few = node.putObject("agreementOfTop" + FEW_WORDS);
        attributions.forEach((name, scores) -> few.put(name, judge.agreementOfTop(scores, FEW_WORDS)));
    }

    /** Share of the examples whose class is the most probable one. */
    private static double accuracy(float[][] predictions, List<Batch.Example> examples) {
        int right = 0;
        for (int i = 0; i < predictions.length; i++) {
            right += Closeness.mostProbable(predictions[i]) == examples.get(i).target() ? 1 : 0;
        }
        return right / (double) predictions.length;
    }

    /** Words of the highest mean weight in the reviews that the model takes for one of a class. */
    private void words(ObjectNode node, List<EncodedInput> ids, List<float[]> masks, float[][] predictions) {
        for (int c = 0; c < ReviewSet.CLASSES.size(); c++) {
            List<int[]> idsOfClass = new ArrayList<>();
            List<float[]> masksOfClass = new ArrayList<>();
            for (int i = 0; i < predictions.length; i++) {
                if (Closeness.mostProbable(predictions[i]) == c) {
                    idsOfClass.add(((TokenSequence) ids.get(i)).ids());
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

    private void faithfulness(ObjectNode node, List<EncodedInput> ids) {
        LOG.info("Now deletion, insertion and occlusion, on {} of the reviews.", ids.size());
        node.put("reviews", ids.size());
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        Attribution.scores(
                        model,
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
