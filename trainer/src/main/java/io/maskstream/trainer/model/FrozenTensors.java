package io.maskstream.trainer.model;

import java.util.List;

/**
 * The tensors of a frozen model for one length of input, by name.
 *
 * @param input token ids, or an image's ARGB pixels: int32 [batch, length]; of images also float32 [batch, height, width,
 *     3] in [0,255]
 * @param maskable what the mask multiplies: float32 [batch, length, channels]
 * @param features what the mask network sees: float32 [batch, length, channels]
 * @param prediction float32 [batch] or [batch, classes]
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
