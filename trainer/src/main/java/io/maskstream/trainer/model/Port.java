package io.maskstream.trainer.model;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * An input or output of a signature.
 *
 * @param key its name in the signature
 * @param tensor its name in the graph
 * @param dtype of its elements
 * @param shape its sizes, -1 where one is free; empty for a scalar; null where even their number is free
 */
public record Port(String key, String tensor, DataType dtype, List<Long> shape) {

    public Port {
        shape = shape == null ? null : List.copyOf(shape);
    }
}
