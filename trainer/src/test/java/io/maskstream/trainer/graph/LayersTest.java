package io.maskstream.trainer.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
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

    /** Pooled outputs of embedding, convolution and GRU for one sequence. */
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
            try (Session session = new Session(graph)) {
                Session.Runner start = session.runner();
                weights.initializers().forEach(start::addTarget);
                start.run().close();
                return new SequenceGraph(
                                session, new TreeMap<>(Map.of(length, ids.op().name())))
                        .rows(List.of(sequence), Map.of(length, pooled.op().name()))[0];
            }
        }
    }
}
