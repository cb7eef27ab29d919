package io.maskstream.streamer.explain;

import io.maskstream.schemas.artifact.Manifest;

/** How far one prediction is another one, such as that on the masked input the one on the input, in [0,1]; 1 is the same. */
public final class Agreement {

    private Agreement() {}

    /**
     * For classes, what the two distributions have in common: 1 minus their total variation distance. For a value,
     * {@code 1 / (1 + |difference|)} in the unit of the model.
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
