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

    /** What passes values on as they are. */
    static final Set<String> PASSING = Set.of("Identity", "StopGradient", "PreventGradient", "Snapshot");

    /** What changes ids, but not which is which; Keras 3 counts negative ones from the end. */
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

    /** What acts on each element by itself, with the help of constants. */
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
     * The embedded sequence: what the first look-up by the ids gives.
     *
     * @param ids name of the placeholder [batch, length]
     * @param prediction what is explained
     * @return name of a tensor [batch, length, channels]
     * @throws IllegalArgumentException if there is none; says what the model does with its ids instead
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
        throw new IllegalArgumentException("it embeds no sequence: nothing in it looks the input up in a table by"
                + " position, as a bag of words, tf-idf or a table of figures has none, so no part can be masked");
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

    /** How many rows the table of a look-up has, -1 where it has none or that is unknown. */
    static long rows(ModelGraph graph, String embedded) {
        NodeDef node = graph.origin(embedded, PASSING);
        if (node.getOp().startsWith("Gather")) {
            long[] sizes = graph.sizes(node.getInput(0));
            return sizes.length == 0 ? -1 : sizes[0];
        }
        return -1;
    }

    /** The last of the tensors that are the same, where nothing else takes one of them. */
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
     * The image behind the preprocessing that acts on each pixel by itself: the last tensor of the input's size and channels
     * that all else goes through.
     *
     * @param images name of the placeholder
     * @param sizes height, width and channels
     * @param prediction what is explained
     * @return name of a float32 tensor [batch, height, width, channels]; null if the placeholder's is not of that type and
     *     shape, and no other is
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
