package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.explain.ExplanationAssembly;
import io.maskstream.streamer.explain.PreparedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much a prediction loses when each part of its input is taken away in turn (Zeiler, Fergus: Visualizing and
 * Understanding Convolutional Networks, 2014). Each part needs one pass of the model, so several parts are taken away
 * together if there are many.
 *
 * @param output the class or value that the numbers are about
 * @param unit unit of the values
 * @param width width of the grid in cells, for an image; 0 for other inputs
 * @param height height of the grid in cells, for an image; 0 for other inputs
 * @param together number of parts that were taken away at once, and share the loss
 * @param passes number of passes of the model
 * @param values one value per part or cell; positive if the part raises the prediction
 */
@SuppressWarnings("ArrayRecordComponent") // Written at once; never compared and never a key.
record Occlusion(String output, String unit, int width, int height, int together, int passes, float[] values) {

    /** Maximum number of passes of the model, including the one for the whole input. */
    static final int MOST_PASSES = 128;

    private static final int BATCH = 16;

    /** Side of the grid, in cells, for an image without evidence. */
    private static final int USUAL_SIDE = 8;

    private static final int LONGEST_SIDE = 11;

    /** Predicts the input through some masks. */
    interface Model {
        List<float[]> predict(List<float[]> masks) throws Explorer.NotAnsweredException, InterruptedException;
    }

    static Occlusion of(PreparedRequest request, Model model)
            throws Explorer.NotAnsweredException, InterruptedException {
        Explainer explainer = request.explainer();
        int weights = explainer.weights(request.input());
        int width = 0;
        int height = 0;
        int[] regionOf;
        int together = 1;
        if (explainer.image() == null) {
            together = (weights + MOST_PASSES - 2) / (MOST_PASSES - 1);
            regionOf = new int[weights];
            for (int part = 0; part < weights; part++) {
                regionOf[part] = part / together;
            }
        } else {
            Manifest.Evidence evidence = explainer.evidence();
            height = side(
                    evidence == null ? USUAL_SIDE : evidence.height(),
                    explainer.image().maskHeight());
            width = side(
                    evidence == null ? USUAL_SIDE : evidence.width(),
                    explainer.image().maskWidth());
            regionOf = regions(explainer, height, width);
        }
        int regions = regionOf[weights - 1] + 1;
        List<float[]> predictions = predictions(masks(regionOf, regions), model);
        float[] whole = predictions.get(0);
        int number = request.asked() < 0 ? ExplanationAssembly.indexOfHighest(whole) : request.asked();
        float[] lost = new float[regions];
        for (int region = 0; region < regions; region++) {
            lost[region] = whole[number] - predictions.get(region + 1)[number];
        }
        Manifest.Output output = explainer.output();
        boolean classes = output.type() == Manifest.OutputType.CLASSES;
        return new Occlusion(
                classes ? output.classes().get(number) : output.name(),
                classes ? Manifest.Evidence.PROBABILITY : output.unit(),
                width,
                height,
                together,
                regions + 1,
                width > 0 ? lost : shared(lost, regionOf, request.input()));
    }

    private static int side(int wanted, int cells) {
        return Math.min(Math.min(wanted, LONGEST_SIDE), cells);
    }

    /** Returns the cell of a coarser grid that each cell of the mask belongs to. */
    private static int[] regions(Explainer explainer, int height, int width) {
        int rows = explainer.image().maskHeight();
        int columns = explainer.image().maskWidth();
        int[] regionOf = new int[rows * columns];
        for (int i = 0; i < regionOf.length; i++) {
            regionOf[i] = (i / columns) * height / rows * width + (i % columns) * width / columns;
        }
        return regionOf;
    }

    /** Returns a mask for the whole input, and one for the input without each of its regions. */
    private static List<float[]> masks(int[] regionOf, int regions) {
        List<float[]> masks = new ArrayList<>(regions + 1);
        for (int region = -1; region < regions; region++) {
            float[] mask = new float[regionOf.length];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = regionOf[i] == region ? 0 : 1;
            }
            masks.add(mask);
        }
        return masks;
    }

    private static List<float[]> predictions(List<float[]> masks, Model model)
            throws Explorer.NotAnsweredException, InterruptedException {
        List<float[]> predictions = new ArrayList<>(masks.size());
        for (int from = 0; from < masks.size(); from += BATCH) {
            predictions.addAll(model.predict(masks.subList(from, Math.min(masks.size(), from + BATCH))));
        }
        return predictions;
    }

    /** Returns each part's share of the loss of its region; equivalent parts get their mean. */
    private static float[] shared(float[] lost, int[] regionOf, EncodedInput input) {
        int[] sizes = new int[lost.length];
        Arrays.stream(regionOf).forEach(region -> sizes[region]++);
        float[] values = new float[regionOf.length];
        for (int part = 0; part < values.length; part++) {
            values[part] = lost[regionOf[part]] / sizes[regionOf[part]];
        }
        return input.explained(values);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("output", output).put("unit", unit).put("together", together).put("passes", passes);
        if (width > 0) {
            json.put("width", width).put("height", height);
        }
        ArrayNode listed = json.putArray("values");
        for (float value : values) {
            listed.add(value);
        }
        return json;
    }
}
