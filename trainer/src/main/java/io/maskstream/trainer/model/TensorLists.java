package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Replaces lists of tensors, in which Keras' recurrent layers keep the steps of a sequence, by the tensors themselves.
 * Lists that still depend on a loop are not changed.
 */
final class TensorLists {

    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final ScalarConstants constants = new ScalarConstants(nodes);
    private final TrialRun trial;
    /** Names of the elements of a list, null where one is unset, by the name of the list. */
    private final Map<String, List<String>> lists = new HashMap<>();

    /** Names of elements by the name of the node that reads them. */
    private final Map<String, String> read = new HashMap<>();

    private final Map<String, NodeDef> unpacked = new LinkedHashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    private TensorLists(GraphDef graph, TrialRun trial) {
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        this.trial = trial;
    }

    /**
     * Replaces the lists in a graph.
     *
     * @param trial trial run of the same graph
     * @throws IllegalArgumentException if an index into a list is not known before the model runs
     */
    static GraphDef resolved(GraphDef graph, TrialRun trial) {
        return new TensorLists(graph, trial).resolved(graph);
    }

    private GraphDef resolved(GraphDef graph) {
        count();
        GraphDef.Builder result = graph.toBuilder().clearNode();
        List<NodeDef> rewritten = new ArrayList<>();
        for (NodeDef node : nodes.values()) {
            NodeDef other = rewritten(node);
            if (other != null) {
                rewritten.add(other);
            }
        }
        rewritten.addAll(unpacked.values());
        for (NodeDef node : rewritten) {
            NodeDef.Builder direct = node.toBuilder().clearInput();
            node.getInputList().forEach(input -> direct.addInput(source(input)));
            result.addNode(direct);
        }
        return result.build();
    }

    private String source(String tensor) {
        String name = GraphDefs.canonical(tensor);
        while (read.containsKey(name)) {
            name = read.get(name);
        }
        return name;
    }

    /** Counts the elements of lists that are created from a tensor or with a given size. */
    private void count() {
        Map<String, DataType> tensors = new HashMap<>();
        List<String> sizes = new ArrayList<>();
        Set<String> waiting = LoopUnrolling.behindControlFlow(nodes.values());
        waiting.addAll(LoopUnrolling.behind(nodes.values(), node -> node.getOp().startsWith("TensorList")));
        for (NodeDef node : nodes.values()) {
            boolean ready = !waiting.contains(node.getName());
            if (node.getOp().equals("TensorListFromTensor") && ready) {
                tensors.put(
                        GraphDefs.canonical(node.getInput(0)),
                        node.getAttrOrThrow("element_dtype").getType());
            }
            if (node.getOp().equals("TensorListReserve")) {
                OptionalLong size = constants.value(GraphDefs.canonical(node.getInput(1)));
                if (size.isPresent()) {
                    counts.put(GraphDefs.canonical(node.getInput(1)), size.getAsLong());
                } else if (ready) {
                    sizes.add(GraphDefs.canonical(node.getInput(1)));
                }
            }
        }
        counts.putAll(trial.firstSizes(tensors));
        counts.putAll(trial.values(sizes));
    }

    /** Returns the node that replaces a node; null if its users take the list element directly. */
    private NodeDef rewritten(NodeDef node) {
        switch (node.getOp()) {
            case "TensorListGetItem" -> {
                List<String> list = list(node.getInput(0));
                if (list == null) {
                    return node;
                }
                read.put(node.getName(), element(node, list, index(node, 1)));
                return null;
            }
            case "TensorListStack" -> {
                List<String> list = list(node.getInput(0));
                if (list == null) {
                    return node;
                }
                NodeDef.Builder pack = NodeDef.newBuilder()
                        .setName(node.getName())
                        .setOp("Pack")
                        .putAttr("T", node.getAttrOrThrow("element_dtype"))
                        .putAttr("N", number(list.size()))
                        .putAttr("axis", number(0));
                for (int i = 0; i < list.size(); i++) {
                    pack.addInput(element(node, list, i));
                }
                return pack.build();
            }
            case "TensorListLength" -> {
                List<String> list = list(node.getInput(0));
                return list == null
                        ? node
                        : GraphDefs.constant(node.getName(), TensorProtos.scalar(DataType.DT_INT32, list.size()));
            }
            default -> {
                list(node.getName());
                return node;
            }
        }
    }

    private static String element(NodeDef node, List<String> list, int index) {
        if (index < 0 || index >= list.size() || list.get(index) == null) {
            throw new IllegalArgumentException(
                    "'" + node.getName() + "' reads element " + index + " of a list before it is set");
        }
        return list.get(index);
    }

    private int index(NodeDef node, int input) {
        return Math.toIntExact(constants
                .value(GraphDefs.canonical(node.getInput(input)))
                .orElseThrow(() -> new IllegalArgumentException("'" + node.getName()
                        + "' uses an element of a list whose index is not known before the model runs")));
    }

    /** The elements of a list; null if the tensor is not a list, or the elements are not known yet. */
    private List<String> list(String tensor) {
        String name = GraphDefs.canonical(tensor);
        if (lists.containsKey(name)) {
            return lists.get(name);
        }
        NodeDef node = nodes.get(GraphDefs.nodeOf(name));
        List<String> list = node == null ? null : made(node);
        lists.put(name, list);
        return list;
    }

    private List<String> made(NodeDef node) {
        switch (node.getOp()) {
            case "EmptyTensorList" -> {
                return List.of();
            }
            case "TensorListReserve" -> {
                Long size = counts.get(GraphDefs.canonical(node.getInput(1)));
                return size == null ? null : Collections.nCopies(Math.max(0, Math.toIntExact(size)), null);
            }
            case "TensorListFromTensor" -> {
                return fromTensor(node);
            }
            case "TensorListSetItem" -> {
                List<String> before = list(node.getInput(0));
                if (before == null) {
                    return null;
                }
                int index = index(node, 1);
                List<String> after = new ArrayList<>(before);
                while (after.size() <= index) {
                    after.add(null);
                }
                after.set(index, GraphDefs.canonical(node.getInput(2)));
                return after;
            }
            case "TensorListPushBack" -> {
                List<String> before = list(node.getInput(0));
                if (before == null) {
                    return null;
                }
                List<String> after = new ArrayList<>(before);
                after.add(GraphDefs.canonical(node.getInput(1)));
                return after;
            }
            case "Identity" -> {
                return node.getAttrOrThrow("T").getType() == DataType.DT_VARIANT ? list(node.getInput(0)) : null;
            }
            default -> {
                return null;
            }
        }
    }

    private List<String> fromTensor(NodeDef node) {
        String tensor = GraphDefs.canonical(node.getInput(0));
        Long count = counts.get(tensor);
        if (count == null) {
            return null;
        }
        String name = node.getName() + "/elements";
        unpacked.put(
                name,
                NodeDef.newBuilder()
                        .setName(name)
                        .setOp("Unpack")
                        .addInput(tensor)
                        .putAttr("T", node.getAttrOrThrow("element_dtype"))
                        .putAttr("num", number(count))
                        .putAttr("axis", number(0))
                        .build());
        String[] elements = new String[Math.toIntExact(count)];
        Arrays.setAll(elements, i -> i == 0 ? name : name + ":" + i);
        return Arrays.asList(elements);
    }

    private static AttrValue number(long value) {
        return AttrValue.newBuilder().setI(value).build();
    }
}
