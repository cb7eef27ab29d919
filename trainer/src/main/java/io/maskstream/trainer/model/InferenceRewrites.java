package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Removes from a graph what matters only in training or to the author's program: custom gradients (TensorFlow writes
 * them as {@code IdentityN}, whose gradient would be a Python function), checks, training flags, control inputs and
 * attributes that start with an underscore. Splits normalisations by the input's own statistics into basic operations.
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
        Set<String> alone = firstOutputAlone(graph);
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
            if (normalisesByItsInput(node) && alone.contains(node.getName())) {
                result.addAllNode(normalisation(node, inputs));
                continue;
            }
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

    /** Names of the nodes of which only the first output is used. */
    private static Set<String> firstOutputAlone(GraphDef graph) {
        Set<String> alone = new HashSet<>();
        graph.getNodeList().forEach(node -> alone.add(node.getName()));
        for (NodeDef node : graph.getNodeList()) {
            for (String input : dataInputs(node)) {
                if (!GraphDefs.canonical(input).equals(GraphDefs.nodeOf(input))) {
                    alone.remove(GraphDefs.nodeOf(input));
                }
            }
        }
        return alone;
    }

    /**
     * Whether a batch normalisation uses the statistics of its input: Keras 2 writes layer normalisation as a batch
     * normalisation in which each record is a channel.
     */
    private static boolean normalisesByItsInput(NodeDef node) {
        return node.getOp().equals("FusedBatchNormV3")
                && node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT
                && (!node.containsAttr("is_training")
                        || node.getAttrOrThrow("is_training").getB());
    }

    /**
     * Writes such a normalisation with basic operations. TensorFlow 2.16 would fuse the layer normalisation around the
     * single operation for oneDNN and then use 0.001 for epsilon, whatever the model says.
     */
    private static List<NodeDef> normalisation(NodeDef node, List<String> inputs) {
        boolean channelsFirst = node.containsAttr("data_format")
                && node.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NCHW");
        float epsilon =
                node.containsAttr("epsilon") ? node.getAttrOrThrow("epsilon").getF() : 1e-4f;
        try (Graph made = new Graph()) {
            Ops tf = Ops.create(made).withSubScope("made");
            Operand<TFloat32> x = tf.withName("x").placeholder(TFloat32.class);
            Operand<TFloat32> scale = tf.withName("scale").placeholder(TFloat32.class);
            Operand<TFloat32> offset = tf.withName("offset").placeholder(TFloat32.class);
            Operand<TInt32> axes = tf.constant(channelsFirst ? new int[] {0, 2, 3} : new int[] {0, 1, 2});
            Operand<TInt32> channels = tf.constant(channelsFirst ? new int[] {1, -1, 1, 1} : new int[] {1, 1, 1, -1});
            Operand<TFloat32> mean = tf.math.mean(x, axes, Mean.keepDims(true));
            Operand<TFloat32> centred = tf.math.sub(x, mean);
            Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), axes, Mean.keepDims(true));
            Operand<TFloat32> factor = tf.math.mul(
                    tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))), tf.reshape(scale, channels));
            Operand<TFloat32> y = tf.math.add(tf.math.mul(centred, factor), tf.reshape(offset, channels));
            Map<String, String> names = Map.of(
                    y.op().name(), node.getName(),
                    x.op().name(), inputs.get(0),
                    scale.op().name(), inputs.get(1),
                    offset.op().name(), inputs.get(2));
            List<NodeDef> result = new ArrayList<>();
            for (NodeDef single : made.toGraphDef().getNodeList()) {
                if (!single.getOp().equals("Placeholder")) {
                    NodeDef.Builder named = single.toBuilder()
                            .setName(names.getOrDefault(single.getName(), node.getName() + "/" + single.getName()))
                            .clearInput();
                    single.getInputList()
                            .forEach(input -> named.addInput(names.getOrDefault(input, node.getName() + "/" + input)));
                    result.add(named.build());
                }
            }
            return result;
        }
    }

    private static DataType firstType(NodeDef node) {
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
