package io.maskstream.trainer.command;

import io.maskstream.trainer.model.OutputSort;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import io.maskstream.trainer.tensor.ConstantSavedModel.SignatureTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Writes SavedModels with hand-written weights, which need no training. */
final class PlantedSavedModel {

    private static final int CHANNELS = 8;

    private PlantedSavedModel() {}

    /**
     * Writes a model of sequences of int64 ids that sums the contributions of its tokens.
     *
     * @param vocabulary vocabulary file to write; ids count from 1
     * @param says contribution of each vocabulary entry to each column of the output
     * @param length length in tokens
     */
    static Path ofTokens(Path folder, List<String> vocabulary, float[][] says, int length, OutputSort output)
            throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt64> ids = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(-1, length)));
            float[][] table = new float[says.length + 1][CHANNELS];
            for (int entry = 0; entry < says.length; entry++) {
                System.arraycopy(says[entry], 0, table[entry + 1], 0, says[entry].length);
                table[entry + 1][CHANNELS - 1] = 0.1f * entry;
            }
            Operand<TFloat32> embedded = tf.gather(tf.constant(table), ids, tf.constant(0));
            write(folder, tf, ids, tf.sum(embedded, tf.constant(1)), says[0].length, output);
        }
        Files.write(folder.resolve("vocabulary.txt"), vocabulary);
        return folder;
    }

    /**
     * Writes a model of float RGB images that sums the excess of one colour over the pixels.
     *
     * @param says contribution of red, green and blue pixels to each column of the output
     */
    static Path ofColours(Path folder, int width, int height, float[][] says, OutputSort output) throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> pictures =
                    tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 3)));
            Operand<TFloat32> scaled = tf.math.div(pictures, tf.constant(255f));
            float[][][][] kernel = new float[1][1][3][3];
            for (int from = 0; from < 3; from++) {
                for (int to = 0; to < 3; to++) {
                    kernel[0][0][from][to] = from == to ? 1 : -0.75f;
                }
            }
            Operand<TFloat32> colours =
                    tf.nn.relu(tf.nn.conv2d(scaled, tf.constant(kernel), List.of(1L, 1L, 1L, 1L), "SAME"));
            Operand<TFloat32> sums = tf.math.div(tf.sum(colours, tf.constant(new int[] {1, 2})), tf.constant(20f));
            Operand<TFloat32> columns = tf.linalg.matMul(sums, tf.constant(says));
            write(folder, tf, pictures, columns, says[0].length, output);
        }
        return folder;
    }

    /** Adds the output of a model with {@code columns} columns of sums, and writes it. */
    private static void write(
            Path folder, Ops tf, Operand<?> input, Operand<TFloat32> sums, int columns, OutputSort output)
            throws IOException {
        float[][] first = new float[(int) sums.shape().get(1)][columns];
        for (int column = 0; column < columns; column++) {
            first[column][column] = 1;
        }
        Operand<TFloat32> said = first.length == columns ? sums : tf.linalg.matMul(sums, tf.constant(first));
        Operand<TFloat32> prediction =
                switch (output) {
                    case VALUE, LOGITS, LOGIT -> tf.identity(said);
                    case PROBABILITIES -> tf.nn.softmax(said);
                    case SIGMOID -> tf.math.sigmoid(said);
                };
        ConstantSavedModel.write(
                folder,
                ((Graph) tf.scope().env()).toGraphDef(),
                Map.of(
                        "serving_default",
                        new SignatureTensors(
                                Map.of("input", input.asOutput().name()),
                                Map.of("output", prediction.asOutput().name()))));
    }
}
