package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Values of a graph's scalar integers and booleans (0 and 1), such as loop counters, as far as they are constant. */
final class ScalarConstants {

    private final Map<String, NodeDef> nodes;
    private final Map<String, OptionalLong> known = new HashMap<>();

    /** Evaluates constants of a graph, to which nodes may be added later. */
    ScalarConstants(Map<String, NodeDef> nodes) {
        this.nodes = nodes;
    }

    /** The value of a tensor; empty if it is not a scalar, or depends on more than constants. */
    OptionalLong value(String tensor) {
        OptionalLong value = known.get(tensor);
        if (value == null) {
            value = calculated(tensor);
            known.put(tensor, value);
        }
        return value;
    }

    private OptionalLong calculated(String tensor) {
        NodeDef node = nodes.get(tensor);
        if (node == null) {
            return OptionalLong.empty();
        }
        if (node.getOp().equals("Const")) {
            TensorProto proto = node.getAttrOrThrow("value").getTensor();
            return proto.getTensorShape().getDimCount() == 0 ? TensorProtos.wholeNumber(proto) : OptionalLong.empty();
        }
        long[] inputs = new long[node.getInputCount()];
        for (int i = 0; i < inputs.length; i++) {
            OptionalLong input = value(GraphDefs.canonical(node.getInput(i)));
            if (input.isEmpty()) {
                return input;
            }
            inputs[i] = input.getAsLong();
        }
        return switch (inputs.length) {
            case 1 -> unary(node.getOp(), inputs[0]);
            case 2 -> binary(node.getOp(), inputs[0], inputs[1]);
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong unary(String operation, long a) {
        return switch (operation) {
            case "Identity", "Cast" -> OptionalLong.of(a);
            case "LogicalNot" -> OptionalLong.of(1 - a);
            case "Neg" -> OptionalLong.of(-a);
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong binary(String operation, long a, long b) {
        return switch (operation) {
            case "Add", "AddV2" -> OptionalLong.of(a + b);
            case "Sub" -> OptionalLong.of(a - b);
            case "Mul" -> OptionalLong.of(a * b);
            case "Minimum" -> OptionalLong.of(Math.min(a, b));
            case "Maximum" -> OptionalLong.of(Math.max(a, b));
            case "Less" -> truth(a < b);
            case "LessEqual" -> truth(a <= b);
            case "Greater" -> truth(a > b);
            case "GreaterEqual" -> truth(a >= b);
            case "Equal" -> truth(a == b);
            case "NotEqual" -> truth(a != b);
            case "LogicalAnd" -> truth(a != 0 && b != 0);
            case "LogicalOr" -> truth(a != 0 || b != 0);
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong truth(boolean value) {
        return OptionalLong.of(value ? 1 : 0);
    }
}
