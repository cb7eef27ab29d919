package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Prediction of a model for an input through a mask.
 *
 * @param output the model's output
 * @param numbers numbers of the prediction
 */
@SuppressWarnings("ArrayRecordComponent") // Written at once; never compared and never a key.
record MaskedPrediction(Manifest.Output output, float[] numbers) {

    /** Returns the prediction as JSON in the page's format: a value, or classes in the order of their probability. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (output.type() == Manifest.OutputType.VALUE) {
            return json.put("name", output.name()).put("value", numbers[0]).put("unit", output.unit());
        }
        ArrayNode classes = json.putArray("classes");
        IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -numbers[i]))
                .forEach(i ->
                        classes.addObject().put("name", output.classes().get(i)).put("probability", numbers[i]));
        return json;
    }
}
