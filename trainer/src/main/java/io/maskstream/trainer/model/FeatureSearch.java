package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the tensor that tells a mask network what the model has seen at each position: the last one on the way to the
 * prediction that still has positions, such as the sequence before pooling or the feature maps of the last convolution.
 */
final class FeatureSearch {

    /** A sequence with fewer positions than one in this many tokens no longer tells the tokens apart. */
    private static final int LEAST_SHARE = 4;

    /** Smallest height and width of feature maps. */
    private static final int LEAST_SIDE = 2;

    private static final int SEQUENCE_RANK = 3;
    private static final int IMAGE_RANK = 4;

    private static final Set<DataType> FLOATING =
            Set.of(DataType.DT_FLOAT, DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_DOUBLE);

    private final ModelGraph graph;
    private final Set<String> varying;
    private final Map<String, Integer> depths = new HashMap<>();

    private FeatureSearch(ModelGraph graph, String maskable) {
        this.graph = graph;
        varying = graph.dependentOn(maskable);
        for (NodeDef node : graph.nodes()) {
            if (varying.contains(node.getName())) {
                int depth = 0;
                for (String input : node.getInputList()) {
                    depth = Math.max(depth, depths.getOrDefault(GraphDefs.nodeOf(input), 0));
                }
                depths.put(node.getName(), depth + 1);
            }
        }
    }

    /**
     * Finds the features of sequences.
     *
     * @param maskable name of the tensor [batch, length, channels]
     * @param prediction name of the tensor that is explained
     * @return names of tensors [batch, positions, channels] with the same positions: two where a bidirectional
     *     recurrent layer gives one for each direction, otherwise one
     */
    static List<String> ofSequences(ModelGraph graph, String maskable, String prediction) {
        long length = graph.sizes(maskable)[1];
        FeatureSearch search = new FeatureSearch(graph, maskable);
        List<String> recurrent = search.lastRecurrent(prediction);
        String last = search.last(
                prediction,
                sizes -> sizes.length == SEQUENCE_RANK
                        && LEAST_SHARE * sizes[1] >= length
                        && sizes[1] <= length
                        && sizes[2] > 1
                        && (sizes[1] == length || sizes[2] != length));
        if (!recurrent.isEmpty() && (last == null || search.depth(last) < search.depth(recurrent.get(0)))) {
            return recurrent;
        }
        return List.of(last == null ? maskable : last);
    }

    /**
     * Finds the features of images.
     *
     * @param maskable name of the tensor [batch, height, width, channels]
     * @param prediction name of the tensor that is explained
     * @return name of a tensor [batch, height, width, channels], whose size may differ from that of the image
     */
    static String ofImages(ModelGraph graph, String maskable, String prediction) {
        String last = new FeatureSearch(graph, maskable)
                .last(
                        prediction,
                        sizes -> sizes.length == IMAGE_RANK
                                && sizes[1] >= LEAST_SIDE
                                && sizes[2] >= LEAST_SIDE
                                && sizes[3] > 0);
        return last == null ? maskable : last;
    }

    private interface Positions {
        boolean areIn(long[] sizes);
    }

    private String last(String prediction, Positions positions) {
        Set<String> needed = graph.neededBy(prediction);
        String last = null;
        for (NodeDef node : graph.nodes()) {
            String name = node.getName();
            if (varying.contains(name)
                    && needed.contains(name)
                    && !node.getOp().equals("Transpose")
                    && FLOATING.contains(graph.type(name))
                    && isBatch(graph.sizes(name))
                    && positions.areIn(graph.sizes(name))
                    && (last == null || depth(name) >= depth(last))) {
                last = name;
            }
        }
        return last;
    }

    /**
     * Whether the first dimension is the batch: it is of unknown size, whereas a sequence along it has a fixed length.
     */
    private static boolean isBatch(long[] sizes) {
        return sizes.length > 0 && sizes[0] < 0;
    }

    /** The sequences of the last recurrent layer: one for each of its directions. */
    private List<String> lastRecurrent(String prediction) {
        Set<String> needed = graph.neededBy(prediction);
        List<String> sequences = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            if (node.getName().endsWith(ImportedModel.SEQUENCE)
                    && varying.contains(node.getName())
                    && graph.sizes(node.getName()).length == SEQUENCE_RANK) {
                sequences.add(node.getName());
            }
        }
        // A layer whose output another of them reads is not the last.
        List<String> last = new ArrayList<>(sequences);
        for (String sequence : sequences) {
            Set<String> before = graph.neededBy(sequence);
            last.removeIf(other -> !other.equals(sequence) && isReadBy(other, before));
        }
        last.removeIf(sequence -> graph.node(sequence).getInputList().stream()
                .map(GraphDefs::nodeOf)
                .noneMatch(needed::contains));
        return last;
    }

    /** Whether the nodes contain a step of the sequence. */
    private boolean isReadBy(String sequence, Set<String> nodes) {
        return nodes.contains(sequence)
                || graph.node(sequence).getInputList().stream()
                        .map(GraphDefs::nodeOf)
                        .filter(varying::contains)
                        .anyMatch(nodes::contains);
    }

    private int depth(String tensor) {
        return depths.getOrDefault(tensor, 0);
    }
}
