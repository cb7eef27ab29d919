package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Layers over batches of padded sequences: float32 tensors of shape [batch, length, channels]. The result for a
 * sequence does not depend on the length of its padding: layers that combine neighbouring tokens take {@code valid}, of
 * shape [batch, length], which is 1 at tokens and 0 at padding.
 */
public final class Layers {

    /** Share of the old value in the moving averages of batch normalisation. */
    private static final float BATCH_NORM_MOMENTUM = 0.99f;

    private static final float BATCH_NORM_EPSILON = 1e-3f;

    private final Ops tf;
    private final Weights weights;
    private final Operand<TInt64> dropoutSeed;
    private final List<Op> stateUpdates = new ArrayList<>();
    private int dropouts;

    private Layers(Ops tf, Weights weights, Operand<TInt64> dropoutSeed) {
        registerGradients();
        this.tf = tf;
        this.weights = weights;
        this.dropoutSeed = dropoutSeed;
    }

    /** Registers gradients that TensorFlow lacks in this process. The factory methods call this. */
    public static void registerGradients() {
        GruGradient.register();
        OperationGradients.register();
    }

    /** Creates layers for serving, with moving averages and without dropout. */
    public static Layers serving(Ops tf, Weights weights) {
        return new Layers(tf, weights, null);
    }

    /**
     * Creates layers for training, with batch statistics and dropout.
     *
     * @param dropoutSeed int64 of shape [2]; the same seed gives the same dropout, so a resumed run is reproducible
     */
    public static Layers training(Ops tf, Weights weights, Operand<TInt64> dropoutSeed) {
        return new Layers(tf, weights, dropoutSeed);
    }

    public Ops tf() {
        return tf;
    }

    public boolean isTraining() {
        return dropoutSeed != null;
    }

    /**
     * Returns the operations that a training step runs beside the optimizer: updates of the moving averages of batch
     * normalisation.
     */
    public List<Op> stateUpdates() {
        return List.copyOf(stateUpdates);
    }

    /** Returns 1 at tokens and 0 at padding: float32 [batch, length] from token ids [batch, length]. */
    public Operand<TFloat32> valid(Operand<TInt32> ids) {
        return tf.dtypes.cast(tf.math.notEqual(ids, tf.constant(0)), TFloat32.class);
    }

    /** Returns a trainable vector whose elements all start at the same value. */
    public Operand<TFloat32> constant(String name, float start, int size) {
        return weights.constant(name, start, size);
    }

    /** Returns {@code sequence} with its padding set to 0. */
    public Operand<TFloat32> onlyValid(Operand<TFloat32> sequence, Operand<TFloat32> valid) {
        return tf.math.mul(sequence, tf.expandDims(valid, tf.constant(2)));
    }

    /**
     * Looks up rows of a trainable table by token id; rows at padding are 0.
     *
     * @return [batch, length, width]
     */
    public Operand<TFloat32> embedding(
            String name, Operand<TInt32> ids, Operand<TFloat32> valid, int tokens, int width) {
        Operand<TFloat32> table = weights.normal(name + ".table", 1 / Math.sqrt(width), tokens + 1, width);
        return rows(table, ids, valid);
    }

    /**
     * Looks up rows by token id in a trainable table that starts from given vectors.
     *
     * @param vectors {@code width} values for each token; the row of the padding comes first
     * @return [batch, length, width]; 0 at padding
     */
    public Operand<TFloat32> embedding(
            String name, Operand<TInt32> ids, Operand<TFloat32> valid, float[] vectors, int width) {
        return rows(weights.given(name + ".table", vectors, vectors.length / width, width), ids, valid);
    }

    private Operand<TFloat32> rows(Operand<TFloat32> table, Operand<TInt32> ids, Operand<TFloat32> valid) {
        return onlyValid(tf.gather(table, ids, tf.constant(0)), valid);
    }

    /** Returns {@code x · w + b} for x of shape [rows, in]. */
    public Operand<TFloat32> dense(String name, Operand<TFloat32> x, int in, int out, double gain) {
        Operand<TFloat32> kernel = weights.normal(name + ".kernel", gain / Math.sqrt(in), in, out);
        return tf.math.add(tf.linalg.matMul(x, kernel), weights.constant(name + ".bias", 0, out));
    }

    /**
     * Returns the products of some sequences with their parts of a common kernel. Their sum is the product of the
     * concatenated sequences with the whole kernel.
     *
     * @param xs each [batch, length, channels]
     * @param out number of filters
     * @return each [batch, length, out]
     */
    public List<Operand<TFloat32>> products(String name, List<Operand<TFloat32>> xs, int out) {
        int in = xs.stream().mapToInt(x -> (int) x.shape().get(2)).sum();
        Operand<TFloat32> kernel = tf.reshape(
                weights.normal(name + ".kernel", 1 / Math.sqrt(in), 1, 1, in, out), tf.constant(new int[] {in, out}));
        List<Operand<TFloat32>> products = new ArrayList<>();
        int from = 0;
        for (Operand<TFloat32> x : xs) {
            int channels = (int) x.shape().get(2);
            Operand<TFloat32> own = xs.size() == 1
                    ? kernel
                    : tf.slice(kernel, tf.constant(new int[] {from, 0}), tf.constant(new int[] {channels, out}));
            Operand<TFloat32> rows = tf.reshape(x, tf.constant(new int[] {-1, channels}));
            products.add(tf.reshape(
                    tf.linalg.matMul(rows, own),
                    tf.constant(new int[] {-1, (int) x.shape().get(1), out})));
            from += channels;
        }
        return products;
    }

    /**
     * A convolution along the sequence that keeps its length.
     *
     * @param gain standard deviation of the initial weights in units of {@code 1/sqrt(fan in)}: 1 for SELU (Klambauer
     *     et al. 2017), {@code sqrt(2)} for ReLU (He et al. 2015)
     */
    public Operand<TFloat32> conv1d(String name, Operand<TFloat32> x, int width, int in, int out, double gain) {
        return conv1d(name, x, width, in, out, gain, 0);
    }

    /**
     * A convolution along the sequence whose bias starts from a given value.
     *
     * @param bias initial bias of every filter
     */
    public Operand<TFloat32> conv1d(
            String name, Operand<TFloat32> x, int width, int in, int out, double gain, float bias) {
        Operand<TFloat32> kernel =
                weights.normal(name + ".kernel", gain / Math.sqrt((double) width * in), 1, width, in, out);
        Operand<TFloat32> convolved =
                tf.nn.conv2d(tf.expandDims(x, tf.constant(1)), kernel, List.of(1L, 1L, 1L, 1L), "SAME");
        return tf.nn.biasAdd(
                tf.squeeze(convolved, Squeeze.axis(List.of(1L))), weights.constant(name + ".bias", bias, out));
    }

    /**
     * A convolution along the sequence that keeps its length and takes every {@code dilation}th neighbour.
     *
     * @param gain see {@link #conv1d}
     */
    public Operand<TFloat32> dilatedConv1d(
            String name, Operand<TFloat32> x, int width, int dilation, int in, int out, double gain) {
        Operand<TFloat32> kernel =
                weights.normal(name + ".kernel", gain / Math.sqrt((double) width * in), width, in, out);
        Operand<TFloat32> bias = weights.constant(name + ".bias", 0, out);
        if (!isTraining()) {
            Operand<TFloat32> convolved = tf.nn.conv2d(
                    tf.expandDims(x, tf.constant(1)),
                    tf.expandDims(kernel, tf.constant(0)),
                    List.of(1L, 1L, 1L, 1L),
                    "SAME",
                    Conv2d.dilations(List.of(1L, 1L, (long) dilation, 1L)));
            return tf.nn.biasAdd(tf.squeeze(convolved, Squeeze.axis(List.of(1L))), bias);
        }
        // Built from slices and a matrix product, because TensorFlow cannot differentiate dilated convolutions on a
        // CPU.
        int reach = width / 2;
        int edge = reach * dilation;
        int length = (int) x.shape().get(1);
        Operand<TFloat32> padded = tf.pad(x, tf.constant(new int[][] {{0, 0}, {edge, edge}, {0, 0}}), tf.constant(0f));
        List<Operand<TFloat32>> neighbours = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            neighbours.add(tf.slice(
                    padded, tf.constant(new int[] {0, i * dilation, 0}), tf.constant(new int[] {-1, length, in})));
        }
        Operand<TFloat32> rows =
                tf.reshape(tf.concat(neighbours, tf.constant(2)), tf.constant(new int[] {-1, width * in}));
        Operand<TFloat32> convolved =
                tf.linalg.matMul(rows, tf.reshape(kernel, tf.constant(new int[] {width * in, out})));
        return tf.nn.biasAdd(tf.reshape(convolved, tf.constant(new int[] {-1, length, out})), bias);
    }

    /**
     * Scales and shifts each filter by a context of the whole record (FiLM, Perez et al. 2018). Initially it is the
     * identity.
     *
     * @param x [batch, ..., filters]
     * @param context [batch, in]
     */
    public Operand<TFloat32> modulated(
            String name, Operand<TFloat32> x, Operand<TFloat32> context, int in, int filters) {
        Operand<TFloat32> read = tf.nn.selu(dense(name, context, in, filters, 1));
        int[] everywhere = new int[x.shape().numDimensions()];
        Arrays.fill(everywhere, 1);
        everywhere[0] = -1;
        everywhere[everywhere.length - 1] = filters;
        Operand<TFloat32> scale =
                tf.reshape(dense(name + "_scale", read, filters, filters, 0), tf.constant(everywhere));
        Operand<TFloat32> shift =
                tf.reshape(dense(name + "_shift", read, filters, filters, 0), tf.constant(everywhere));
        return tf.math.add(tf.math.mul(x, tf.math.add(scale, tf.constant(1f))), shift);
    }

    /**
     * Batch normalisation (Ioffe and Szegedy 2015) over batch and length; the statistics leave out padding.
     *
     * @param x [batch, length, channels]
     */
    public Operand<TFloat32> batchNorm(String name, Operand<TFloat32> x, Operand<TFloat32> valid, int channels) {
        Variable<TFloat32> movingMean = weights.state(name + ".moving_mean", 0, channels);
        Variable<TFloat32> movingVariance = weights.state(name + ".moving_variance", 1, channels);
        Operand<TFloat32> mean = movingMean;
        Operand<TFloat32> variance = movingVariance;
        if (isTraining()) {
            Operand<TInt32> batchAndLength = tf.constant(new int[] {0, 1});
            Operand<TFloat32> tokens = tf.sum(valid, batchAndLength);
            mean = tf.math.div(tf.sum(onlyValid(x, valid), batchAndLength), tokens);
            Operand<TFloat32> centred = tf.math.sub(x, mean);
            variance = tf.math.div(tf.sum(onlyValid(tf.math.square(centred), valid), batchAndLength), tokens);
            stateUpdates.add(moved(movingMean, mean));
            stateUpdates.add(moved(movingVariance, variance));
        }
        Operand<TFloat32> scale = tf.math.mul(
                tf.math.rsqrt(tf.math.add(variance, tf.constant(BATCH_NORM_EPSILON))),
                weights.constant(name + ".gamma", 1, channels));
        return tf.math.add(tf.math.mul(tf.math.sub(x, mean), scale), weights.constant(name + ".beta", 0, channels));
    }

    /**
     * A convolution over images that keeps their size.
     *
     * @param x [batch, height, width, in]
     * @param size of the kernel along each side
     * @param gain see {@link #conv1d}
     * @param bias initial bias of every filter
     */
    public Operand<TFloat32> conv2d(
            String name, Operand<TFloat32> x, int size, int in, int out, double gain, float bias) {
        Operand<TFloat32> kernel =
                weights.normal(name + ".kernel", gain / Math.sqrt((double) size * size * in), size, size, in, out);
        return tf.nn.biasAdd(
                tf.nn.conv2d(x, kernel, List.of(1L, 1L, 1L, 1L), "SAME"), weights.constant(name + ".bias", bias, out));
    }

    /**
     * A convolution over images that keeps their size, or divides it by the stride; without bias.
     *
     * @param x [batch, height, width, in]
     * @param size of the kernel along each side
     * @param gain see {@link #conv1d}
     */
    public Operand<TFloat32> stridedConv2d(
            String name, Operand<TFloat32> x, int size, int stride, int in, int out, double gain) {
        double deviation = gain / Math.sqrt((double) size * size * in);
        Operand<TFloat32> kernel = weights.normal(name + ".kernel", deviation, size, size, in, out);
        return tf.nn.conv2d(x, kernel, List.of(1L, (long) stride, (long) stride, 1L), "SAME");
    }

    /**
     * Batch normalisation over batch, height and width, followed by ReLU.
     *
     * @param x [batch, height, width, channels]
     */
    public Operand<TFloat32> batchNormRelu(String name, Operand<TFloat32> x, int channels) {
        Variable<TFloat32> movingMean = weights.state(name + ".moving_mean", 0, channels);
        Variable<TFloat32> movingVariance = weights.state(name + ".moving_variance", 1, channels);
        Operand<TFloat32> gamma = weights.constant(name + ".gamma", 1, channels);
        Operand<TFloat32> beta = weights.constant(name + ".beta", 0, channels);
        // In training the operation takes no moving averages.
        Operand<TFloat32> none = tf.constant(new float[0]);
        FusedBatchNorm<TFloat32, TFloat32> normalised = tf.nn.fusedBatchNorm(
                x,
                gamma,
                beta,
                isTraining() ? none : movingMean,
                isTraining() ? none : movingVariance,
                FusedBatchNorm.isTraining(isTraining()),
                FusedBatchNorm.epsilon(BATCH_NORM_EPSILON));
        if (isTraining()) {
            stateUpdates.add(moved(movingMean, normalised.batchMean()));
            stateUpdates.add(moved(movingVariance, normalised.batchVariance()));
        }
        return tf.nn.relu(normalised.y());
    }

    private Op moved(Variable<TFloat32> average, Operand<TFloat32> value) {
        return tf.assignAdd(average, tf.math.mul(tf.math.sub(value, average), tf.constant(1 - BATCH_NORM_MOMENTUM)));
    }

    /**
     * A gated recurrent unit (Cho et al. 2014) in each direction over the sequence.
     *
     * @param x [batch, length, in]
     * @return outputs of both directions, concatenated to [batch, length, 2 * width]; undefined at padding
     */
    public Operand<TFloat32> biGru(
            String name, Operand<TFloat32> x, Operand<TFloat32> valid, int length, int in, int width) {
        List<Output<TFloat32>> inputs =
                tf.unstack(x, (long) length, Unstack.axis(1L)).output();
        List<Output<TFloat32>> valids = tf.unstack(
                        tf.expandDims(valid, tf.constant(2)), (long) length, Unstack.axis(1L))
                .output();
        Operand<TFloat32> rows =
                tf.sum(tf.math.mul(inputs.get(0), tf.constant(0f)), tf.constant(1), Sum.keepDims(true));
        Operand<TFloat32> start = tf.math.add(rows, tf.zeros(tf.constant(new int[] {1, width}), TFloat32.class));

        List<Operand<TFloat32>> forward = new ArrayList<>(length);
        GruCell forwardCell = new GruCell(name + ".forward", in, width);
        Operand<TFloat32> h = start;
        for (int t = 0; t < length; t++) {
            h = forwardCell.step(inputs.get(t), h);
            forward.add(h);
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Operand<TFloat32>[] backward = new Operand[length];
        GruCell backwardCell = new GruCell(name + ".backward", in, width);
        h = start;
        for (int t = length - 1; t >= 0; t--) {
            // The backward direction begins with the padding; a state of 0 there makes the result independent of it.
            h = tf.math.mul(backwardCell.step(inputs.get(t), h), valids.get(t));
            backward[t] = h;
        }
        return tf.concat(List.of(stacked(forward), stacked(Arrays.asList(backward))), tf.constant(2));
    }

    private Operand<TFloat32> stacked(List<Operand<TFloat32>> steps) {
        return tf.stack(steps, org.tensorflow.op.core.Stack.axis(1L));
    }

    /** Returns the mean over the tokens of each sequence: [batch, length, channels] to [batch, channels]. */
    public Operand<TFloat32> meanOverTokens(Operand<TFloat32> x, Operand<TFloat32> valid) {
        Operand<TFloat32> tokens = tf.sum(valid, tf.constant(1), Sum.keepDims(true));
        return tf.math.div(tf.sum(onlyValid(x, valid), tf.constant(1)), tokens);
    }

    /**
     * Returns the mean over the valid parts of each record, or 0 if it has none: [batch, length, channels] to [batch,
     * channels].
     */
    public Operand<TFloat32> meanOverParts(Operand<TFloat32> x, Operand<TFloat32> valid) {
        Operand<TFloat32> parts = tf.math.maximum(tf.sum(valid, tf.constant(1), Sum.keepDims(true)), tf.constant(1f));
        return tf.math.div(tf.sum(onlyValid(x, valid), tf.constant(1)), parts);
    }

    /** Returns the largest value over the tokens of each sequence: [batch, length, channels] to [batch, channels]. */
    public Operand<TFloat32> maxOverTokens(Operand<TFloat32> x, Operand<TFloat32> valid) {
        Operand<TFloat32> penalty =
                tf.math.mul(tf.math.sub(tf.expandDims(valid, tf.constant(2)), tf.constant(1f)), tf.constant(1e6f));
        return tf.max(tf.math.add(x, penalty), tf.constant(1));
    }

    /**
     * Sets single values to 0 with a given probability and scales the others so that the expected value stays the same.
     * Has no effect when serving.
     */
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        return isTraining() && rate > 0 ? scaledDropout(x, tf.shape(x), rate) : x;
    }

    /**
     * Sets whole tokens of [batch, length, channels] to 0. The probability is drawn for each sequence, uniformly from
     * [0, {@code maximumRate}]. Has no effect when serving. It trains the model on inputs with missing parts, which
     * masks produce.
     */
    public Operand<TFloat32> tokenDropout(Operand<TFloat32> x, Operand<TFloat32> valid, double maximumRate) {
        if (!isTraining() || maximumRate <= 0) {
            return x;
        }
        Operand<TFloat32> rate = tf.math.mul(uniformPerSequence(valid), tf.constant((float) maximumRate));
        Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greaterEqual(uniform(tf.shape(valid)), rate), TFloat32.class);
        return onlyValid(x, kept);
    }

    /**
     * Draws a uniform random number in [0,1) for each sequence in every step. Only for training.
     *
     * @param valid [batch, length]
     * @return [batch, 1]
     */
    public Operand<TFloat32> uniformPerSequence(Operand<TFloat32> valid) {
        return uniform(tf.concat(
                List.of(
                        tf.slice(tf.shape(valid), tf.constant(new int[] {0}), tf.constant(new int[] {1})),
                        tf.constant(new int[] {1})),
                tf.constant(0)));
    }

    /** Draws a uniform random number in [0,1) for each element of a tensor in every step. Only for training. */
    public Operand<TFloat32> uniformLike(Operand<TFloat32> x) {
        return uniform(tf.shape(x));
    }

    private Operand<TFloat32> scaledDropout(Operand<TFloat32> x, Operand<TInt32> shape, double rate) {
        Operand<TFloat32> kept =
                tf.dtypes.cast(tf.math.greaterEqual(uniform(shape), tf.constant((float) rate)), TFloat32.class);
        return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) (1 / (1 - rate)))));
    }

    private Operand<TFloat32> uniform(Operand<TInt32> shape) {
        Operand<TInt64> seed = tf.math.add(dropoutSeed, tf.constant(new long[] {0, 1_000_003L * ++dropouts}));
        return tf.random.statelessRandomUniform(shape, seed, TFloat32.class);
    }

    /** The GRU of one direction. */
    private final class GruCell {
        private final Operand<TFloat32> gatesKernel;
        private final Operand<TFloat32> candidateKernel;
        private final Operand<TFloat32> gatesBias;
        private final Operand<TFloat32> candidateBias;

        GruCell(String name, int in, int width) {
            double deviation = 1 / Math.sqrt(in + width);
            gatesKernel = weights.normal(name + ".gates.kernel", deviation, in + width, 2L * width);
            candidateKernel = weights.normal(name + ".candidate.kernel", deviation, in + width, width);
            gatesBias = weights.constant(name + ".gates.bias", 1, 2L * width);
            candidateBias = weights.constant(name + ".candidate.bias", 0, width);
        }

        Operand<TFloat32> step(Operand<TFloat32> x, Operand<TFloat32> h) {
            return tf.nn.gRUBlockCell(x, h, gatesKernel, candidateKernel, gatesBias, candidateBias)
                    .h();
        }
    }
}
