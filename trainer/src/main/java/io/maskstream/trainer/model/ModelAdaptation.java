package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How a user's model is brought into the form that this trainer explains.
 *
 * @param signature of the SavedModel; null for {@code serving_default}, or the only one
 * @param output the form of the prediction
 * @param outputColumn which column of the prediction is explained, from 0; null for all of them
 * @param pixels the range of pixels that the model takes; null for tokens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelAdaptation(String signature, OutputSort output, Integer outputColumn, PixelRange pixels) {

    public ModelAdaptation {
        if (output == null) {
            throw new IllegalArgumentException("the field 'adaptation' lacks 'output'");
        }
    }
}
