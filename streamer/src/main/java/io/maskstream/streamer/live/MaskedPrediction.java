package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What a model predicts of an input through a mask.
 *
 * @param output what it predicts
 * @param numbers of the prediction
 */
@SuppressWarnings("ArrayRecordComponent") // Written at once; never compared, never a key.
record MaskedPrediction(Manifest.Output output, float[] numbers) {

    /** As the page has all predictions: a value, or classes by their probability. */
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
