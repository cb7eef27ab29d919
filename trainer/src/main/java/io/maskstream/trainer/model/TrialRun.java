package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Computes integers that follow from the shape of a model's input, such as the number of tokens that a loop visits, by
 * running the model on records of zeros.
 */
final class TrialRun {

    /** Operations whose result follows from the shape of their input, not from its values. */
    private static final Set<String> OF_SHAPES = Set.of("Shape", "ShapeN", "Size", "Rank", "ZerosLike", "OnesLike");

    private static final ConfigProto AS_IT_IS = ConfigProto.newBuilder()
            .setGraphOptions(GraphOptions.newBuilder()
                    .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
            .build();

    private final GraphDef graph;
    private final Map<String, NodeDef> nodes;
    private final Map<String, TensorProto> variables;

    TrialRun(GraphDef graph, Map<String, TensorProto> variables) {
        this.graph = graph;
        this.nodes = GraphDefs.nodes(graph);
        this.variables = variables;
    }

    /** Whether a tensor depends on the values of an input, and not only on its shape. */
    boolean dependsOnValues(String tensor) {
        Deque<String> open = new ArrayDeque<>(List.of(GraphDefs.nodeOf(tensor)));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.poll();
            NodeDef node = nodes.get(name);
            if (node == null || !seen.add(name) || OF_SHAPES.contains(node.getOp())) {
                continue;
            }
            if (node.getOp().equals("Placeholder")) {
                return true;
            }
            node.getInputList().forEach(input -> open.add(GraphDefs.nodeOf(input)));
        }
        return false;
    }

    /**
     * Computes integers or booleans.
     *
     * @param tensors scalars, none of which depends on the values of an input
     * @return the value by tensor
     * @throws IllegalArgumentException if one of them depends on the number of records
     */
    Map<String, Long> values(Collection<String> tensors) {
        Map<String, long[]> one = run(tensors, graph, 1);
        Map<String, long[]> two = run(tensors, graph, 2);
        Map<String, Long> values = new HashMap<>();
        for (String tensor : tensors) {
            requireSame(tensor, one.get(tensor)[0], two.get(tensor)[0]);
            values.put(tensor, one.get(tensor)[0]);
        }
        return values;
    }

    /**
     * Computes the first sizes of tensors.
     *
     * @param types by tensor
     * @return the size by tensor
     * @throws IllegalArgumentException if one of them depends on the number of records
     */
    Map<String, Long> firstSizes(Map<String, DataType> types) {
        GraphDef.Builder withShapes = graph.toBuilder();
        Map<String, String> shapes = new HashMap<>();
        types.forEach((tensor, type) -> {
            String shape = "maskstream_shape_" + shapes.size();
            withShapes.addNode(NodeDef.newBuilder()
                    .setName(shape)
                    .setOp("Shape")
                    .addInput(tensor)
                    .putAttr("T", GraphDefs.type(type))
                    .putAttr("out_type", GraphDefs.type(DataType.DT_INT32)));
            shapes.put(tensor, shape);
        });
        Map<String, long[]> one = run(shapes.values(), withShapes.build(), 1);
        Map<String, long[]> two = run(shapes.values(), withShapes.build(), 2);
        Map<String, Long> first = new HashMap<>();
        shapes.forEach((tensor, shape) -> {
            requireSame(tensor, one.get(shape)[0], two.get(shape)[0]);
            first.put(tensor, one.get(shape)[0]);
        });
        return first;
    }

    private static void requireSame(String tensor, long ofOneRecord, long ofTwo) {
        if (ofOneRecord != ofTwo) {
            throw new IllegalArgumentException("it processes the records of a batch one by one, at '" + tensor
                    + "'; export it so that it processes a batch as a whole");
        }
    }

    private Map<String, long[]> run(Collection<String> tensors, GraphDef of, int batch) {
        Map<String, long[]> values = new HashMap<>();
        if (tensors.isEmpty()) {
            return values;
        }
        GraphDef needed = GraphDefs.folded(GraphDefs.pruned(of, tensors), variables);
        GraphDef.Builder empty = needed.toBuilder().clearNode();
        needed.getNodeList().forEach(node -> empty.addNode(withZeros(node, batch)));
        try (Graph graph = new Graph()) {
            graph.importGraphDef(empty.build());
            try (Session session = new Session(graph, AS_IT_IS)) {
                Session.Runner runner = session.runner();
                List<String> names = List.copyOf(tensors);
                names.forEach(runner::fetch);
                try (Result result = runner.run()) {
                    for (int i = 0; i < names.size(); i++) {
                        values.put(names.get(i), TensorProtos.wholeNumbers(TensorProtos.of(result.get(i))));
                    }
                }
            }
        }
        return values;
    }

    private static NodeDef withZeros(NodeDef node, int batch) {
        if (!node.getOp().equals("Placeholder")) {
            return node;
        }
        TensorShapeProto.Builder shape = node.getAttrOrThrow("shape").getShape().toBuilder();
        for (int i = 0; i < shape.getDimCount(); i++) {
            if (shape.getDim(i).getSize() < 0) {
                if (i > 0) {
                    throw new IllegalArgumentException("dimension " + i + " of its input '" + node.getName()
                            + "' has no fixed size; give the length of the inputs");
                }
                shape.getDimBuilder(i).setSize(batch);
            }
        }
        DataType type = node.getAttrOrThrow("dtype").getType();
        return GraphDefs.constant(
                node.getName(),
                TensorProto.newBuilder().setDtype(type).setTensorShape(shape).build());
    }
}
