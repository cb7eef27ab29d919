package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Tells what a model predicts by how its last layer computes it. */
final class OutputSearch {

    private static final Set<String> PASSING =
            Set.of("Identity", "StopGradient", "Reshape", "Squeeze", "ExpandDims", "Cast", "StridedSlice");

    private OutputSearch() {}

    /**
     * A prediction.
     *
     * @param tensor its name
     * @param columns how many numbers a record has
     * @param sort what they are
     * @param column which of them is explained; null for all
     * @param how that was found
     */
    record Prediction(String tensor, int columns, OutputSort sort, Integer column, String how) {}

    /**
     * The output that is explained.
     *
     * @param tensor that the user names; null to take the signature's only one
     * @throws IllegalArgumentException if there are several
     */
    static String tensor(List<Port> outputs, String tensor) {
        if (tensor != null) {
            return outputs.stream()
                    .filter(output -> output.key().equals(tensor))
                    .map(Port::tensor)
                    .findFirst()
                    .orElse(tensor);
        }
        if (outputs.size() != 1) {
            throw new IllegalArgumentException("it has " + outputs.size() + " outputs ("
                    + outputs.stream().map(Port::key).collect(Collectors.joining(", "))
                    + "); say which is to be explained: --prediction "
                    + outputs.get(0).key());
        }
        return outputs.get(0).tensor();
    }

    /**
     * What a tensor predicts.
     *
     * @throws IllegalArgumentException if it is nothing that can be explained
     */
    static Prediction of(ModelGraph graph, String tensor, ModelChoices.Output choices) {
        long[] sizes = graph.sizes(tensor);
        if (graph.isUnknownRank(tensor) || sizes.length == 0 || sizes.length > 2 || sizes[sizes.length - 1] == 0) {
            throw new IllegalArgumentException("its output '" + tensor + "' has the shape " + graph.shape(tensor)
                    + ", and only one value a record, or one probability a class, can be explained");
        }
        int columns = sizes.length == 1 ? 1 : (int) sizes[1];
        if (columns < 0) {
            throw new IllegalArgumentException(
                    "its output '" + tensor + "' does not say how many numbers it has for a record");
        }
        if (choices.column() != null && (choices.column() < 0 || choices.column() >= columns)) {
            throw new IllegalArgumentException("its output has " + columns + (columns == 1 ? " column" : " columns")
                    + ", counted from 0: there is no column " + choices.column());
        }
        String last = graph.origin(tensor, PASSING).getOp();
        if (choices.sort() != null) {
            return said(tensor, columns, choices);
        }
        boolean isSigmoid = last.equals("Sigmoid");
        boolean isSoftmax = last.equals("Softmax");
        if (columns == 1 && isSoftmax) {
            throw new IllegalArgumentException("its last layer is a softmax over one unit, which is always 1");
        }
        if (columns == 1 || choices.column() != null) {
            boolean isProbability = isSigmoid || isSoftmax;
            return new Prediction(
                    tensor,
                    columns,
                    isProbability ? OutputSort.SIGMOID : OutputSort.VALUE,
                    columns == 1 ? null : choices.column(),
                    isProbability ? "found: a " + last.toLowerCase(Locale.ROOT) : "found: no sigmoid or softmax");
        }
        if (isSigmoid) {
            throw independentSigmoids(columns);
        }
        return new Prediction(
                tensor,
                columns,
                isSoftmax ? OutputSort.PROBABILITIES : OutputSort.LOGITS,
                null,
                isSoftmax ? "found: a softmax" : "assumed: no softmax at the end, so one is added");
    }

    private static IllegalArgumentException independentSigmoids(int columns) {
        return new IllegalArgumentException("its " + columns + " outputs are independent sigmoids, of which several may"
                + " be true at once; say which is to be explained: --output-column 0 to " + (columns - 1));
    }

    /**
     * Refuses an output of several sigmoids of which none was chosen, before loops are unrolled.
     *
     * @throws IllegalArgumentException as {@link #of} throws it
     */
    static void refuseIndependentSigmoids(GraphDef graph, Port output, ModelChoices.Output choices) {
        if (output.shape() == null
                || output.shape().size() != 2
                || choices.column() != null
                || choices.sort() != null) {
            return;
        }
        long columns = output.shape().get(1);
        Map<String, NodeDef> nodes = GraphDefs.nodes(graph);
        NodeDef last = nodes.get(GraphDefs.nodeOf(output.tensor()));
        while (last != null && PASSING.contains(last.getOp())) {
            last = nodes.get(GraphDefs.nodeOf(last.getInput(0)));
        }
        if (columns > 1 && last != null && last.getOp().equals("Sigmoid")) {
            throw independentSigmoids((int) columns);
        }
    }

    private static Prediction said(String tensor, int columns, ModelChoices.Output choices) {
        OutputSort sort = choices.sort();
        boolean isOne = sort == OutputSort.VALUE || sort == OutputSort.SIGMOID || sort == OutputSort.LOGIT;
        if (isOne && columns > 1 && choices.column() == null) {
            throw new IllegalArgumentException(
                    "its output has " + columns + " columns and cannot be " + sort + "; say which: --output-column");
        }
        if (!isOne && columns == 1) {
            throw new IllegalArgumentException("its output has one column, which cannot be " + sort + " of classes");
        }
        return new Prediction(tensor, columns, sort, isOne && columns > 1 ? choices.column() : null, "said");
    }
}
