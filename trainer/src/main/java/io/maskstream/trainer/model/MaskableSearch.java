package io.maskstream.trainer.model;

import static io.maskstream.trainer.tensor.GraphDefs.nodeOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor of a model that a mask can multiply. */
final class MaskableSearch {

    /** Operations that pass values on unchanged. */
    static final Set<String> PASSING = Set.of("Identity", "StopGradient", "PreventGradient", "Snapshot");

    /**
     * Operations between the input and the look-up that keep ids distinct; Keras 3 counts negative ids from the end.
     */
    private static final Set<String> OF_IDS = Set.of(
            "Identity",
            "StopGradient",
            "Cast",
            "Reshape",
            "Squeeze",
            "ExpandDims",
            "Maximum",
            "Minimum",
            "ClipByValue",
            "Less",
            "Add",
            "AddV2",
            "Sub",
            "Select",
            "SelectV2");

    /** Operations that act on each element by itself, given constants. */
    private static final Set<String> ELEMENTWISE = Set.of(
            "Identity",
            "StopGradient",
            "Cast",
            "Mul",
            "Sub",
            "Add",
            "AddV2",
            "RealDiv",
            "Div",
            "DivNoNan",
            "Neg",
            "BiasAdd",
            "ClipByValue",
            "Maximum",
            "Minimum",
            "ReverseV2",
            "Reshape",
            "ExpandDims",
            "Squeeze",
            "FusedBatchNorm",
            "FusedBatchNormV2",
            "FusedBatchNormV3");

    private MaskableSearch() {}

    /**
     * Finds the embedded sequence: the result of the first look-up by the ids.
     *
     * @param ids name of the placeholder [batch, length]
     * @param prediction name of the tensor that is explained
     * @return name of a tensor [batch, length, channels]
     * @throws IllegalArgumentException if there is none
     */
    static String embedded(ModelGraph graph, String ids, String prediction) {
        Set<String> sameIds = graph.dependentOn(ids, node -> OF_IDS.contains(node.getOp()));
        sameIds.add(graph.node(ids).getName());
        Set<String> needed = graph.neededBy(prediction);
        for (NodeDef node : graph.nodes()) {
            if (needed.contains(node.getName()) && isLookUp(graph, node, sameIds)) {
                return passedOn(graph, node.getName(), needed);
            }
        }
        throw new IllegalArgumentException(
                "it embeds no sequence: it has no look-up for each position of its input (a bag of"
                        + " words, tf-idf and tabular data have no positions), so no part can be masked");
    }

    private static boolean isLookUp(ModelGraph graph, NodeDef node, Set<String> ids) {
        int indices =
                switch (node.getOp()) {
                    case "GatherV2", "Gather" -> 1;
                    case "OneHot" -> 0;
                    default -> -1;
                };
        if (indices < 0 || !ids.contains(nodeOf(node.getInput(indices)))) {
            return false;
        }
        long[] sizes = graph.sizes(node.getName());
        return sizes.length == 3 && graph.type(node.getName()) == DataType.DT_FLOAT;
    }

    /** Number of rows of the look-up's table; -1 if it has no table, or the number is unknown. */
    static long rows(ModelGraph graph, String embedded) {
        NodeDef node = graph.origin(embedded, PASSING);
        if (node.getOp().startsWith("Gather")) {
            long[] sizes = graph.sizes(node.getInput(0));
            return sizes.length == 0 ? -1 : sizes[0];
        }
        return -1;
    }

    /** Follows operations that pass the tensor on unchanged, as long as each is the only user of the one before it. */
    private static String passedOn(ModelGraph graph, String tensor, Set<String> needed) {
        String last = tensor;
        while (true) {
            List<NodeDef> users = graph.users(last).stream()
                    .filter(user -> needed.contains(user.getName()))
                    .toList();
            if (users.size() != 1 || !PASSING.contains(users.get(0).getOp())) {
                return last;
            }
            last = users.get(0).getName();
        }
    }

    /**
     * Finds the image after the preprocessing that acts on each pixel by itself: the last tensor with the input's size
     * and channels through which all paths to the prediction lead.
     *
     * @param images name of the placeholder
     * @param sizes height, width and channels
     * @param prediction name of the tensor that is explained
     * @return name of a float32 tensor [batch, height, width, channels]; null if neither the placeholder nor another
     *     tensor has this type and shape
     */
    static String image(ModelGraph graph, String images, long[] sizes, String prediction) {
        Set<String> varying = graph.dependentOn(images);
        Set<String> needed = graph.neededBy(prediction);
        String found = isImage(graph, images, sizes) ? images : null;
        List<String> open = new ArrayList<>(List.of(images));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String tensor = open.remove(0);
            for (NodeDef user : graph.users(tensor)) {
                if (!ELEMENTWISE.contains(user.getOp())
                        || !needed.contains(user.getName())
                        || !othersAreConstant(user, tensor, varying, images)
                        || !seen.add(user.getName())) {
                    continue;
                }
                open.add(user.getName());
                if (isImage(graph, user.getName(), sizes) && graph.allPasses(images, user.getName(), prediction)) {
                    found = user.getName();
                }
            }
        }
        return found;
    }

    private static boolean othersAreConstant(NodeDef node, String tensor, Set<String> varying, String images) {
        return node.getInputList().stream()
                .filter(input -> !nodeOf(input).equals(nodeOf(tensor)))
                .noneMatch(input ->
                        varying.contains(nodeOf(input)) || nodeOf(input).equals(nodeOf(images)));
    }

    private static boolean isImage(ModelGraph graph, String tensor, long[] sizes) {
        long[] shape = graph.sizes(tensor);
        return graph.type(tensor) == DataType.DT_FLOAT
                && shape.length == 4
                && Arrays.equals(Arrays.copyOfRange(shape, 1, 4), sizes);
    }
}
