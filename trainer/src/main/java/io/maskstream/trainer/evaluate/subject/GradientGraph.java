package io.maskstream.trainer.evaluate.subject;

import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.SequenceGraph.Feed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Gradients for attribution methods, which are added to a graph when first needed, and only for the needed lengths. */
public final class GradientGraph {

    /** The quantity of a class that is differentiated. */
    public enum Target {
        /** The probability of the class: what integrated gradients add up to. */
        PROBABILITY,
        /**
         * The log odds of the class against all others, computed from the logits: if a model is certain, the
         * probability hardly changes, and its gradient is lost in single precision.
         */
        LOG_ODDS
    }

    /** Subtracted from the logit of the chosen class, so that it does not count among the others. */
    private static final float OUT_OF_REACH = 1e9f;

    /** Lower bound of probabilities before the logarithm, near the smallest numbers of single precision. */
    private static final float LEAST_PROBABILITY = 1e-30f;

    /** Dimensions of feature maps: batch, height, width, channels. */
    private static final int MAP_DIMENSIONS = 4;

    private final Graph graph;
    private final Map<Integer, String> predictions;
    private final Map<Integer, String> maskedPredictions;
    private final Map<Integer, String> masks;
    private final Map<Integer, String> features;
    private final Map<Target, SortedMap<Integer, String>> byMasks = new TreeMap<>();
    private final SortedMap<Integer, String> products = new TreeMap<>();
    private final SortedMap<Integer, String> cams = new TreeMap<>();
    private final SortedMap<Integer, String> choices = new TreeMap<>();
    private int classes;

    GradientGraph(
            Graph graph,
            Map<Integer, String> predictions,
            Map<Integer, String> maskedPredictions,
            Map<Integer, String> masks,
            Map<Integer, String> features) {
        this.graph = graph;
        this.predictions = predictions;
        this.maskedPredictions = maskedPredictions;
        this.masks = masks;
        this.features = features;
    }

    /** Names of the gradients of masked predictions with respect to masks, by length. */
    SortedMap<Integer, String> ofMasks(Set<Integer> lengths, Target target) {
        SortedMap<Integer, String> known = byMasks.computeIfAbsent(target, key -> new TreeMap<>());
        for (int length : lengths) {
            if (!known.containsKey(length)) {
                Layers.registerGradients();
                Ops tf = Ops.create(graph);
                Operand<TFloat32> of = target(tf, length, maskedPredictions.get(length), target);
                Output<?>[] gradient =
                        graph.addGradients(of.asOutput(), new Output<?>[] {graph.outputOrThrow(masks.get(length))});
                known.put(length, name(gradient[0]));
            }
        }
        return known;
    }

    /**
     * Names of the products of the masks with what they multiply, by length: the first product on the way from a mask
     * to its masked prediction.
     */
    SortedMap<Integer, String> products(Set<Integer> lengths) {
        for (int length : lengths) {
            products.computeIfAbsent(length, this::product);
        }
        return products;
    }

    private String product(int length) {
        // Added gradients also read the mask, but are not needed by the masked prediction.
        Set<GraphOperation> needed = needed(maskedPredictions.get(length));
        Set<GraphOperation> seen = new HashSet<>();
        Deque<GraphOperation> open = new ArrayDeque<>();
        open.add(operation(graph.outputOrThrow(masks.get(length))));
        while (!open.isEmpty()) {
            for (GraphOperation reader : open.remove().consumers()) {
                if (needed.contains(reader) && seen.add(reader)) {
                    if (reader.type().equals("Mul")) {
                        return name(reader.output(0));
                    }
                    open.add(reader);
                }
            }
        }
        throw new IllegalStateException(
                "The masked prediction of length " + length + " does not depend on a product with the mask");
    }

    /**
     * The feature maps from which class activation maps are computed: the features, or the tensors that were
     * concatenated as features. Empty if the prediction does not depend on all of them, or if they are not maps.
     */
    List<Output<?>> featureMaps(int length) {
        Output<?> given = graph.outputOrThrow(features.get(length));
        Set<GraphOperation> needed = needed(predictions.get(length));
        List<Output<?>> maps = new ArrayList<>();
        GraphOperation joined = behindCopies(given);
        if (needed.contains(operation(given)) || !joined.type().equals("ConcatV2")) {
            maps.add(given);
        } else {
            for (int i = 0; i < joined.numInputs() - 1; i++) { // The last input is the axis.
                maps.add(joined.input(i));
            }
        }
        boolean usable = maps.stream()
                .allMatch(map -> map.shape().numDimensions() == MAP_DIMENSIONS && needed.contains(operation(map)));
        return usable ? maps : List.of();
    }

    /**
     * The number of multiplications of a prediction in convolutions and matrix products, but those of a matrix product
     * only for one row per record. Empty if the size of a convolution's output depends on the input.
     */
    OptionalLong multiplications(int length) {
        long sum = 0;
        for (GraphOperation operation : needed(predictions.get(length))) {
            boolean depthwise = operation.type().equals("DepthwiseConv2dNative");
            if (depthwise || operation.type().equals("Conv2D")) {
                Shape filter = operation.input(1).shape(); // [height, width, inputs, outputs]
                long values = valuesOfRecord(operation.output(0).shape());
                if (values < 0) {
                    return OptionalLong.empty();
                }
                sum += values * filter.get(0) * filter.get(1) * (depthwise ? 1 : filter.get(2));
            } else if (operation.type().equals("MatMul")) {
                sum += Math.max(0, operation.input(1).shape().size());
            }
        }
        return OptionalLong.of(sum);
    }

    /** Returns the number of values for each record in a tensor of this shape; -1 if it is not known. */
    private static long valuesOfRecord(Shape shape) {
        long product = 1;
        for (int i = 1; i < shape.numDimensions(); i++) {
            if (shape.get(i) < 0) {
                return -1;
            }
            product *= shape.get(i);
        }
        return shape.isUnknown() ? -1 : product;
    }

    private Set<GraphOperation> needed(String tensor) {
        Set<GraphOperation> needed = new HashSet<>();
        Deque<GraphOperation> open = new ArrayDeque<>();
        open.add(operation(graph.outputOrThrow(tensor)));
        while (!open.isEmpty()) {
            GraphOperation operation = open.remove();
            if (needed.add(operation)) {
                for (int i = 0; i < operation.numInputs(); i++) {
                    open.add(operation(operation.input(i)));
                }
            }
        }
        return needed;
    }

    /** Names of the class activation maps of image features, by length: [batch, rows * columns]. */
    SortedMap<Integer, String> gradCam(Set<Integer> lengths) {
        for (int length : lengths) {
            if (!cams.containsKey(length)) {
                Layers.registerGradients();
                Ops tf = Ops.create(graph);
                List<Output<?>> maps = featureMaps(length);
                Operand<TFloat32> of = target(tf, length, predictions.get(length), Target.LOG_ODDS);
                Output<?>[] gradients = graph.addGradients(of.asOutput(), maps.toArray(new Output<?>[0]));
                List<Operand<TFloat32>> weighted = new ArrayList<>();
                for (int i = 0; i < gradients.length; i++) {
                    Operand<TFloat32> weights = tf.math.mean(
                            gradients[i].expect(TFloat32.class), tf.constant(new int[] {1, 2}), Mean.keepDims(true));
                    weighted.add(tf.sum(tf.math.mul(maps.get(i).expect(TFloat32.class), weights), tf.constant(3)));
                }
                Operand<TFloat32> map = tf.nn.relu(tf.math.addN(weighted));
                Shape shape = maps.get(0).shape();
                cams.put(
                        length,
                        name(tf.reshape(map, tf.constant(new long[] {-1, shape.get(1) * shape.get(2)}))
                                .asOutput()));
            }
        }
        return cams;
    }

    /** A feed with the chosen class of each record; empty if the model predicts a value. */
    Optional<Feed> chosen(Set<Integer> lengths, int[] chosen) {
        if (!choices.keySet().containsAll(lengths)) {
            return Optional.empty();
        }
        List<float[]> rows = new ArrayList<>(chosen.length);
        for (int one : chosen) {
            float[] row = new float[classes];
            row[one] = 1;
            rows.add(row);
        }
        return Optional.of(Feed.of(choices, rows));
    }

    private Operand<TFloat32> target(Ops tf, int length, String prediction, Target target) {
        Output<TFloat32> output = graph.outputOrThrow(prediction).expect(TFloat32.class);
        if (output.shape().numDimensions() == 1) {
            return output;
        }
        classes = (int) output.shape().get(1);
        String choice = choices.computeIfAbsent(length, key -> {
            Placeholder<TFloat32> placeholder =
                    tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, classes)));
            return name(placeholder.asOutput());
        });
        Operand<TFloat32> chosen = graph.outputOrThrow(choice).expect(TFloat32.class);
        Operand<TFloat32> probability = tf.sum(tf.math.mul(output, chosen), tf.constant(1));
        if (target == Target.PROBABILITY) {
            return probability;
        }
        Optional<Operand<TFloat32>> logits = logits(tf, output);
        if (logits.isPresent()) {
            Operand<TFloat32> others = tf.math.sub(logits.get(), tf.math.mul(chosen, tf.constant(OUT_OF_REACH)));
            return tf.math.sub(tf.sum(tf.math.mul(logits.get(), chosen), tf.constant(1)), logSumExp(tf, others));
        }
        Operand<TFloat32> rest = tf.sum(tf.math.mul(output, tf.math.sub(tf.constant(1f), chosen)), tf.constant(1));
        Operand<TFloat32> least = tf.constant(LEAST_PROBABILITY);
        return tf.math.sub(tf.math.log(tf.math.maximum(probability, least)), tf.math.log(tf.math.maximum(rest, least)));
    }

    /**
     * The logits from which a softmax or a sigmoid computes these probabilities, [batch, classes]; empty if neither
     * does.
     */
    private static Optional<Operand<TFloat32>> logits(Ops tf, Output<TFloat32> probabilities) {
        GraphOperation last = behindCopies(probabilities);
        if (last.type().equals("Softmax")) {
            return Optional.of(tf.reshape(last.input(0).expect(TFloat32.class), tf.shape(probabilities)));
        }
        if (last.type().equals("ConcatV2")) { // Two classes from one probability: 1 - p, p.
            GraphOperation second = behindCopies(last.input(1));
            if (second.type().equals("Sigmoid")) {
                Operand<TFloat32> logit =
                        tf.reshape(second.input(0).expect(TFloat32.class), tf.constant(new int[] {-1, 1}));
                return Optional.of(tf.concat(List.of(tf.zerosLike(logit), logit), tf.constant(1)));
            }
        }
        return Optional.empty();
    }

    private static GraphOperation behindCopies(Output<?> output) {
        GraphOperation operation = operation(output);
        while (operation.type().equals("Identity") || operation.type().equals("Reshape")) {
            operation = operation(operation.input(0));
        }
        return operation;
    }

    private static GraphOperation operation(Output<?> output) {
        return (GraphOperation) output.op();
    }

    private static Operand<TFloat32> logSumExp(Ops tf, Operand<TFloat32> values) {
        Operand<TFloat32> largest = tf.stopGradient(tf.max(values, tf.constant(1), Max.keepDims(true)));
        Operand<TFloat32> sum = tf.sum(tf.math.exp(tf.math.sub(values, largest)), tf.constant(1));
        return tf.math.add(tf.math.log(sum), tf.squeeze(largest, Squeeze.axis(List.of(1L))));
    }

    private static String name(Output<?> output) {
        return output.op().name() + ":" + output.index();
    }
}
