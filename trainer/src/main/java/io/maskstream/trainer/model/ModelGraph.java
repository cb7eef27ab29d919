package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph that can be traversed from input to output, with the type and shape that TensorFlow infers for each tensor.
 */
final class ModelGraph implements AutoCloseable {

    /** Operations that use a tensor's size, but not its values. */
    private static final Set<String> SIZES = Set.of("Shape", "ShapeN", "Size", "Rank", "ZerosLike", "OnesLike");

    private final Graph graph = new Graph();
    private final GraphDef definition;
    /** In topological order: each node follows its inputs. */
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

    private final Map<String, List<NodeDef>> users = new HashMap<>();

    /**
     * Imports a graph.
     *
     * @throws IllegalArgumentException if TensorFlow rejects it
     */
    ModelGraph(GraphDef definition) {
        this.definition = definition;
        try {
            graph.importGraphDef(definition);
        } catch (TensorFlowException e) {
            graph.close();
            throw new IllegalArgumentException("TensorFlow rejects the graph: " + e.getMessage(), e);
        }
        order();
        for (NodeDef node : nodes.values()) {
            for (String input : node.getInputList()) {
                users.computeIfAbsent(GraphDefs.nodeOf(input), name -> new ArrayList<>())
                        .add(node);
            }
        }
    }

    /** Sorts the nodes depth first, without recursion since unrolled loops are deep. */
    private void order() {
        Map<String, NodeDef> unordered = GraphDefs.nodes(definition);
        Deque<NodeDef> open = new ArrayDeque<>();
        Set<String> entered = new HashSet<>();
        for (NodeDef root : definition.getNodeList()) {
            open.push(root);
            while (!open.isEmpty()) {
                NodeDef node = open.peek();
                if (entered.add(node.getName())) {
                    for (String input : node.getInputList()) {
                        NodeDef before = unordered.get(GraphDefs.nodeOf(input));
                        if (before != null && !entered.contains(before.getName())) {
                            open.push(before);
                        }
                    }
                } else {
                    open.pop();
                    nodes.putIfAbsent(node.getName(), node);
                }
            }
        }
    }

    GraphDef definition() {
        return definition;
    }

    Graph graph() {
        return graph;
    }

    /** The node that computes a tensor. */
    NodeDef node(String tensor) {
        NodeDef node = nodes.get(GraphDefs.nodeOf(tensor));
        if (node == null) {
            throw new IllegalArgumentException("the graph has no node named '" + GraphDefs.nodeOf(tensor) + "'");
        }
        return node;
    }

    boolean has(String tensor) {
        NodeDef node = nodes.get(GraphDefs.nodeOf(tensor));
        return node != null
                && graph.operation(node.getName()) != null
                && indexOf(tensor) < graph.operation(node.getName()).numOutputs();
    }

    private static int indexOf(String tensor) {
        int colon = tensor.indexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    }

    /** The operation that computes a tensor, traced back through operations that pass it on unchanged. */
    NodeDef origin(String tensor, Set<String> passing) {
        NodeDef node = node(tensor);
        while (passing.contains(node.getOp()) && node.getInputCount() > 0) {
            node = node(node.getInput(0));
        }
        return node;
    }

    /** Nodes that take an output of the tensor's node, in order. */
    List<NodeDef> users(String tensor) {
        return users.getOrDefault(GraphDefs.nodeOf(tensor), List.of());
    }

    Shape shape(String tensor) {
        return output(tensor).shape();
    }

    DataType type(String tensor) {
        return output(tensor).dataType();
    }

    private Output<?> output(String tensor) {
        return graph.outputOrThrow(tensor.contains(":") ? tensor : tensor + ":0");
    }

    /** The size of each dimension, -1 where unknown; empty if the rank is unknown. */
    long[] sizes(String tensor) {
        Shape shape = shape(tensor);
        return shape.isUnknown() ? new long[0] : shape.asArray();
    }

    boolean isUnknownRank(String tensor) {
        return shape(tensor).isUnknown();
    }

    /** All nodes, each after its inputs. */
    Collection<NodeDef> nodes() {
        return nodes.values();
    }

    /** Names of the nodes whose values depend on those of a tensor, without the tensor's own node. */
    Set<String> dependentOn(String tensor) {
        return dependentOn(tensor, node -> true);
    }

    /** Names of the nodes whose values depend on those of a tensor by way of nodes that satisfy a condition. */
    Set<String> dependentOn(String tensor, Predicate<NodeDef> along) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(GraphDefs.nodeOf(tensor)));
        while (!open.isEmpty()) {
            for (NodeDef user : users(open.poll())) {
                if (!SIZES.contains(user.getOp()) && along.test(user) && reached.add(user.getName())) {
                    open.add(user.getName());
                }
            }
        }
        return reached;
    }

    /** Names of the nodes that a tensor needs, including its own. */
    Set<String> neededBy(String tensor) {
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(GraphDefs.nodeOf(tensor)));
        while (!open.isEmpty()) {
            String name = open.poll();
            NodeDef node = nodes.get(name);
            if (node != null && needed.add(name)) {
                node.getInputList().forEach(input -> open.add(GraphDefs.nodeOf(input)));
            }
        }
        return needed;
    }

    /** Whether all paths from one tensor to another lead through a third. */
    boolean allPasses(String from, String through, String to) {
        String gate = GraphDefs.nodeOf(through);
        return !dependentOn(from, node -> !node.getName().equals(gate)).contains(GraphDefs.nodeOf(to));
    }

    @Override
    public void close() {
        graph.close();
    }
}
