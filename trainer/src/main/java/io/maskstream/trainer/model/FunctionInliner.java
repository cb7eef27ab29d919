package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Replaces calls of functions, into which Keras wraps whole models, by the functions' nodes: the node {@code n} of a
 * function that the node {@code call} calls is named {@code call/n} afterwards. Control inputs from and to calls are
 * dropped, for a model that is only asked has no side effects to order.
 */
final class FunctionInliner {

    private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

    private final Map<String, FunctionDef> functions = new HashMap<>();
    private final Map<String, OpDef> operations = new HashMap<>();
    private final Map<String, NodeDef> result = new LinkedHashMap<>();
    /** What a call's output really is, by the name of that output. */
    private final Map<String, String> returned = new HashMap<>();

    private FunctionInliner(GraphDef graph) {
        graph.getLibrary()
                .getFunctionList()
                .forEach(function -> functions.put(function.getSignature().getName(), function));
        TensorFlow.registeredOpList().getOpList().forEach(op -> operations.put(op.getName(), op));
    }

    /** The graph without calls; as it is where it has no functions. */
    static GraphDef inlined(GraphDef graph) {
        if (graph.getLibrary().getFunctionCount() == 0) {
            return graph;
        }
        FunctionInliner inliner = new FunctionInliner(graph);
        graph.getNodeList().forEach(inliner::add);
        GraphDef.Builder inlined = graph.toBuilder().clearNode().clearLibrary();
        inliner.result.values().forEach(node -> inlined.addNode(inliner.resolved(node)));
        return inlined.build();
    }

    private void add(NodeDef node) {
        FunctionDef function = called(node);
        if (function == null) {
            result.put(node.getName(), node);
            return;
        }
        String prefix = node.getName() + "/";
        Map<String, String> arguments = new HashMap<>();
        List<String> inputs = node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .toList();
        for (int i = 0; i < inputs.size(); i++) {
            arguments.put(function.getSignature().getInputArg(i).getName(), inputs.get(i));
        }
        Map<String, NodeDef> body = new HashMap<>();
        function.getNodeDefList().forEach(inner -> body.put(inner.getName(), inner));
        for (NodeDef inner : function.getNodeDefList()) {
            NodeDef.Builder copy =
                    inner.toBuilder().setName(prefix + inner.getName()).clearInput();
            for (String input : inner.getInputList()) {
                if (!input.startsWith("^")) {
                    copy.addInput(inGraph(input, prefix, arguments, body));
                }
            }
            add(copy.build());
        }
        for (int i = 0; i < function.getSignature().getOutputArgCount(); i++) {
            String name = function.getSignature().getOutputArg(i).getName();
            returned.put(node.getName() + ":" + i, inGraph(function.getRetOrThrow(name), prefix, arguments, body));
        }
    }

    private FunctionDef called(NodeDef node) {
        return CALLS.contains(node.getOp())
                ? functions.get(node.getAttrOrThrow("f").getFunc().getName())
                : functions.get(node.getOp());
    }

    /** A reference inside a function, {@code arg} or {@code node:output:index}, as one of the graph. */
    private String inGraph(String reference, String prefix, Map<String, String> arguments, Map<String, NodeDef> body) {
        String[] parts = reference.split(":");
        if (parts.length == 1) {
            return arguments.get(reference);
        }
        NodeDef node = body.get(parts[0]);
        return prefix + parts[0] + ":" + (firstOutput(node, parts[1]) + Integer.parseInt(parts[2]));
    }

    /** Where the tensors of a named output begin among all the tensors that a node gives. */
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

    private NodeDef resolved(NodeDef node) {
        List<String> inputs = new ArrayList<>();
        for (String input : node.getInputList()) {
            if (!input.startsWith("^") || result.containsKey(GraphDefs.nodeOf(input))) {
                inputs.add(resolved(input));
            }
        }
        return node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    private String resolved(String input) {
        String tensor = input;
        while (!tensor.startsWith("^")) {
            String next = returned.get(tensor.contains(":") ? tensor : tensor + ":0");
            if (next == null) {
                break;
            }
            tensor = next;
        }
        return tensor;
    }
}
