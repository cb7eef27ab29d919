package io.maskstream.trainer.mask;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TBool;
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

    /**
     * Names of what a copy takes and gives.
     *
     * @param input as the card says
     * @param valid float32 [batch, length]: 1 at tokens, 0 at padding and special tokens; of images [batch, cells], all 1
     * @param mask float32 in [0,1], of that shape; 0 where {@code valid} is
     * @param maskable what the mask multiplies: [batch, length, channels], or an image [batch, height, width, channels]
     * @param maskedInput mask times maskable, or the reference and mask times what maskable differs from it by; in training some records' masks are made hard (see {@link BudgetSampling})
     * @param complementInput what is not kept: 1 less what {@code maskedInput} has maskable multiplied by, times maskable;
     *     padding and special tokens are in both
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
     * @param reference what a part becomes that a mask leaves out, a number a channel; empty for zeros
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
            List<Float> reference,
            boolean complements,
            long seed,
            Map<String, TensorProto> start) {
        Manifest.Input input = frozen.card().input();
        Set<Integer> unweighed = unweighed(frozen);
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
                training.put(
                        length,
                        masked(
                                "training_" + length,
                                graph,
                                trained,
                                network,
                                sampling,
                                reference,
                                input,
                                unweighed,
                                tensors));
                updates.put(length, names(trained.stateUpdates().stream()));
                Layers served = Layers.serving(tf, weights);
                serving.put(
                        length,
                        masked(
                                "serving_" + length,
                                graph,
                                served,
                                network,
                                BudgetSampling.NONE,
                                reference,
                                input,
                                unweighed,
                                tensors));
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
            List<Float> reference,
            Manifest.Input input,
            Set<Integer> unweighed,
            FrozenTensors frozen) {
        Ops tf = layers.tf();
        Operand<TFloat32> maskable = output(graph, frozen.maskable(), TFloat32.class);
        Operand<TFloat32> features = output(graph, frozen.features(), TFloat32.class);
        ImageGrid grid = grid(input, maskable);
        Operand<TFloat32> valid = grid == null
                ? weighed(layers, output(graph, frozen.input(), TInt32.class), unweighed)
                : cells(tf, graph.outputOrThrow(frozen.input()), grid);
        Operand<TFloat32> weights = network.build(
                layers,
                new MaskNetwork.Inputs(
                        maskable, grid == null ? atTokens(tf, features, maskable) : features, valid, grid));
        Operand<TFloat32> mask = tf.math.mul(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), valid);
        Operand<TFloat32> kept = sampling.of(layers, weights, mask, valid);
        Operand<TFloat32> leftOut = tf.math.sub(tf.constant(1f), kept);
        if (grid == null) {
            // Padding and special tokens are never masked: a model may embed them as something else than 0.
            kept = tf.math.add(kept, tf.math.sub(tf.constant(1f), valid));
        }
        Operand<TFloat32> maskedInput = multiplied(tf, maskable, kept, grid, reference);
        Operand<TFloat32> complementInput = multiplied(tf, maskable, leftOut, grid, reference);
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

    /** The ids of padding and of the special tokens that the rules name, or else a tokenizer adds; none of images. */
    private static Set<Integer> unweighed(FrozenModel frozen) {
        TokenInput tokens = frozen.card().input().tokens();
        if (tokens == null) {
            return Set.of();
        }
        Set<Integer> ids = new LinkedHashSet<>();
        ids.add(tokens.padding());
        if (tokens.leading() != null && tokens.trailing() != null) {
            ids.addAll(tokens.leading());
            ids.addAll(tokens.trailing());
        } else if (frozen.encoding(ImageLimits.usual()).probe() instanceof TokenSequence probe) {
            int[] all = probe.ids();
            IntStream.range(0, probe.leading()).forEach(i -> ids.add(all[i]));
            IntStream.range(all.length - probe.trailing(), all.length).forEach(i -> ids.add(all[i]));
        }
        return ids;
    }

    /** 1 at the tokens that a mask weighs, 0 at padding and special tokens: [batch, length]. */
    private static Operand<TFloat32> weighed(Layers layers, Operand<TInt32> ids, Set<Integer> unweighed) {
        Ops tf = layers.tf();
        Operand<TBool> weighed = null;
        for (int id : unweighed) {
            Operand<TBool> other = tf.math.notEqual(ids, tf.constant(id));
            weighed = weighed == null ? other : tf.math.logicalAnd(weighed, other);
        }
        return tf.dtypes.cast(weighed, TFloat32.class);
    }

    /** 1 at every cell: [batch, cells]. */
    private static Operand<TFloat32> cells(Ops tf, Output<?> images, ImageGrid grid) {
        Operand<TInt32> batch = tf.slice(tf.shape(images), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
        Operand<TInt32> shape = tf.concat(List.of(batch, tf.constant(new int[] {grid.cells()})), tf.constant(0));
        return tf.reshape(tf.fill(shape, tf.constant(1f)), tf.constant(new int[] {-1, grid.cells()}));
    }

    /** The sizes of the image that is masked, which the model may have made of one of another size; null of tokens. */
    private static ImageGrid grid(Manifest.Input input, Operand<TFloat32> maskable) {
        if (input.image() == null) {
            return null;
        }
        Shape shape = maskable.shape();
        boolean rows = shape.numDimensions() != ImageMaps.IMAGE_DIMENSIONS;
        int height = rows ? input.image().height() : (int) shape.get(1);
        int width = rows ? input.image().width() : (int) shape.get(2);
        return new ImageGrid(
                height,
                width,
                Math.min(height, input.image().maskHeight()),
                Math.min(width, input.image().maskWidth()));
    }

    /** Features with a position a token; where the model has fewer, enlarged, and the tokens' own vectors beside them. */
    private static Operand<TFloat32> atTokens(Ops tf, Operand<TFloat32> features, Operand<TFloat32> maskable) {
        long length = maskable.shape().get(1);
        if (features.shape().get(1) == length) {
            return features;
        }
        Operand<TFloat32> enlarged = tf.squeeze(
                ImageMaps.resized(tf, tf.expandDims(features, tf.constant(2)), (int) length, 1),
                Squeeze.axis(List.of(2L)));
        return tf.concat(List.of(enlarged, maskable), tf.constant(2));
    }

    /** What every channel of a token or pixel differs from the reference by, times its weight. */
    private static Operand<TFloat32> multiplied(
            Ops tf, Operand<TFloat32> maskable, Operand<TFloat32> weights, ImageGrid grid, List<Float> reference) {
        if (reference.isEmpty()) {
            return multiplied(tf, maskable, weights, grid);
        }
        float[] channels = new float[reference.size()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = reference.get(i);
        }
        Operand<TFloat32> left = tf.constant(channels);
        return tf.math.add(left, multiplied(tf, tf.math.sub(maskable, left), weights, grid));
    }

    /** Every channel of a token or pixel times its weight; a cell's is that of its pixels, by linear interpolation. */
    private static Operand<TFloat32> multiplied(
            Ops tf, Operand<TFloat32> maskable, Operand<TFloat32> weights, ImageGrid grid) {
        boolean rows = maskable.shape().numDimensions() != ImageMaps.IMAGE_DIMENSIONS;
        if (grid == null || (rows && grid.isFull())) {
            return tf.math.mul(maskable, tf.expandDims(weights, tf.constant(2)));
        }
        Operand<TFloat32> pixels = ImageMaps.resized(
                tf,
                tf.reshape(weights, tf.constant(new int[] {-1, grid.maskHeight(), grid.maskWidth(), 1})),
                grid.height(),
                grid.width());
        return tf.math.mul(
                maskable,
                rows ? tf.reshape(pixels, tf.constant(new int[] {-1, grid.height() * grid.width(), 1})) : pixels);
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
