package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class GradientGraphTest {

    private static final int LENGTH = 64;

    @Test
    void countsTheMultiplicationsOfConvolutionsAndMatrixProducts() {
        try (Graph graph = new Graph()) {
            GradientGraph gradients = predicting(graph, 8);

            // 4 x 4 x 4 values of 3 x 3 x 3 products, as many of 3 x 3 products, and a matrix of 64 x 10.
            assertThat(gradients.multiplications(LENGTH)).hasValue(64 * 27 + 64 * 9 + 640);
        }
    }

    @Test
    void doesNotCountWhatDependsOnTheSizeOfTheImage() {
        try (Graph graph = new Graph()) {
            assertThat(predicting(graph, -1).multiplications(LENGTH)).isEmpty();
        }
    }

    private static GradientGraph predicting(Graph graph, long size) {
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> image = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size, size, 3)));
        Operand<TFloat32> maps =
                tf.nn.conv2d(image, tf.constant(new float[3][3][3][4]), List.of(1L, 2L, 2L, 1L), "SAME");
        Operand<TFloat32> filtered =
                tf.nn.depthwiseConv2dNative(maps, tf.constant(new float[3][3][4][1]), List.of(1L, 1L, 1L, 1L), "SAME");
        Operand<TFloat32> prediction =
                tf.linalg.matMul(tf.reshape(filtered, tf.constant(new int[] {-1, 64})), tf.constant(new float[64][10]));
        tf.linalg.matMul(prediction, tf.constant(new float[10][10])); // Not needed for the prediction.
        return new GradientGraph(
                graph, Map.of(LENGTH, prediction.asOutput().op().name() + ":0"), Map.of(), Map.of(), Map.of());
    }
}
