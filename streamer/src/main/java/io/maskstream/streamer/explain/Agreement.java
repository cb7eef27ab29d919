package io.maskstream.streamer.explain;

import io.maskstream.schemas.artifact.Manifest;

/**
 * Measures how similar two predictions are, such as those on the masked input and on the input, in [0,1]; 1 means
 * equal.
 */
public final class Agreement {

    private Agreement() {}

    /**
     * For classes, returns the overlap of the two distributions, which is 1 minus their total variation distance. For a
     * value, returns {@code 1 / (1 + |difference|)} in the unit of the model.
     */
    public static double between(Manifest.OutputType type, float[] prediction, float[] masked) {
        double difference = 0;
        for (int i = 0; i < prediction.length; i++) {
            difference += Math.abs(prediction[i] - masked[i]);
        }
        return switch (type) {
            case CLASSES -> Math.max(0, 1 - difference / 2);
            case VALUE -> 1 / (1 + difference);
        };
    }
}
