package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Infers from its last layer what a model predicts. */
final class OutputSearch {

    private static final Set<String> PASSING =
            Set.of("Identity", "StopGradient", "Reshape", "Squeeze", "ExpandDims", "Cast", "StridedSlice");

    private OutputSearch() {}

    /**
     * A prediction.
     *
     * @param tensor name of the tensor
     * @param columns number of values per record
     * @param sort the form of the values
     * @param column index of the explained value; null for all
     * @param how the form was found
     */
    record Prediction(String tensor, int columns, OutputSort sort, Integer column, String how) {}

    /**
     * Returns the output to explain.
     *
     * @param tensor that the user names; null for the only output of the signature
     * @throws IllegalArgumentException if the user names none and there are several
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
                    + "); choose the one to explain, such as --prediction "
                    + outputs.get(0).key());
        }
        return outputs.get(0).tensor();
    }

    /**
     * Determines what a tensor predicts.
     *
     * @throws IllegalArgumentException if it cannot be explained
     */
    static Prediction of(ModelGraph graph, String tensor, ModelChoices.Output choices) {
        long[] sizes = graph.sizes(tensor);
        if (graph.isUnknownRank(tensor) || sizes.length == 0 || sizes.length > 2 || sizes[sizes.length - 1] == 0) {
            throw new IllegalArgumentException("its output '" + tensor + "' has the shape " + graph.shape(tensor)
                    + ", but only one value per record, or one probability per class, can be explained");
        }
        int columns = sizes.length == 1 ? 1 : (int) sizes[1];
        if (columns < 0) {
            throw new IllegalArgumentException(
                    "its output '" + tensor + "' has an unknown number of values per record");
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
                + " be true at once; choose the one to explain: --output-column 0 to " + (columns - 1));
    }

    /**
     * Refuses an output of several sigmoids if the user has chosen none, before loops are unrolled.
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
                    "its output has " + columns + " columns and cannot be " + sort + "; choose one: --output-column");
        }
        if (!isOne && columns == 1) {
            throw new IllegalArgumentException("its output has one column, which cannot be " + sort + " of classes");
        }
        return new Prediction(tensor, columns, sort, isOne && columns > 1 ? choices.column() : null, "given");
    }
}
