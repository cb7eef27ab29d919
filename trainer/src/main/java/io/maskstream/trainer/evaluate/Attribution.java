package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.input.EncodedInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A way to say how much each token counts. */
public interface Attribution {

    /** Its name in reports. */
    String name();

    /** One score a token for each sequence; the higher, the more it counts. */
    List<float[]> scores(ExplainedModel model, List<EncodedInput> ids);

    /** The scores of several, by their names. */
    static Map<String, List<float[]>> scores(
            ExplainedModel model, List<EncodedInput> ids, List<Attribution> attributions) {
        Map<String, List<float[]>> scores = new LinkedHashMap<>();
        attributions.forEach(attribution -> scores.put(attribution.name(), attribution.scores(model, ids)));
        return scores;
    }

    /** The mask of the explainer itself. */
    static Attribution mask() {
        return named("mask", ExplainedModel::masks);
    }

    /** A random order. */
    static Attribution random(long seed) {
        return named("random", (model, ids) -> {
            Random random = new Random(seed);
            return ids.stream()
                    .map(row -> {
                        float[] scores = new float[model.parts(row)];
                        for (int i = 0; i < scores.length; i++) {
                            scores[i] = random.nextFloat();
                        }
                        return scores;
                    })
                    .toList();
        });
    }

    /** Magnitude of gradient times input (Shrikumar et al. 2017). */
    static Attribution gradientTimesInput() {
        return named("gradient x input", (model, ids) -> {
            List<float[]> gradients = model.gradientTimesInput(ids);
            for (float[] row : gradients) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.abs(row[i]);
                }
            }
            return gradients;
        });
    }

    /** How far the prediction moves when the token alone is set to 0 (Zeiler and Fergus 2014). */
    static Attribution occlusion(Closeness closeness) {
        return named("occlusion", (model, ids) -> {
            float[][] whole = model.predictions(ids);
            List<EncodedInput> repeated = new ArrayList<>();
            List<float[]> weights = new ArrayList<>();
            for (EncodedInput row : ids) {
                for (int token = 0; token < model.parts(row); token++) {
                    float[] without = new float[model.parts(row)];
                    Arrays.fill(without, 1f);
                    without[token] = 0;
                    repeated.add(row);
                    weights.add(without);
                }
            }
            float[][] occluded = model.maskedPredictions(repeated, weights);
            List<float[]> scores = new ArrayList<>();
            int next = 0;
            for (int i = 0; i < whole.length; i++) {
                float[] moved = new float[model.parts(ids.get(i))];
                for (int token = 0; token < moved.length; token++) {
                    moved[token] = (float) closeness.distance(whole[i], occluded[next++]);
                }
                scores.add(moved);
            }
            return scores;
        });
    }

    /**
     * How far the prediction moves when a patch of the image is set to 0 (Zeiler and Fergus 2014); the same for each of its
     * pixels.
     *
     * @param side of the image in pixels, a multiple of {@code patch}
     * @param patch its side in pixels
     */
    static Attribution patchOcclusion(Closeness closeness, int side, int patch) {
        return named("occlusion", (model, ids) -> {
            float[][] whole = model.predictions(ids);
            List<float[]> without = new ArrayList<>();
            for (int top = 0; top < side; top += patch) {
                for (int left = 0; left < side; left += patch) {
                    float[] mask = new float[side * side];
                    Arrays.fill(mask, 1f);
                    for (int y = top; y < top + patch; y++) {
                        Arrays.fill(mask, y * side + left, y * side + left + patch, 0f);
                    }
                    without.add(mask);
                }
            }
            List<float[]> scores = new ArrayList<>();
            for (int i = 0; i < whole.length; i++) {
                float[][] occluded = model.maskedPredictions(Collections.nCopies(without.size(), ids.get(i)), without);
                float[] moved = new float[side * side];
                for (int pixel = 0; pixel < moved.length; pixel++) {
                    int of = pixel / side / patch * (side / patch) + pixel % side / patch;
                    moved[pixel] = (float) closeness.distance(whole[i], occluded[of]);
                }
                scores.add(moved);
            }
            return scores;
        });
    }

    /**
     * The nearer to the centre of the image, the more it counts, so that the highest scores make a square.
     *
     * @param side of the image in pixels
     */
    static Attribution centreSquare(int side) {
        float[] scores = new float[side * side];
        double centre = (side - 1) / 2.0;
        for (int pixel = 0; pixel < scores.length; pixel++) {
            double vertical = Math.abs(Math.floorDiv(pixel, side) - centre);
            double horizontal = Math.abs(pixel % side - centre);
            scores[pixel] = (float) -Math.max(vertical, horizontal);
        }
        return named("centre square", (model, ids) -> ids.stream()
                .map(row -> Arrays.copyOf(scores, scores.length))
                .toList());
    }

    /** The earlier, the more it counts. */
    static Attribution firstTokens() {
        return named("first tokens", (model, ids) -> byPosition(model, ids, -1));
    }

    /** The later, the more it counts. */
    static Attribution lastTokens() {
        return named("last tokens", (model, ids) -> byPosition(model, ids, 1));
    }

    private static List<float[]> byPosition(ExplainedModel model, List<EncodedInput> ids, int sign) {
        return ids.stream()
                .map(row -> {
                    float[] scores = new float[model.parts(row)];
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = sign * i;
                    }
                    return scores;
                })
                .toList();
    }

    /** Computes scores. */
    @FunctionalInterface
    interface Scores {
        List<float[]> of(ExplainedModel model, List<EncodedInput> ids);
    }

    private static Attribution named(String name, Scores scores) {
        return new Attribution() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<float[]> scores(ExplainedModel model, List<EncodedInput> ids) {
                return scores.of(model, ids);
            }
        };
    }
}
