package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Embedded tokens, a convolution over neighbours, and the maximum, the mean and the scaled sum over all positions.
 *
 * @param tokens number of different ids, without the padding 0
 * @param usual typical length of a row, by which the sum is divided
 */
record TokenBody(int tokens, double usual) implements SmallNetwork.Body {

    private static final int EMBEDDED = 32;
    private static final int NEIGHBOURS = 5;
    private static final int FILTERS = 64;
    private static final double DROPOUT = 0.3;

    @Override
    public long[] sample() {
        return new long[] {-1};
    }

    @Override
    public int width() {
        return 3 * FILTERS;
    }

    @Override
    public Operand<TFloat32> build(Layers layers, Operand<TFloat32> rows) {
        Ops tf = layers.tf();
        Operand<TInt32> ids = tf.dtypes.cast(rows, TInt32.class);
        Operand<TFloat32> valid = layers.valid(ids);
        Operand<TFloat32> embedded = layers.embedding("embedding", ids, valid, tokens, EMBEDDED);
        Operand<TFloat32> read =
                tf.nn.relu(layers.conv1d("conv", embedded, NEIGHBOURS, EMBEDDED, FILTERS, Math.sqrt(2)));
        Operand<TFloat32> sum = tf.sum(layers.onlyValid(read, valid), tf.constant(1));
        Operand<TFloat32> pooled = tf.concat(
                List.of(
                        layers.maxOverTokens(read, valid),
                        layers.meanOverParts(read, valid),
                        tf.math.mul(sum, tf.constant((float) (1 / usual)))),
                tf.constant(1));
        return layers.dropout(pooled, DROPOUT);
    }
}
