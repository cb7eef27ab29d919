package io.maskstream.trainer.mask;

import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A frozen model, a mask network that reads its features, and a second copy of the frozen model that reads the masked
 * input, in one graph: a copy of the three for each length, for training and for serving, over one set of weights.
 *
 * @param graph as data; to be imported, for the second copies exist in the data only
 * @param trainable variables of the mask network that training changes, by name
 * @param state its other variables, such as moving averages
 * @param initializers nodes to run before anything else
 * @param training tensors by length, with batch statistics
 * @param serving tensors by length, with moving averages
 * @param stateUpdates by length, nodes that a training step has to run beside the optimizer
 * @param dropoutSeed placeholder, int64 [2]
 */
public record MaskedModel(
        GraphDef graph,
        List<String> trainable,
        List<String> state,
        List<String> initializers,
        SortedMap<Integer, Tensors> training,
        SortedMap<Integer, Tensors> serving,
        Map<Integer, List<String>> stateUpdates,
        String dropoutSeed) {

    private static final Logger LOG = LoggerFactory.getLogger(MaskedModel.class);

    /** Batch, height, width, channels. */
    private static final int IMAGE_DIMENSIONS = 4;

    /**
     * Names of what a copy takes and gives.
     *
     * @param input as the card says
     * @param valid float32 [batch, length]: 1 at tokens, 0 at padding
     * @param mask float32 in [0,1], [batch, length]; 0 at padding
     * @param maskable what the mask multiplies: [batch, length, channels], or an image [batch, height, width, channels]
     * @param maskedInput mask times maskable; in training some records' masks are made hard (see {@link BudgetSampling})
     * @param complementInput (1 - mask) times maskable
     * @param prediction on the input as it is
     * @param maskedPrediction on the masked input
     * @param complementPrediction on what the mask leaves out; only training has it, and only where it was asked for
     */
    public record Tensors(
            String input,
            String valid,
            String mask,
            String maskable,
            String maskedInput,
            String complementInput,
            String prediction,
            String maskedPrediction,
            String complementPrediction) {}

    /**
     * Puts the three together.
     *
     * @param sampling which masks training makes hard
     * @param complements whether training looks at what the masks leave out
     * @param seed of the mask network's initial weights
     * @param start weights of the mask network by name, as it was fitted before; others are ignored, and what
     *     is missing starts afresh, as all does if this is empty
     * @throws IllegalArgumentException if it has weights, but none of the network's, or one of another shape
     */
    public static MaskedModel of(
            FrozenModel frozen,
            MaskNetwork network,
            BudgetSampling sampling,
            boolean complements,
            long seed,
            Map<String, TensorProto> start) {
        SortedMap<Integer, Tensors> training = new TreeMap<>();
        SortedMap<Integer, Tensors> serving = new TreeMap<>();
        Map<Integer, List<String>> updates = new TreeMap<>();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(frozen.graph());
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, seed, start);
            Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            frozen.card().tensors().forEach((length, tensors) -> {
                Layers trained = Layers.training(tf, weights, dropoutSeed);
                training.put(length, masked("training_" + length, graph, trained, network, sampling, tensors));
                updates.put(length, names(trained.stateUpdates().stream()));
                Layers served = Layers.serving(tf, weights);
                serving.put(length, masked("serving_" + length, graph, served, network, BudgetSampling.NONE, tensors));
            });
            warmed(weights.trainable().keySet(), start.keySet());
            GraphDef whole = graph.toGraphDef();
            for (Tensors copy : training.values()) {
                whole = withCopy(whole, copy, copy.maskedInput(), copy.maskedPrediction());
                if (complements) {
                    whole = withCopy(whole, copy, copy.complementInput(), copy.complementPrediction());
                }
            }
            for (Tensors copy : serving.values()) {
                whole = withCopy(whole, copy, copy.maskedInput(), copy.maskedPrediction());
            }
            return new MaskedModel(
                    whole,
                    names(weights.trainable().values().stream()),
                    names(weights.state().values().stream()),
                    names(weights.initializers().stream()),
                    training,
                    serving,
                    updates,
                    dropoutSeed.op().name());
        }
    }

    /** Says which weights the network to start from did not have. */
    private static void warmed(Set<String> names, Set<String> start) {
        List<String> afresh =
                names.stream().filter(name -> !start.contains(name)).toList();
        if (start.isEmpty() || afresh.isEmpty()) {
            return;
        }
        if (afresh.size() == names.size()) {
            throw new IllegalArgumentException("the mask network to start from has no weights named " + afresh.get(0)
                    + ", nor any other of the one to be fitted: it is another network");
        }
        LOG.warn("The mask network to start from lacks these weights, which start afresh: {}.", afresh);
    }

    private static Tensors masked(
            String name,
            Graph graph,
            Layers layers,
            MaskNetwork network,
            BudgetSampling sampling,
            FrozenTensors frozen) {
        Ops tf = layers.tf();
        Operand<TFloat32> valid = layers.valid(output(graph, frozen.input(), TInt32.class));
        Operand<TFloat32> features = output(graph, frozen.features(), TFloat32.class);
        int channels = (int) features.shape().get(features.shape().numDimensions() - 1);
        Operand<TFloat32> maskable = output(graph, frozen.maskable(), TFloat32.class);
        Operand<TFloat32> weights = network.build(layers, maskable, features, valid, channels);
        Operand<TFloat32> mask = tf.math.mul(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), valid);
        Operand<TFloat32> maskedInput = multiplied(tf, maskable, sampling.of(layers, mask, valid));
        Operand<TFloat32> complementInput = multiplied(tf, maskable, tf.math.sub(tf.constant(1f), mask));
        return new Tensors(
                frozen.input(),
                valid.op().name(),
                mask.op().name(),
                frozen.maskable(),
                maskedInput.op().name(),
                complementInput.op().name(),
                frozen.prediction(),
                name + "/" + frozen.prediction(),
                "complement_" + name + "/" + frozen.prediction());
    }

    /** Every channel of a token or pixel times its weight; an image may have its pixels in rows. */
    private static Operand<TFloat32> multiplied(Ops tf, Operand<TFloat32> maskable, Operand<TFloat32> weights) {
        Shape shape = maskable.shape();
        if (shape.numDimensions() != IMAGE_DIMENSIONS) {
            return tf.math.mul(maskable, tf.expandDims(weights, tf.constant(2)));
        }
        int[] rows = {-1, (int) shape.get(1), (int) shape.get(2), 1};
        return tf.math.mul(maskable, tf.reshape(weights, tf.constant(rows)));
    }

    /**
     * A tensor of a graph by name.
     *
     * @throws IllegalArgumentException if there is none of that name, or it has another type
     */
    static <T extends org.tensorflow.types.family.TType> Operand<T> output(Graph graph, String name, Class<T> type) {
        Output<?> output = graph.outputOrThrow(name);
        if (output.type() != type) {
            throw new IllegalArgumentException("the tensor '" + name + "' is of type "
                    + output.type().getSimpleName() + ", but must be of " + type.getSimpleName());
        }
        return output.expect(type);
    }

    /** Adds the frozen model once more, reading another input; the copy's prediction gives the copy its prefix. */
    private static GraphDef withCopy(GraphDef graph, Tensors copy, String input, String prediction) {
        String prefix = prediction.substring(0, prediction.indexOf('/'));
        return GraphDefs.withCopy(graph, prefix, copy.maskable(), input, copy.prediction());
    }

    private static List<String> names(Stream<? extends Op> operations) {
        return operations.map(operation -> operation.op().name()).toList();
    }
}
