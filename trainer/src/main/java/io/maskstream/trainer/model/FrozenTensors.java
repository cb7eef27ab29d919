package io.maskstream.trainer.model;

import java.util.List;

/**
 * The tensors of a frozen model for one length of input, by name.
 *
 * @param input what {@link io.maskstream.schemas.artifact.Manifest.Input#tensor()} says
 * @param maskable what the mask multiplies: float32 [batch, length, channels], or a picture [batch, height, width, channels]
 * @param features what the mask network sees: float32 [batch, positions, channels], of at most as many positions as the
 *     maskable has, or [batch, height, width, channels] of a size of its own
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
            throw new IllegalArgumentException("a length of the field 'tensors' lacks '" + field + "'");
        }
    }

    FrozenTensors withInput(String other) {
        return new FrozenTensors(other, maskable, features, prediction);
    }

    public List<String> names() {
        return List.of(input, maskable, features, prediction);
    }
}
