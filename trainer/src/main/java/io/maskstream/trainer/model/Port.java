package io.maskstream.trainer.model;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * An input or output of a signature.
 *
 * @param key name in the signature
 * @param tensor name in the graph
 * @param dtype of its elements
 * @param shape size of each dimension, -1 where it is free; empty for a scalar; null if the rank is unknown
 */
public record Port(String key, String tensor, DataType dtype, List<Long> shape) {

    public Port {
        shape = shape == null ? null : List.copyOf(shape);
    }
}
