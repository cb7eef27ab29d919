package io.maskstream.trainer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Replaces calls of functions, in which Keras wraps whole models, by the nodes of the functions: if the node
 * {@code call} calls a function, the function's node {@code n} becomes {@code call/n}. Drops control inputs, since
 * inference has no side effects to order.
 */
final class FunctionInliner {

    /**
     * Nodes without function calls.
     *
     * @param outputs names of the requested tensors
     */
    record Body(List<NodeDef> nodes, List<String> outputs) {}

    private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

    private final Map<String, FunctionDef> functions = new HashMap<>();
    private final Map<String, Map<String, NodeDef>> bodies = new HashMap<>();
    private final Map<String, OpDef> operations = new HashMap<>();

    /** Creates an inliner of the functions in a graph's library. */
    FunctionInliner(GraphDef graph) {
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            functions.put(function.getSignature().getName(), function);
            Map<String, NodeDef> body = new LinkedHashMap<>();
            function.getNodeDefList().forEach(node -> body.put(node.getName(), node));
            bodies.put(function.getSignature().getName(), body);
        }
        TensorFlow.registeredOpList().getOpList().forEach(op -> operations.put(op.getName(), op));
    }

    /**
     * Inlines the function calls of a graph.
     *
     * @param outputs requested tensors, named as before or after inlining
     */
    Body inlined(GraphDef graph, List<String> outputs) {
        Inlining inlining = new Inlining();
        graph.getNodeList().forEach(inlining::add);
        return inlining.body(outputs);
    }

    /**
     * Returns the nodes of a function, with the function calls in it inlined.
     *
     * @param prefix of the names of the nodes
     * @param arguments names of the tensors that are passed to the function
     * @throws IllegalArgumentException if the graph has no such function
     */
    Body body(String function, String prefix, List<String> arguments) {
        FunctionDef definition = functions.get(function);
        if (definition == null) {
            throw new IllegalArgumentException("the graph lacks the function '" + function + "'");
        }
        Inlining inlining = new Inlining();
        return inlining.body(inlining.add(definition, prefix, arguments));
    }

    /** The type of a node's first output; {@code DT_INVALID} if it has none, or if the first is a list. */
    DataType outputType(NodeDef node) {
        OpDef operation = operations.get(node.getOp());
        if (operation == null || operation.getOutputArgCount() == 0) {
            return DataType.DT_INVALID;
        }
        OpDef.ArgDef output = operation.getOutputArg(0);
        return output.getTypeAttr().isEmpty()
                ? output.getType()
                : node.getAttrOrDefault(output.getTypeAttr(), AttrValue.getDefaultInstance())
                        .getType();
    }

    /** One graph or function that is being inlined. */
    private final class Inlining {
        private final Map<String, NodeDef> result = new LinkedHashMap<>();
        /** The tensor that a function returns, by the name of the call's output. */
        private final Map<String, String> returned = new HashMap<>();

        private void add(NodeDef node) {
            FunctionDef function = called(node);
            if (function == null) {
                result.put(node.getName(), node);
                return;
            }
            List<String> arguments = node.getInputList().stream()
                    .filter(input -> !input.startsWith("^"))
                    .toList();
            List<String> outputs = add(function, node.getName() + "/", arguments);
            for (int i = 0; i < outputs.size(); i++) {
                returned.put(node.getName() + ":" + i, outputs.get(i));
            }
        }

        private List<String> add(FunctionDef function, String prefix, List<String> arguments) {
            Map<String, String> byName = new HashMap<>();
            for (int i = 0; i < arguments.size(); i++) {
                byName.put(function.getSignature().getInputArg(i).getName(), arguments.get(i));
            }
            Map<String, NodeDef> body = bodies.get(function.getSignature().getName());
            for (NodeDef inner : function.getNodeDefList()) {
                NodeDef.Builder copy =
                        inner.toBuilder().setName(prefix + inner.getName()).clearInput();
                for (String input : inner.getInputList()) {
                    if (!input.startsWith("^")) {
                        copy.addInput(inGraph(input, prefix, byName, body));
                    }
                }
                add(copy.build());
            }
            return function.getSignature().getOutputArgList().stream()
                    .map(output -> inGraph(function.getRetOrThrow(output.getName()), prefix, byName, body))
                    .toList();
        }

        private Body body(List<String> outputs) {
            List<NodeDef> nodes = new ArrayList<>();
            for (NodeDef node : result.values()) {
                NodeDef.Builder resolved = node.toBuilder().clearInput();
                for (String input : node.getInputList()) {
                    if (!input.startsWith("^")) {
                        resolved.addInput(resolved(input));
                    }
                }
                nodes.add(resolved.build());
            }
            return new Body(nodes, outputs.stream().map(this::resolved).toList());
        }

        private String resolved(String input) {
            String tensor = input;
            String next = input;
            while (next != null) {
                tensor = next;
                next = returned.get(tensor.contains(":") ? tensor : tensor + ":0");
            }
            return tensor;
        }
    }

    private FunctionDef called(NodeDef node) {
        return CALLS.contains(node.getOp())
                ? functions.get(node.getAttrOrThrow("f").getFunc().getName())
                : functions.get(node.getOp());
    }

    /**
     * Translates a reference inside a function, {@code arg} or {@code node:output:index}, to the name of a tensor in
     * the graph.
     */
    private String inGraph(String reference, String prefix, Map<String, String> arguments, Map<String, NodeDef> body) {
        String[] parts = reference.split(":");
        if (parts.length < 3) {
            return arguments.get(parts[0]);
        }
        NodeDef node = body.get(parts[0]);
        int output = firstOutput(node, parts[1]) + Integer.parseInt(parts[2]);
        return prefix + parts[0] + (output == 0 ? "" : ":" + output);
    }

    /** Index of the first tensor of a named output among all output tensors of a node. */
    private int firstOutput(NodeDef node, String output) {
        FunctionDef function = functions.get(node.getOp());
        OpDef operation = function == null ? operations.get(node.getOp()) : function.getSignature();
        if (operation == null) {
            throw new IllegalArgumentException("TensorFlow " + TensorFlow.version() + " has no operation '"
                    + node.getOp() + "', which the node '" + node.getName() + "' needs");
        }
        int first = 0;
        for (OpDef.ArgDef argument : operation.getOutputArgList()) {
            if (argument.getName().equals(output)) {
                return first;
            }
            if (!argument.getNumberAttr().isEmpty()) {
                first += (int) node.getAttrOrThrow(argument.getNumberAttr()).getI();
            } else if (!argument.getTypeListAttr().isEmpty()) {
                first += node.getAttrOrThrow(argument.getTypeListAttr())
                        .getList()
                        .getTypeCount();
            } else {
                first++;
            }
        }
        throw new IllegalArgumentException("the operation '" + node.getOp() + "' has no output '" + output + "'");
    }
}
