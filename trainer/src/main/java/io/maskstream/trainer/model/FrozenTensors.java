package io.maskstream.trainer.model;

import java.util.List;

/**
 * Names of the tensors of a frozen model for one length of input.
 *
 * @param input of the type and shape that {@link io.maskstream.schemas.artifact.Manifest.Input#tensor()} gives
 * @param maskable what the mask multiplies: float32 [batch, length, channels], or an image [batch, height, width,
 *     channels]
 * @param features what the mask network sees: float32 [batch, positions, channels] with at most as many positions as
 *     the maskable has, or [batch, height, width, channels], where height and width may differ from those of the image
 * @param prediction float32 [batch] for a value, or probabilities [batch, classes]
 */
public record FrozenTensors(String input, String maskable, String features, String prediction) {

    public FrozenTensors {
        require(input, "input");
        require(maskable, "maskable");
        require(features, "features");
        require(prediction, "prediction");
    }

    private static void require(String tensor, String field) {
        if (tensor == null) {
            throw new IllegalArgumentException("an entry of the field 'tensors' lacks '" + field + "'");
        }
    }

    FrozenTensors withInput(String other) {
        return new FrozenTensors(other, maskable, features, prediction);
    }

    public List<String> names() {
        return List.of(input, maskable, features, prediction);
    }
}
