package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.trainer.tensor.Adam;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import io.maskstream.trainer.train.LearningRate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A network that an evaluation trains on the CPU in seconds to a minute. The same examples and seed give the same
 * network, up to rounding: on several cores the order of TensorFlow's sums is not fixed.
 */
public final class SmallNetwork implements AutoCloseable {

    /** Gradients are clipped to this global norm. */
    private static final double CLIP_NORM = 5;

    private static final double WARM_UP = 0.1;

    /**
     * Number of batches whose rows are sorted by length together, so that short rows are not padded to the length of
     * long ones.
     */
    private static final int SORTED_BATCHES = 16;

    /** Batch size of predictions. */
    private static final int ASKED = 256;

    /**
     * Runs operations in the calling thread: the layers are sequential, and starting a thread for each takes longer
     * than most of them.
     */
    private static final ConfigProto CONFIG = ComputeDevice.CPU.session().toBuilder()
            .setInterOpParallelismThreads(-1)
            .build();

    private final Graph graph = new Graph();
    private final Session session;
    private final Settings settings;
    private final long[] sample;
    private final int outputs;
    private final long seed;
    private final Placeholder<TFloat32> rows;
    private final Placeholder<TFloat32> targets;
    private final Placeholder<TFloat32> rate;
    private final Placeholder<TInt64> dropoutSeed;
    private final List<Op> initializers = new ArrayList<>();
    private final Operand<TFloat32> loss;
    private final Op update;
    private final Operand<TFloat32> answers;

    /** The layers before the last one. */
    public interface Body {

        /** Shape of a row; {@code [-1]} for rows of different lengths, which are padded with zeros. */
        long[] sample();

        /** Width of the result of {@link #build}. */
        int width();

        /**
         * Adds a copy of the layers.
         *
         * @param rows [batch, ...]
         * @return [batch, width]
         */
        Operand<TFloat32> build(Layers layers, Operand<TFloat32> rows);
    }

    /** The kind of output. */
    public enum Answer {
        /** Probabilities of classes, trained by cross entropy. */
        CLASSES,
        /** Numbers, trained by squared error; they should have a mean of 0 and a standard deviation of 1. */
        NUMBERS
    }

    /** The training examples. */
    public interface Examples {

        int size();

        /**
         * Returns the input row of an example.
         *
         * @param random for augmentation that differs in each epoch
         */
        float[] row(int example, Random random);

        /** Returns the target of an example: probabilities of the classes, or numbers. */
        float[] target(int example);
    }

    /**
     * The settings of the training.
     *
     * @param epochs number of passes over the examples
     * @param batch number of examples per step
     * @param rate maximum learning rate
     * @param weightDecay see {@link Adam}
     */
    public record Settings(int epochs, int batch, double rate, double weightDecay) {}

    /**
     * Creates an untrained network.
     *
     * @param outputs number of classes or numbers
     * @param seed of the initial weights, of the order of the examples and of dropout
     */
    public SmallNetwork(Body body, Answer kind, int outputs, Settings settings, long seed) {
        this.settings = settings;
        this.outputs = outputs;
        this.seed = seed;
        sample = body.sample();
        Ops tf = Ops.create(graph);
        rows = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, sample)));
        targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, outputs)));
        rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        Weights weights = new Weights(tf, seed);
        Layers training = Layers.training(tf, weights, dropoutSeed);
        Operand<TFloat32> trained = head(training, body);
        Operand<TFloat32> losses = kind == Answer.CLASSES
                ? tf.nn.softmaxCrossEntropyWithLogits(trained, targets).loss()
                : tf.math.mean(tf.math.squaredDifference(trained, targets), tf.constant(1));
        loss = tf.math.mean(losses, tf.constant(0));
        Adam adam = new Adam(tf, weights.trainable(), rate, settings.weightDecay(), CLIP_NORM);
        update = adam.minimize(loss, training.stateUpdates());
        Operand<TFloat32> served = head(Layers.serving(tf, weights), body);
        answers = kind == Answer.CLASSES ? tf.nn.softmax(served) : served;
        initializers.addAll(weights.initializers());
        initializers.addAll(adam.initializers());
        session = new Session(graph, CONFIG);
    }

    private Operand<TFloat32> head(Layers layers, Body body) {
        return layers.dense("head", body.build(layers, rows), body.width(), outputs, 1);
    }

    private static Shape shape(long batch, long... sample) {
        long[] shape = new long[sample.length + 1];
        shape[0] = batch;
        System.arraycopy(sample, 0, shape, 1, sample.length);
        return Shape.of(shape);
    }

    /**
     * Trains the network from new initial weights.
     *
     * @return mean loss over the last epoch
     * @throws IllegalStateException if the loss is not finite
     */
    public double train(Examples examples) {
        Session.Runner start = session.runner();
        initializers.forEach(start::addTarget);
        start.run().close();
        Random random = new Random(seed);
        LearningRate rates = new LearningRate(settings.rate(), WARM_UP);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
        long steps = (long) settings.epochs() * ((examples.size() + settings.batch() - 1) / settings.batch());
        long step = 0;
        double mean = Double.NaN;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            Collections.shuffle(order, random);
            double sum = 0;
            for (List<Integer> window : cut(order, SORTED_BATCHES * settings.batch())) {
                List<float[]> windowRows =
                        window.stream().map(i -> examples.row(i, random)).toList();
                for (List<Integer> batch : byLength(windowRows, random)) {
                    sum += batch.size()
                            * step(
                                    batch.stream().map(windowRows::get).toList(),
                                    batch.stream()
                                            .map(i -> examples.target(window.get(i)))
                                            .toList(),
                                    rates.at(step, steps),
                                    step);
                    step++;
                }
            }
            mean = sum / examples.size();
            if (!Double.isFinite(mean)) {
                throw new IllegalStateException("The loss of a network that judges the masks became " + mean
                        + ": are the model's predictions finite?");
            }
        }
        return mean;
    }

    /** Groups the indices of the rows into batches of similar length. */
    private List<List<Integer>> byLength(List<float[]> all, Random random) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        places.sort(Comparator.comparingInt(place -> all.get(place).length));
        List<List<Integer>> batches = new ArrayList<>(cut(places, settings.batch()));
        Collections.shuffle(batches, random);
        return batches;
    }

    private static <T> List<List<T>> cut(List<T> all, int size) {
        List<List<T>> pieces = new ArrayList<>();
        for (int start = 0; start < all.size(); start += size) {
            pieces.add(all.subList(start, Math.min(start + size, all.size())));
        }
        return pieces;
    }

    private double step(List<float[]> batch, List<float[]> wanted, float learningRate, long step) {
        try (TFloat32 rowTensor = tensor(batch, sample);
                TFloat32 targetTensor = tensor(wanted, outputs);
                TFloat32 rateTensor = TFloat32.scalarOf(learningRate);
                TInt64 seedTensor = TInt64.vectorOf(seed, step);
                Result result = session.runner()
                        .feed(rows, rowTensor)
                        .feed(targets, targetTensor)
                        .feed(rate, rateTensor)
                        .feed(dropoutSeed, seedTensor)
                        .addTarget(update)
                        .fetch(loss)
                        .run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    /** Writes the weights to files whose names start with the given path. */
    void save(Path files) {
        session.save(files.toString());
    }

    /**
     * Reads weights that were saved before.
     *
     * @throws org.tensorflow.exceptions.TensorFlowException if the files are damaged, or belong to another network
     */
    void restore(Path files) {
        session.restore(files.toString());
    }

    /** Returns the prediction for each row. */
    public float[][] answers(List<float[]> asked) {
        float[][] all = new float[asked.size()][];
        int next = 0;
        for (List<float[]> batch : cut(asked, ASKED)) {
            try (TFloat32 rowTensor = tensor(batch, sample);
                    Result result = session.runner()
                            .feed(rows, rowTensor)
                            .fetch(answers)
                            .run()) {
                float[] flat = new float[batch.size() * outputs];
                ((TFloat32) result.get(0)).copyTo(DataBuffers.of(flat));
                for (int i = 0; i < batch.size(); i++) {
                    all[next] = new float[outputs];
                    System.arraycopy(flat, i * outputs, all[next++], 0, outputs);
                }
            }
        }
        return all;
    }

    private static TFloat32 tensor(List<float[]> batch, long... sample) {
        int width = batch.stream().mapToInt(row -> row.length).max().orElseThrow();
        float[] flat = new float[batch.size() * width];
        for (int i = 0; i < batch.size(); i++) {
            float[] row = batch.get(i);
            System.arraycopy(row, 0, flat, i * width, row.length);
        }
        long[] filled = sample.length == 1 ? new long[] {width} : sample;
        return TFloat32.tensorOf(shape(batch.size(), filled), DataBuffers.of(flat));
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
