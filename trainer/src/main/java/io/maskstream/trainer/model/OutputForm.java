package io.maskstream.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Brings the output of a model into the form that is explained. */
final class OutputForm {

    /** Name of the prediction: float32 [batch] for a value, or [batch, classes] of probabilities. */
    static final String PREDICTION = "maskstream_prediction";

    /** Name of the features if they are joined from several tensors, or converted to float32. */
    static final String FEATURES = "maskstream_features";

    private OutputForm() {}

    /**
     * Adds the prediction and the features to a graph.
     *
     * @param features names of tensors of the same shape except for their channels, which are concatenated
     * @return the complete graph with the additions
     */
    static GraphDef behind(GraphDef graph, OutputSearch.Prediction prediction, List<String> features) {
        try (Graph whole = new Graph()) {
            whole.importGraphDef(graph);
            Ops tf = Ops.create(whole);
            Operand<TFloat32> given = float32(tf, whole, prediction.tensor());
            Operand<TFloat32> rows = tf.reshape(given, tf.constant(new int[] {-1, prediction.columns()}));
            if (prediction.column() != null) {
                rows = tf.slice(rows, tf.constant(new int[] {0, prediction.column()}), tf.constant(new int[] {-1, 1}));
            }
            Operand<TFloat32> normal =
                    switch (prediction.sort()) {
                        case VALUE -> tf.reshape(rows, tf.constant(new int[] {-1}));
                        case PROBABILITIES -> rows;
                        case LOGITS -> tf.nn.softmax(rows);
                        case SIGMOID -> twoClasses(tf, rows);
                        case LOGIT -> twoClasses(tf, tf.math.sigmoid(rows));
                    };
            tf.withName(PREDICTION).identity(normal);
            if (isMade(whole, features)) {
                List<Operand<TFloat32>> parts = new ArrayList<>();
                features.forEach(name -> parts.add(float32(tf, whole, name)));
                Operand<TFloat32> joined = parts.size() == 1
                        ? parts.get(0)
                        : tf.concat(parts, tf.constant(parts.get(0).shape().numDimensions() - 1));
                tf.withName(FEATURES).identity(joined);
            }
            return whole.toGraphDef();
        }
    }

    /** The name of the features in the graph that {@link #behind} returns. */
    static String features(Graph graph, List<String> features) {
        return isMade(graph, features) ? FEATURES : features.get(0);
    }

    private static boolean isMade(Graph graph, List<String> features) {
        return features.size() > 1
                || graph.outputOrThrow(output(features.get(0))).type() != TFloat32.class;
    }

    private static Operand<TFloat32> twoClasses(Ops tf, Operand<TFloat32> second) {
        return tf.concat(List.of(tf.math.sub(tf.constant(1f), second), second), tf.constant(1));
    }

    private static Operand<TFloat32> float32(Ops tf, Graph graph, String tensor) {
        var output = graph.outputOrThrow(output(tensor));
        if (output.type() == TFloat32.class) {
            return output.expect(TFloat32.class);
        }
        if (!TNumber.class.isAssignableFrom(output.type())) {
            throw new IllegalArgumentException("the tensor '" + tensor + "' is not a number");
        }
        return tf.dtypes.cast(output, TFloat32.class);
    }

    private static String output(String tensor) {
        return tensor.contains(":") ? tensor : tensor + ":0";
    }
}
