package io.maskstream.trainer.evaluate.randomised;

import com.google.protobuf.ByteString;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * A frozen model whose upper layers are randomised. Of the weight tensors between the maskable tensor and the
 * prediction, the third that is nearest to the prediction is shuffled, each tensor within itself. So the weights keep
 * their magnitudes, and the lower layers still compute the same.
 *
 * @param model with the shuffled weights
 * @param tensors names of the shuffled tensors, nearest to the prediction first
 */
record ShuffledLayers(FrozenModel model, List<String> tensors) {

    private static final int SHARE = 3;

    /** Types of weights, with the size of a number in bytes. */
    private static final Map<DataType, Integer> WEIGHTS =
            Map.of(DataType.DT_FLOAT, Float.BYTES, DataType.DT_HALF, 2, DataType.DT_DOUBLE, Double.BYTES);

    /**
     * Shuffles the upper layers of a model.
     *
     * @throws IllegalArgumentException if there are no weights between the maskable tensor and the prediction
     */
    static ShuffledLayers of(FrozenModel frozen, long seed) {
        Map<String, NodeDef> nodes = GraphDefs.nodes(frozen.graph());
        Map<String, Integer> distances = new HashMap<>();
        for (FrozenTensors tensors : frozen.card().tensors().values()) {
            weights(nodes, tensors).forEach((name, distance) -> distances.merge(name, distance, Math::min));
        }
        if (distances.isEmpty()) {
            throw new IllegalArgumentException("The model has no weights above what its mask multiplies.");
        }
        List<String> nearest = distances.keySet().stream()
                .sorted(Comparator.<String, Integer>comparing(distances::get).thenComparing(Comparator.naturalOrder()))
                .limit((distances.size() + SHARE - 1) / SHARE)
                .toList();
        Set<String> chosen = new HashSet<>(nearest);
        Random random = new Random(seed);
        GraphDef.Builder graph = frozen.graph().toBuilder().clearNode();
        for (NodeDef node : frozen.graph().getNodeList()) {
            graph.addNode(
                    chosen.contains(node.getName())
                            ? GraphDefs.constant(
                                    node.getName(),
                                    shuffled(node.getAttrOrThrow("value").getTensor(), random))
                            : node);
        }
        return new ShuffledLayers(
                new FrozenModel(graph.build(), frozen.card(), frozen.vocabulary(), frozen.tokenizer(), frozen.sha256()),
                nearest);
    }

    /** The weights above the maskable tensor, each with the number of operations from it to the prediction. */
    private static Map<String, Integer> weights(Map<String, NodeDef> nodes, FrozenTensors tensors) {
        String floor = GraphDefs.nodeOf(tensors.maskable());
        Map<String, Integer> weights = new HashMap<>();
        Map<String, Integer> distances = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        String top = GraphDefs.nodeOf(tensors.prediction());
        distances.put(top, 0);
        open.add(top);
        while (!open.isEmpty()) {
            String name = open.remove();
            NodeDef node = nodes.get(name);
            if (isWeight(node)) {
                weights.put(name, distances.get(name));
            }
            for (String input : node.getInputList()) {
                String below = GraphDefs.nodeOf(input);
                if (!below.equals(floor) && distances.putIfAbsent(below, distances.get(name) + 1) == null) {
                    open.add(below);
                }
            }
        }
        return weights;
    }

    private static boolean isWeight(NodeDef node) {
        if (!node.getOp().equals("Const")) {
            return false;
        }
        TensorProto value = node.getAttrOrThrow("value").getTensor();
        Integer bytes = WEIGHTS.get(value.getDtype());
        return bytes != null && (value.getTensorContent().size() > bytes || value.getFloatValCount() > 1);
    }

    /** Returns the same numbers in random order. */
    static TensorProto shuffled(TensorProto tensor, Random random) {
        if (tensor.getTensorContent().isEmpty()) {
            List<Float> values = new ArrayList<>(tensor.getFloatValList());
            Collections.shuffle(values, random);
            return tensor.toBuilder().clearFloatVal().addAllFloatVal(values).build();
        }
        int bytes = WEIGHTS.get(tensor.getDtype());
        byte[] content = tensor.getTensorContent().toByteArray();
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, content.length / bytes).boxed().toList());
        Collections.shuffle(order, random);
        byte[] mixed = new byte[content.length];
        for (int i = 0; i < order.size(); i++) {
            System.arraycopy(content, order.get(i) * bytes, mixed, i * bytes, bytes);
        }
        return tensor.toBuilder().setTensorContent(ByteString.copyFrom(mixed)).build();
    }
}
