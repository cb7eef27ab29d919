package io.maskstream.trainer.tensor;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Functions on graph definitions: pruning, copying a subgraph, and replacing variables by constants. */
public final class GraphDefs {

    /** Operations that read a resource variable. */
    private static final Set<String> READS = Set.of("ReadVariableOp", "DisableCopyOnRead");

    private GraphDefs() {}

    /** Returns the node that a tensor or a control input belongs to: {@code "a/b"} for {@code "^a/b:1"}. */
    public static String nodeOf(String tensor) {
        String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** Returns the nodes by name. */
    public static Map<String, NodeDef> nodes(GraphDef graph) {
        Map<String, NodeDef> nodes = new HashMap<>();
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        return nodes;
    }

    /**
     * Returns the part of a graph that some tensors depend on.
     *
     * @throws IllegalArgumentException if one of the tensors is not in the graph
     */
    public static GraphDef pruned(GraphDef graph, Collection<String> tensors) {
        Set<String> needed = needed(graph, tensors);
        GraphDef.Builder kept = graph.toBuilder().clearNode();
        graph.getNodeList().stream()
                .filter(node -> needed.contains(node.getName()))
                .forEach(kept::addNode);
        return kept.build();
    }

    private static Set<String> needed(GraphDef graph, Collection<String> tensors) {
        Map<String, NodeDef> nodes = nodes(graph);
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        tensors.forEach(tensor -> open.add(nodeOf(tensor)));
        while (!open.isEmpty()) {
            String name = open.poll();
            if (needed.add(name)) {
                NodeDef node = nodes.get(name);
                if (node == null) {
                    throw new IllegalArgumentException("the graph has no node named '" + name + "'");
                }
                node.getInputList().forEach(input -> open.add(nodeOf(input)));
            }
        }
        return needed;
    }

    /**
     * Adds a second copy of the subgraph between two tensors, which computes from a replacement of the first tensor.
     * Nodes that the second tensor needs but that do not depend on the first are shared with the original.
     *
     * @param prefix of the names of the copied nodes
     * @param from the tensor that is replaced
     * @param replacement a tensor of the graph, of the same shape, that does not depend on the copy
     * @param to the tensor whose copy is wanted; it is named {@code prefix/to}
     * @throws IllegalArgumentException if {@code to} does not depend on {@code from}
     */
    public static GraphDef withCopy(GraphDef graph, String prefix, String from, String replacement, String to) {
        Set<String> copied = between(graph, from, to);
        if (copied.isEmpty()) {
            throw new IllegalArgumentException("'" + to + "' does not depend on '" + from + "'");
        }
        GraphDef.Builder result = graph.toBuilder();
        for (NodeDef node : graph.getNodeList()) {
            if (copied.contains(node.getName())) {
                NodeDef.Builder copy =
                        node.toBuilder().setName(prefix + "/" + node.getName()).clearInput();
                for (String input : node.getInputList()) {
                    copy.addInput(rewired(input, prefix, from, replacement, copied));
                }
                result.addNode(copy);
            }
        }
        return result.build();
    }

    private static String rewired(String input, String prefix, String from, String replacement, Set<String> copied) {
        if (sameTensor(input, from)) {
            return replacement;
        }
        if (!copied.contains(nodeOf(input))) {
            return input;
        }
        return input.startsWith("^") ? "^" + prefix + "/" + input.substring(1) : prefix + "/" + input;
    }

    /** Returns the nodes on any path from a tensor (its own node excluded) to another (included). */
    private static Set<String> between(GraphDef graph, String from, String to) {
        Set<String> needed = needed(graph, List.of(to));
        Map<String, Set<String>> users = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (NodeDef node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                users.computeIfAbsent(nodeOf(input), name -> new LinkedHashSet<>())
                        .add(node.getName());
                if (sameTensor(input, from)) {
                    open.add(node.getName());
                }
            }
        }
        Set<String> reached = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.poll();
            if (needed.contains(name) && reached.add(name)) {
                open.addAll(users.getOrDefault(name, Set.of()));
            }
        }
        return reached;
    }

    private static boolean sameTensor(String a, String b) {
        return !a.startsWith("^") && canonical(a).equals(canonical(b));
    }

    /** Returns the one canonical name of a tensor: {@code "a"} for {@code "a:0"}. */
    public static String canonical(String tensor) {
        return tensor.endsWith(":0") ? tensor.substring(0, tensor.length() - 2) : tensor;
    }

    /**
     * Replaces variables by constants: those of TensorFlow 1 ({@code VariableV2}) and of Keras ({@code VarHandleOp} and
     * the operations that read it).
     *
     * @param values constants by the name of the variable's node
     */
    public static GraphDef folded(GraphDef graph, Map<String, TensorProto> values) {
        GraphDef.Builder result = graph.toBuilder().clearNode();
        for (NodeDef node : graph.getNodeList()) {
            TensorProto value = values.get(node.getName());
            if (value != null) {
                result.addNode(constant(node.getName(), value));
            } else if (READS.contains(node.getOp()) && values.containsKey(nodeOf(node.getInput(0)))) {
                result.addNode(NodeDef.newBuilder()
                        .setName(node.getName())
                        .setOp("Identity")
                        .addInput(node.getInput(0))
                        .putAttr("T", type(values.get(nodeOf(node.getInput(0))).getDtype())));
            } else if (node.getOp().equals("ResourceGather") && values.containsKey(nodeOf(node.getInput(0)))) {
                String axis = node.getName() + "/axis";
                result.addNode(constant(
                        axis,
                        TensorProto.newBuilder()
                                .setDtype(DataType.DT_INT32)
                                .setTensorShape(org.tensorflow.proto.TensorShapeProto.getDefaultInstance())
                                .addIntVal(0)
                                .build()));
                result.addNode(NodeDef.newBuilder()
                        .setName(node.getName())
                        .setOp("GatherV2")
                        .addInput(node.getInput(0))
                        .addInput(node.getInput(1))
                        .addInput(axis)
                        .putAttr("Tparams", node.getAttrOrThrow("dtype"))
                        .putAttr("Tindices", node.getAttrOrThrow("Tindices"))
                        .putAttr(
                                "Taxis",
                                AttrValue.newBuilder()
                                        .setType(DataType.DT_INT32)
                                        .build()));
            } else {
                result.addNode(node);
            }
        }
        return result.build();
    }

    /**
     * Stores a table of constants in half precision, which halves its size. Rows are gathered in half precision and
     * then cast, so no call converts the whole table.
     *
     * @param table name of a float32 constant that only {@code GatherV2} reads
     */
    public static GraphDef gatheredInHalfPrecision(GraphDef graph, String table) {
        GraphDef.Builder result = graph.toBuilder().clearNode();
        AttrValue half = type(DataType.DT_HALF);
        for (NodeDef node : graph.getNodeList()) {
            if (node.getName().equals(table)) {
                result.addNode(constant(
                        table,
                        TensorProtos.inHalfPrecision(
                                node.getAttrOrThrow("value").getTensor())));
            } else if (node.getOp().equals("GatherV2")
                    && nodeOf(node.getInput(0)).equals(table)) {
                String gathered = node.getName() + "/half";
                result.addNode(node.toBuilder().setName(gathered).putAttr("Tparams", half));
                result.addNode(NodeDef.newBuilder()
                        .setName(node.getName())
                        .setOp("Cast")
                        .addInput(gathered)
                        .putAttr("SrcT", half)
                        .putAttr("DstT", type(DataType.DT_FLOAT)));
            } else if (node.getInputList().stream()
                    .anyMatch(input -> nodeOf(input).equals(table))) {
                throw new IllegalArgumentException(
                        "'" + node.getName() + "' does not read the table '" + table + "' row by row");
            } else {
                result.addNode(node);
            }
        }
        return result.build();
    }

    /** Returns a type as the value of a node's attribute. */
    public static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    /** Returns a node that casts a tensor to another type, or passes it on unchanged if it has that type already. */
    public static NodeDef cast(String name, String tensor, DataType from, DataType to) {
        NodeDef.Builder cast = NodeDef.newBuilder().setName(name).addInput(tensor);
        return from == to
                ? cast.setOp("Identity").putAttr("T", type(from)).build()
                : cast.setOp("Cast")
                        .putAttr("SrcT", type(from))
                        .putAttr("DstT", type(to))
                        .build();
    }

    /** Returns a node that holds a constant. */
    public static NodeDef constant(String name, TensorProto value) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr(
                        "dtype",
                        AttrValue.newBuilder().setType(value.getDtype()).build())
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }
}
