package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is measured of an explainer of images. */
public final class ImageEvaluation {

    private static final Logger LOG = LoggerFactory.getLogger(ImageEvaluation.class);

    /** Images, drawn at random, on which other masks than the explainer's are tried. */
    private static final int CONTROLLED = 2000;

    /** Images, drawn at random, for deletion and insertion, which take dozens of passes over each. */
    private static final int CURVES = 300;

    /** Side of the patches that occlusion covers, in pixels: 64 passes an image. */
    private static final int PATCH = 4;

    private static final long SEED = 20_190_506;

    private final ExplainedModel model;
    private final List<Batch.Example> examples;

    /**
     * Evaluates on some images.
     *
     * @param examples whose targets are the indices of their classes
     */
    public ImageEvaluation(ExplainedModel model, List<Batch.Example> examples) {
        this.model = model;
        this.examples = List.copyOf(examples);
    }

    /** The figures that a fit is watched by, in a line. */
    public static String glance(ExplainedModel model, List<Batch.Example> examples) {
        List<EncodedInput> ids = ids(examples);
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        float[][] masked = model.maskedPredictions(ids, masks);
        return String.format(
                Locale.ROOT,
                "validation: area %.3f, masked accuracy %.4f, agreement %.4f, with a fifth of the pixels %.4f",
                MaskArea.of(masks).mean(),
                accuracy(masked, examples),
                judge.agreement(masked),
                judge.agreementOfTop(masks, model.parts(ids.get(0)) / 5));
    }

    /**
     * Measures.
     *
     * @return a tree of figures, named as the README explains them
     */
    public ObjectNode run() {
        List<EncodedInput> ids = ids(examples);
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        float[][] masked = model.maskedPredictions(ids, masks);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("images", ids.size());
        result.put("accuracy", accuracy(judge.whole(), examples));
        result.put("maskedAccuracy", accuracy(masked, examples));
        result.put("agreement", judge.agreement(masked));
        Figures.area(result, MaskArea.of(masks));
        ownAndOthers(result.putObject("ownMask"), judge.whole(), masked, ids, masks);
        controls(result.putObject("controls"), drawn(CONTROLLED));
        faithfulness(result.putObject("faithfulness"), drawn(CURVES));
        return result;
    }

    private static List<EncodedInput> ids(List<Batch.Example> examples) {
        return examples.stream().map(Batch.Example::input).toList();
    }

    private static double accuracy(float[][] predictions, List<Batch.Example> examples) {
        int right = 0;
        for (int i = 0; i < predictions.length; i++) {
            right += Closeness.mostProbable(predictions[i]) == examples.get(i).target() ? 1 : 0;
        }
        return right / (double) predictions.length;
    }

    private List<EncodedInput> drawn(int count) {
        List<EncodedInput> shuffled = new ArrayList<>(ids(examples));
        Collections.shuffle(shuffled, new Random(SEED));
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    /**
     * What is left of the predicted class' probability under the image's own mask, and under that of the next image that the
     * model takes for another class; and how often it takes it for that class then. If it did more often than for the others,
     * it would read the class from the shape of the mask (Jethani et al. 2021).
     */
    private void ownAndOthers(
            ObjectNode node, float[][] whole, float[][] underOwn, List<EncodedInput> ids, List<float[]> masks) {
        List<float[]> others = new ArrayList<>(masks.size());
        int[] othersClass = new int[whole.length];
        for (int i = 0; i < whole.length; i++) {
            int other = (i + 1) % whole.length;
            while (other != i && Closeness.mostProbable(whole[other]) == Closeness.mostProbable(whole[i])) {
                other = (other + 1) % whole.length;
            }
            others.add(masks.get(other));
            othersClass[i] = Closeness.mostProbable(whole[other]);
        }
        float[][] underOthers = model.maskedPredictions(ids, others);
        double wholeSum = 0;
        double ownSum = 0;
        double othersSum = 0;
        int takenForOther = 0;
        for (int i = 0; i < whole.length; i++) {
            int said = Closeness.mostProbable(whole[i]);
            wholeSum += whole[i][said];
            ownSum += underOwn[i][said];
            othersSum += underOthers[i][said];
            takenForOther += Closeness.mostProbable(underOthers[i]) == othersClass[i] ? 1 : 0;
        }
        node.put("wholeImage", wholeSum / whole.length);
        node.put("ownMask", ownSum / whole.length);
        node.put("maskOfAnotherClass", othersSum / whole.length);
        node.put("takenForThatClass", takenForOther / (double) whole.length);
    }

    /** Masks of the same area with the weights elsewhere. */
    private void controls(ObjectNode node, List<EncodedInput> ids) {
        LOG.info("Now other masks, on {} of the images.", ids.size());
        node.put("images", ids.size());
        int side = (int) Math.round(Math.sqrt(model.parts(ids.get(0))));
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        List<float[]> masks = model.masks(ids);
        ObjectNode agreement = node.putObject("agreement");
        put(agreement, "mask", judge, ids, masks);
        put(agreement, "shuffled", judge, ids, ControlMasks.shuffled(masks, new Random(SEED)));
        put(agreement, "constant", judge, ids, ControlMasks.constant(masks));
        for (Attribution order : List.of(
                Attribution.centreSquare(side),
                Attribution.gradientTimesInput(),
                Attribution.patchOcclusion(Closeness.ofClasses(), side, PATCH))) {
            put(
                    agreement,
                    "in the order of " + order.name(),
                    judge,
                    ids,
                    ControlMasks.inOrderOf(order.scores(model, ids), masks));
        }
    }

    private void put(ObjectNode node, String name, Faithfulness judge, List<EncodedInput> ids, List<float[]> masks) {
        node.put(name, judge.agreement(model.maskedPredictions(ids, masks)));
    }

    private void faithfulness(ObjectNode node, List<EncodedInput> ids) {
        LOG.info("Now deletion and insertion, on {} of the images.", ids.size());
        node.put("images", ids.size());
        int side = (int) Math.round(Math.sqrt(model.parts(ids.get(0))));
        Faithfulness judge = new Faithfulness(model, ids, Closeness.ofClasses());
        for (Attribution attribution : List.of(
                Attribution.mask(),
                Attribution.random(SEED),
                Attribution.centreSquare(side),
                Attribution.gradientTimesInput(),
                Attribution.patchOcclusion(Closeness.ofClasses(), side, PATCH))) {
            Figures.faithfulness(node.putObject(attribution.name()), judge.of(attribution));
        }
    }
}
