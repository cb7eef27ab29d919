package io.maskstream.trainer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class LayersTest {

    @Test
    void aSequenceGivesTheSameWhateverItIsPaddedTo() {
        int[] sequence = {1, 3, 2, 3};
        float[] shortRow = row(sequence, 4);
        float[] longRow = row(sequence, 9);

        assertThat(shortRow).hasSize(4);
        for (int i = 0; i < shortRow.length; i++) {
            assertThat(shortRow[i]).isCloseTo(longRow[i], within(1e-6f));
        }
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        assertThat(row(new int[] {1, 2}, 4)).isEqualTo(row(new int[] {1, 2}, 4));
    }

    @Test
    void anEmbeddingStartsFromTheVectorsThatItIsGiven() {
        float[] vectors = {0, 0, 1, 2, 3, 4};
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 11);
            Layers layers = Layers.serving(tf, weights);
            Operand<TInt32> ids = tf.constant(new int[][] {{2, 1, 0}});
            Operand<TFloat32> embedded = layers.embedding("e", ids, layers.valid(ids), vectors, 2);
            try (Session session = started(graph, weights)) {
                assertThat(fetch(session, embedded)).containsExactly(3, 4, 1, 2, 0, 0);
            }
        }
    }

    @Test
    void tokenDropoutTakesWholeTokensAndLeavesTheOthersAsTheyAre() {
        int rows = 400;
        int length = 50;
        float[] dropped = droppedTokens(rows, length, 0.8);
        double[] shares = new double[rows];
        for (int row = 0; row < rows; row++) {
            int missing = 0;
            for (int t = 0; t < length; t++) {
                float[] token = Arrays.copyOfRange(dropped, 2 * (row * length + t), 2 * (row * length + t) + 2);
                assertThat(token).isIn(new float[] {0, 0}, new float[] {3, 5});
                missing += token[0] == 0 ? 1 : 0;
            }
            shares[row] = missing / (double) length;
        }

        // The rate is uniform in [0, 0.8]: its mean is 0.4, and equal shares of sequences are below 0.2 and above 0.6.
        assertThat(Arrays.stream(shares).average().orElseThrow()).isCloseTo(0.4, within(0.04));
        assertThat(Arrays.stream(shares).filter(share -> share < 0.2)).hasSizeBetween(70, 130);
        assertThat(Arrays.stream(shares).filter(share -> share > 0.6)).hasSizeBetween(70, 130);
        assertThat(Arrays.stream(shares).filter(share -> share > 0.95)).isEmpty();
    }

    @Test
    void tokenDropoutFollowsItsSeed() {
        assertThat(droppedTokens(4, 9, 0.8)).isEqualTo(droppedTokens(4, 9, 0.8));
    }

    @Test
    void nothingIsDroppedWhenServing() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> x = tf.constant(new float[1][1][1]);

            assertThat(Layers.serving(tf, new Weights(tf, 1)).tokenDropout(x, tf.constant(new float[1][1]), 0.8))
                    .isSameAs(x);
        }
    }

    /** The gradient needs another computation than serving. */
    @Test
    void aDilatedConvolutionIsTheSameInTrainingAndServing() {
        for (int dilation : new int[] {1, 2, 4}) {
            float[] serving = dilated(dilation, false);
            assertThat(serving).hasSize(9 * 4).containsExactly(dilated(dilation, true), within(1e-6f));
            assertThat(serving[0]).isNotZero();
        }
    }

    private static float[] dilated(int dilation, boolean training) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 11);
            Layers layers = training
                    ? Layers.training(tf, weights, tf.constant(new long[] {7, 1}))
                    : Layers.serving(tf, weights);
            float[][][] x = new float[1][9][2];
            for (int i = 0; i < 18; i++) {
                x[0][i / 2][i % 2] = (float) Math.sin(3 * i);
            }
            Operand<TFloat32> convolved = layers.dilatedConv1d("c", tf.constant(x), 3, dilation, 2, 4, 1);
            try (Session session = started(graph, weights)) {
                return fetch(session, convolved);
            }
        }
    }

    /** Returns tokens with channels 3 and 5 after dropout. */
    private static float[] droppedTokens(int rows, int length, double rate) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> x = tf.math.add(
                    tf.zeros(tf.constant(new int[] {rows, length, 2}), TFloat32.class),
                    tf.constant(new float[] {3, 5}));
            Layers layers = Layers.training(tf, new Weights(tf, 1), tf.constant(new long[] {7, 1}));
            Operand<TFloat32> valid = tf.ones(tf.constant(new int[] {rows, length}), TFloat32.class);
            Operand<TFloat32> dropped = layers.tokenDropout(x, valid, rate);
            try (Session session = new Session(graph)) {
                return fetch(session, dropped);
            }
        }
    }

    private static Session started(Graph graph, Weights weights) {
        Session session = new Session(graph);
        Session.Runner start = session.runner();
        weights.initializers().forEach(start::addTarget);
        start.run().close();
        return session;
    }

    private static float[] fetch(Session session, Operand<TFloat32> output) {
        try (Result result = session.runner().fetch(output).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] flat = new float[(int) tensor.size()];
            tensor.copyTo(DataBuffers.of(flat));
            return flat;
        }
    }

    /** Returns the pooled outputs of embedding, convolution and GRU for one sequence. */
    private static float[] row(int[] sequence, int length) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 11);
            Layers layers = Layers.serving(tf, weights);
            Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, length)));
            Operand<TFloat32> valid = layers.valid(ids);
            Operand<TFloat32> embedded = layers.embedding("e", ids, valid, 3, 4);
            Operand<TFloat32> convolved = layers.onlyValid(layers.conv1d("c", embedded, 3, 4, 4, 1), valid);
            Operand<TFloat32> recurrent = layers.biGru("g", convolved, valid, length, 4, 1);
            Operand<TFloat32> pooled = tf.concat(
                    List.of(layers.meanOverTokens(recurrent, valid), layers.maxOverTokens(recurrent, valid)),
                    tf.constant(1));
            try (Session session = started(graph, weights)) {
                return new SequenceGraph(
                                session,
                                InputTensor.ids(0, false),
                                new TreeMap<>(Map.of(length, ids.op().name())))
                        .rows(
                                List.of(new TokenSequence(sequence, List.of())),
                                Map.of(length, pooled.op().name()))[0];
            }
        }
    }
}
