package io.maskstream.trainer.mask;

import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * What a model of images would answer if all of its feature maps looked like one cell of them: the layers behind the
 * pooling, run on the features of each cell. If these layers are linear up to the last one, the mean over the cells of
 * this answer is the model's answer, so it is a first approximation of what each cell adds (class activation maps, Zhou
 * et al. 2016). It costs no pass through the model.
 *
 * <p>Only for models that average their feature maps, of known size, over rows and columns; other layers would need maps
 * of the whole size.
 *
 * @param graph the frozen model with the copies of its last layers
 * @param answers name of the answer by length, [batch * cells, classes] or [batch * cells]; empty for other models
 */
record CellAnswers(GraphDef graph, Map<Integer, String> answers) {

    private static final String PREFIX = "cell_answers_";

    /** Keeps the logarithm of a probability finite. */
    private static final float LEAST = 1e-20f;

    private static final long[] ROWS_AND_COLUMNS = {1, 2};

    /** Adds copies of the last layers to a model, if it is of images and its feature maps are averaged. */
    static CellAnswers of(FrozenModel frozen) {
        GraphDef graph = frozen.graph();
        Map<Integer, String> answers = new HashMap<>();
        if (frozen.card().input().image() == null) {
            return new CellAnswers(graph, answers);
        }
        for (Map.Entry<Integer, FrozenTensors> copy : frozen.card().tensors().entrySet()) {
            FrozenTensors tensors = copy.getValue();
            if (!isAveraged(graph, tensors.features(), tensors.prediction())) {
                continue;
            }
            String prefix = PREFIX + copy.getKey();
            String cells = prefix + "_features";
            Optional<GraphDef> withCells = withCells(graph, tensors.features(), cells);
            if (withCells.isPresent()) {
                graph = GraphDefs.withCopy(withCells.get(), prefix, tensors.features(), cells, tensors.prediction());
                answers.put(copy.getKey(), prefix + "/" + tensors.prediction());
            }
        }
        return new CellAnswers(graph, answers);
    }

    /** Returns whether the prediction depends on the features by their mean over rows and columns only. */
    private static boolean isAveraged(GraphDef graph, String features, String prediction) {
        Map<String, NodeDef> nodes = GraphDefs.nodes(graph);
        String name = GraphDefs.canonical(features);
        List<NodeDef> readers = GraphDefs.pruned(graph, List.of(prediction)).getNodeList().stream()
                .filter(node -> node.getInputList().stream()
                        .anyMatch(input -> GraphDefs.canonical(input).equals(name)))
                .toList();
        return !readers.isEmpty()
                && readers.stream()
                        .allMatch(reader -> reader.getOp().equals("Mean")
                                && Arrays.equals(
                                        ROWS_AND_COLUMNS,
                                        TensorProtos.wholeNumbers(nodes.get(GraphDefs.nodeOf(reader.getInput(1)))
                                                .getAttrMap()
                                                .getOrDefault("value", AttrValue.getDefaultInstance())
                                                .getTensor())));
    }

    /**
     * Adds a tensor with each cell of the features as maps of one row and column: [batch * cells, 1, 1, channels]. Empty
     * if TensorFlow does not know the size of the features.
     */
    private static Optional<GraphDef> withCells(GraphDef frozen, String features, String name) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(frozen);
            Operand<TFloat32> maps = GraphCopy.tensor(graph, features, TFloat32.class);
            Shape shape = maps.shape();
            if (shape.numDimensions() != ImageMaps.IMAGE_DIMENSIONS
                    || shape.tail().hasUnknownDimension()) {
                return Optional.empty();
            }
            Ops tf = Ops.create(graph);
            tf.withName(name).reshape(maps, tf.constant(new int[] {-1, 1, 1, (int) shape.get(3)}));
            return Optional.of(graph.toGraphDef());
        }
    }

    /**
     * Returns the answers as maps in the unit of the evidence: [batch, height, width, outputs]. For a class, the log
     * probability less the mean of those of the other classes, weighted by the model's probabilities for the whole
     * image: its gradient is that of the log odds.
     *
     * @param answers [batch * cells, classes] or [batch * cells]
     * @param features of the model, [batch, height, width, channels]
     * @param prediction of the model, [batch, classes] or [batch]
     */
    static Operand<TFloat32> maps(
            Ops tf, Operand<TFloat32> answers, Operand<TFloat32> features, Operand<TFloat32> prediction) {
        Shape shape = features.shape();
        int outputs = prediction.shape().numDimensions() == 1
                ? 1
                : (int) prediction.shape().get(1);
        int[] size = {-1, (int) shape.get(1), (int) shape.get(2), outputs};
        if (outputs == 1) {
            return tf.reshape(answers, tf.constant(size));
        }
        Operand<TFloat32> logs = tf.math.log(tf.math.maximum(answers, tf.constant(LEAST)));
        Operand<TFloat32> centred = tf.reshape(
                tf.math.sub(logs, tf.math.mean(logs, tf.constant(1), Mean.keepDims(true))), tf.constant(size));
        Operand<TFloat32> p = tf.reshape(prediction, tf.constant(new int[] {-1, 1, 1, outputs}));
        Operand<TFloat32> weighted = tf.math.mul(centred, p);
        Operand<TFloat32> ofOthers = tf.math.sub(tf.sum(weighted, tf.constant(3), Sum.keepDims(true)), weighted);
        // The margin is shared by the other classes equally; their centred logarithms add up to minus that of the
        // class.
        Operand<TFloat32> margin = tf.math.mul(centred, tf.constant(-LogOdds.MARGIN / (outputs - 1)));
        return tf.math.sub(
                centred, tf.math.div(tf.math.add(ofOthers, margin), tf.math.sub(tf.constant(1 + LogOdds.MARGIN), p)));
    }
}
