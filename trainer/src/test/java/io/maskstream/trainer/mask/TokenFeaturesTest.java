package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Features must be what they would be if they were scaled and concatenated first. */
class TokenFeaturesTest {

    private static final int BATCH = 3;
    private static final int LENGTH = 7;
    private static final int FILTERS = 4;

    /** Tokens before the padding of each record; the last record has none. */
    private static final int[] TOKENS = {7, 4, 0};

    @Test
    void aDenseLayerReadsScaledAndConcatenatedActivations() {
        float[] computed = computed(layer -> features(layer).dense(layer, "in", FILTERS));
        float[] expected = computed(layer -> layer.conv1d("in", scaled(layer), 1, 8, FILTERS, 1));

        for (int record = 0; record < BATCH; record++) {
            for (int i = 0; i < TOKENS[record] * FILTERS; i++) {
                int at = record * LENGTH * FILTERS + i;
                assertThat(computed[at]).isCloseTo(expected[at], within(1e-5f));
                assertThat(computed[at]).isNotZero();
            }
        }
    }

    @Test
    void theMeanIsThatOfTheValidTokens() {
        float[] computed = computed(layer -> features(layer).mean(layer));
        float[] expected = computed(layer -> layer.meanOverParts(scaled(layer), valid(layer.tf())));

        assertThat(computed).hasSize(BATCH * 8).containsExactly(expected, within(1e-6f));
        assertThat(computed[0]).isNotZero();
    }

    private static TokenFeatures features(Layers layer) {
        Ops tf = layer.tf();
        return TokenFeatures.of(tf, valid(tf), List.of(tf.constant(activation(5, 1)), tf.constant(activation(3, 100))));
    }

    /** Returns both activations side by side, each scaled to a root mean square of 1 over a record's tokens. */
    private static Operand<TFloat32> scaled(Layers layer) {
        float[][][] small = activation(5, 1);
        float[][][] large = activation(3, 100);
        float[][][] scaled = new float[BATCH][LENGTH][8];
        for (int record = 0; record < BATCH; record++) {
            float ofSmall = rootMeanSquare(small[record], TOKENS[record]);
            float ofLarge = rootMeanSquare(large[record], TOKENS[record]);
            for (int token = 0; token < TOKENS[record]; token++) {
                for (int i = 0; i < 8; i++) {
                    scaled[record][token][i] =
                            i < 5 ? small[record][token][i] / ofSmall : large[record][token][i - 5] / ofLarge;
                }
            }
        }
        return layer.tf().constant(scaled);
    }

    private static float rootMeanSquare(float[][] record, int tokens) {
        return (float) Math.sqrt(Arrays.stream(record, 0, tokens)
                .flatMapToDouble(token -> IntStream.range(0, token.length).mapToDouble(i -> token[i] * token[i]))
                .average()
                .orElse(1));
    }

    /** Returns numbers of any size, also at padding. */
    private static float[][][] activation(int channels, float size) {
        Random random = new Random(channels);
        float[][][] numbers = new float[BATCH][LENGTH][channels];
        for (float[][] record : numbers) {
            for (float[] token : record) {
                for (int i = 0; i < channels; i++) {
                    token[i] = size * (float) random.nextGaussian();
                }
            }
        }
        return numbers;
    }

    private static Operand<TFloat32> valid(Ops tf) {
        float[][] valid = new float[BATCH][LENGTH];
        for (int record = 0; record < BATCH; record++) {
            for (int token = 0; token < TOKENS[record]; token++) {
                valid[record][token] = 1;
            }
        }
        return tf.constant(valid);
    }

    private static float[] computed(Function<Layers, Operand<TFloat32>> computation) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 11);
            Operand<TFloat32> result = computation.apply(Layers.serving(tf, weights));
            try (Session session = new Session(graph)) {
                Session.Runner runner = session.runner();
                weights.initializers().forEach(runner::addTarget);
                if (!weights.initializers().isEmpty()) {
                    runner.run().close();
                }
                try (Result fetched = session.runner().fetch(result).run()) {
                    TFloat32 tensor = (TFloat32) fetched.get(0);
                    float[] numbers = new float[(int) tensor.size()];
                    tensor.asRawTensor().data().asFloats().read(numbers);
                    return numbers;
                }
            }
        }
    }
}
