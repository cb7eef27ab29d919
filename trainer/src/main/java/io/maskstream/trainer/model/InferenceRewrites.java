package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Takes out of a graph what matters in training or to the author's program alone: custom gradients (TensorFlow writes
 * {@code IdentityN} for them, whose gradient would be a Python function), checks, training flags, control inputs and the
 * attributes that start with an underscore.
 */
final class InferenceRewrites {

    /** Operations whose first output is their first input. */
    private static final Set<String> PASS_ON = Set.of(
            "IdentityN",
            "PlaceholderWithDefault",
            "PreventGradient",
            "CheckNumerics",
            "CheckNumericsV2",
            "EnsureShape",
            "Snapshot");

    private InferenceRewrites() {}

    static GraphDef of(GraphDef graph) {
        Map<String, String> passedOn = new HashMap<>();
        for (NodeDef node : graph.getNodeList()) {
            if (node.getOp().equals("IdentityN")) {
                List<String> inputs = dataInputs(node);
                for (int i = 1; i < inputs.size(); i++) {
                    passedOn.put(node.getName() + ":" + i, inputs.get(i));
                }
            }
        }
        GraphDef.Builder result = graph.toBuilder().clearNode();
        for (NodeDef node : graph.getNodeList()) {
            List<String> inputs = new ArrayList<>();
            for (String input : dataInputs(node)) {
                String tensor = input;
                while (passedOn.containsKey(tensor)) {
                    tensor = passedOn.get(tensor);
                }
                inputs.add(GraphDefs.canonical(tensor));
            }
            NodeDef.Builder rewritten = node.toBuilder().clearInput().clearDevice();
            node.getAttrMap().keySet().stream()
                    .filter(name -> name.startsWith("_"))
                    .forEach(rewritten::removeAttr);
            if (PASS_ON.contains(node.getOp())) {
                rewritten
                        .setOp("Identity")
                        .addInput(inputs.get(0))
                        .clearAttr()
                        .putAttr("T", GraphDefs.type(firstType(node)));
            } else {
                rewritten.addAllInput(inputs);
            }
            result.addNode(rewritten);
        }
        return result.build();
    }

    private static org.tensorflow.proto.DataType firstType(NodeDef node) {
        return node.getOp().equals("PlaceholderWithDefault")
                ? node.getAttrOrThrow("dtype").getType()
                : node.getOp().equals("IdentityN")
                        ? node.getAttrOrThrow("T").getList().getType(0)
                        : node.getAttrOrThrow("T").getType();
    }

    private static List<String> dataInputs(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .toList();
    }
}
