package io.maskstream.trainer.mask;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
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
import org.tensorflow.types.family.TType;

/**
 * A graph of a frozen model, a mask network that reads its features, and a second copy of the frozen model that reads
 * the masked input. There is a copy of all three for each length, for training and for serving, with shared weights.
 *
 * @param graph graph definition, to be imported again because only the definition contains the second copies
 * @param trainable names of the mask network's variables that gradients change
 * @param state names of its other variables, such as moving averages
 * @param initializers nodes to run before anything else
 * @param training tensors by length, with batch statistics
 * @param serving tensors by length, with moving averages
 * @param stateUpdates nodes that a training step runs beside the optimizer, by length
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
     * Names of the inputs and outputs of a copy.
     *
     * @param input placeholder of the input, named in the model's card
     * @param valid float32 [batch, length]: 1 at tokens that get a weight, 0 at padding, special tokens and the syntax
     *     between a molecule's atoms in its canonical form; for images [batch, cells], all 1
     * @param mask float32 in [0,1], of the same shape; 0 where {@code valid} is 0
     * @param maskable tensor that the mask multiplies: [batch, length, channels], or an image [batch, height, width,
     *     channels]
     * @param maskedInput mask times maskable; with a reference, the reference plus mask times the difference of
     *     maskable from it. In training, some records have a hard mask (see {@link BudgetSampling})
     * @param complementInput the same as {@code maskedInput} with 1 minus mask in place of mask; parts without a weight
     *     are the same in both
     * @param prediction prediction on the unmasked input
     * @param maskedPrediction prediction on the masked input; in training copies only if the mask network learns
     * @param complementPrediction prediction on {@code complementInput}; only in training copies, and only if requested
     * @param evidence float32 [batch, outputs, parts] (see {@link EvidenceNetwork}); null if not requested
     * @param baseline float32 [batch, outputs]; null without evidence
     * @param fitted what the evidence network is fitted to, of the same shape as {@code evidence}: values, or the log
     *     odds of classes (see {@link LogOdds}); null without evidence
     * @param coalition weight of each part in a {@link RandomCoalition}, [batch, parts]; only in training copies with
     *     evidence
     * @param between see {@link RandomCoalition#between}
     * @param chosen 1 at the output whose evidence this step trains, 0 at the others: with probability 1/2 the
     *     predicted class, otherwise any class; [batch, outputs]
     * @param coalitionInput input with these weights
     * @param coalitionPrediction prediction on {@code coalitionInput}
     * @param emptyInput input without any weighed part; only in training copies with evidence
     * @param emptyPrediction prediction on {@code emptyInput}
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
            String complementPrediction,
            String evidence,
            String baseline,
            String fitted,
            String coalition,
            String between,
            String chosen,
            String coalitionInput,
            String coalitionPrediction,
            String emptyInput,
            String emptyPrediction) {}

    /**
     * The networks and options to combine with a frozen model.
     *
     * @param network mask network
     * @param evidence evidence network; null for none
     * @param exactArea share of the parts that every mask keeps (see {@link ExactArea}); 0 to let masks differ in size
     * @param sampling which masks are hard in training
     * @param reference replacement of parts that a mask leaves out, one value for each channel; empty for zeros
     * @param varied whether training draws the replacement for each record (see {@link VariedReference})
     * @param complements whether training copies predict on the complement of the mask
     */
    public record Design(
            MaskNetwork network,
            EvidenceNetwork evidence,
            double exactArea,
            BudgetSampling sampling,
            List<Float> reference,
            boolean varied,
            boolean complements) {

        /** Returns the design for serving: masks without sampling, and a single reference. */
        Design served() {
            return new Design(network, evidence, exactArea, BudgetSampling.NONE, reference, false, false);
        }

        /** Returns a design that masks with zeros and has no evidence. */
        public static Design plain(MaskNetwork network) {
            return new Design(network, null, 0, BudgetSampling.NONE, List.of(), false, false);
        }
    }

    /**
     * Combines the frozen model with the networks of a design.
     *
     * @param seed seed of the networks' initial weights
     * @param start fitted weights of the networks to start from, by name. Unknown names are ignored; missing weights
     *     start at random values, as all do if this is empty
     * @throws IllegalArgumentException if {@code start} is not empty but has none of the networks' weights, or one of
     *     another shape
     */
    public static MaskedModel of(FrozenModel frozen, Design design, long seed, Map<String, TensorProto> start) {
        Manifest.Input input = frozen.card().input();
        Unweighed unweighed = Unweighed.of(frozen);
        SortedMap<Integer, Tensors> training = new TreeMap<>();
        SortedMap<Integer, Tensors> serving = new TreeMap<>();
        Map<Integer, List<String>> updates = new TreeMap<>();
        try (Graph graph = new Graph()) {
            CellAnswers answers =
                    design.evidence() == null ? new CellAnswers(frozen.graph(), Map.of()) : CellAnswers.of(frozen);
            graph.importGraphDef(answers.graph());
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, seed, start);
            Placeholder<TInt64> dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            frozen.card().tensors().forEach((length, tensors) -> {
                Layers trained = Layers.training(tf, weights, dropoutSeed);
                String ofCells = answers.answers().get(length);
                training.put(
                        length,
                        masked("training_" + length, graph, trained, design, input, unweighed, tensors, ofCells));
                updates.put(length, names(trained.stateUpdates().stream()));
                Layers served = Layers.serving(tf, weights);
                serving.put(
                        length,
                        masked(
                                "serving_" + length,
                                graph,
                                served,
                                design.served(),
                                input,
                                unweighed,
                                tensors,
                                ofCells));
            });
            warmed(weights.trainable().keySet(), start.keySet());
            GraphDef whole = graph.toGraphDef();
            for (Tensors copy : training.values()) {
                if (design.network().learns()) {
                    whole = withCopy(whole, copy, copy.maskedInput(), copy.maskedPrediction());
                }
                if (design.complements()) {
                    whole = withCopy(whole, copy, copy.complementInput(), copy.complementPrediction());
                }
                if (copy.coalition() != null) {
                    whole = withCopy(whole, copy, copy.coalitionInput(), copy.coalitionPrediction());
                    whole = withCopy(whole, copy, copy.emptyInput(), copy.emptyPrediction());
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

    /** Warns about weights that the network to start from does not have. */
    private static void warmed(Set<String> names, Set<String> start) {
        List<String> afresh =
                names.stream().filter(name -> !start.contains(name)).toList();
        if (start.isEmpty() || afresh.isEmpty()) {
            return;
        }
        if (afresh.size() == names.size()) {
            throw new IllegalArgumentException("the mask network to start from has no weights named " + afresh.get(0)
                    + " or any other weights of the network to fit: it is a different network");
        }
        LOG.warn("{} of {} weights have no value to start from: {}.", afresh.size(), names.size(), afresh);
    }

    private static Tensors masked(
            String name,
            Graph graph,
            Layers layers,
            Design design,
            Manifest.Input input,
            Unweighed unweighed,
            FrozenTensors frozen,
            String ofCells) {
        Ops tf = layers.tf();
        Operand<TFloat32> maskable = output(graph, frozen.maskable(), TFloat32.class);
        Operand<TFloat32> features = output(graph, frozen.features(), TFloat32.class);
        ImageGrid grid = grid(input, maskable);
        Operand<TFloat32> read = grid == null
                ? without(tf, output(graph, frozen.input(), TInt32.class), unweighed.special())
                : ones(tf, graph.outputOrThrow(frozen.input()), grid);
        Operand<TFloat32> valid = unweighed.syntax().isEmpty()
                ? read
                : tf.math.mul(read, without(tf, output(graph, frozen.input(), TInt32.class), unweighed.syntax()));
        MaskNetwork.Inputs plain = new MaskNetwork.Inputs(
                maskable,
                grid == null ? atTokens(tf, features, maskable) : features,
                read,
                valid,
                unweighed.syntax().isEmpty(),
                grid,
                null,
                output(graph, frozen.prediction(), TFloat32.class).shape().numDimensions() > 1);
        Operand<TFloat32> reference = reference(tf, design.reference());
        Evidence evidence = design.evidence() == null
                ? Evidence.NONE
                : evidence(name, graph, layers, design.evidence(), plain, reference, frozen.prediction(), ofCells);
        MaskNetwork.Inputs inputs = plain.with(evidence.shown());
        Operand<TFloat32> weights = design.network().build(layers, inputs);
        Operand<TFloat32> mask = design.exactArea() == 0
                ? tf.math.mul(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), valid)
                : new ExactArea(design.exactArea()).of(tf, weights, valid);
        Operand<TFloat32> kept = design.sampling().of(layers, weights, mask, valid);
        Operand<TFloat32> leftOut = tf.math.sub(tf.constant(1f), kept);
        if (grid == null) {
            // Padding, special tokens and the syntax between a molecule's atoms are never masked. A model may embed
            // them as something other than 0.
            kept = tf.math.add(kept, tf.math.sub(tf.constant(1f), valid));
        }
        Operand<TFloat32> insteadOfLeftOut = reference;
        Operand<TFloat32> insteadOfKept = reference;
        if (design.varied()) {
            insteadOfLeftOut = VariedReference.of(layers, maskable, valid, grid, reference);
            insteadOfKept = VariedReference.of(layers, maskable, valid, grid, reference);
        }
        Operand<TFloat32> maskedInput = multiplied(tf, maskable, kept, grid, insteadOfLeftOut);
        Operand<TFloat32> complementInput = multiplied(tf, maskable, leftOut, grid, insteadOfKept);
        return new Tensors(
                frozen.input(),
                valid.op().name(),
                mask.op().name(),
                frozen.maskable(),
                maskedInput.op().name(),
                complementInput.op().name(),
                frozen.prediction(),
                name + "/" + frozen.prediction(),
                "complement_" + name + "/" + frozen.prediction(),
                evidence.values(),
                evidence.baseline(),
                evidence.fitted(),
                evidence.coalition(),
                evidence.between(),
                evidence.chosen(),
                evidence.coalitionInput(),
                evidence.coalitionPrediction(),
                evidence.emptyInput(),
                evidence.emptyPrediction());
    }

    /**
     * Names of the tensors of evidence in {@link Tensors}.
     *
     * @param shown evidence that the mask network reads (see {@link MaskNetwork.Inputs})
     */
    private record Evidence(
            String values,
            String baseline,
            String fitted,
            String coalition,
            String between,
            String chosen,
            String coalitionInput,
            String coalitionPrediction,
            String emptyInput,
            String emptyPrediction,
            Operand<TFloat32> shown) {

        static final Evidence NONE = new Evidence(null, null, null, null, null, null, null, null, null, null, null);
    }

    private static Evidence evidence(
            String name,
            Graph graph,
            Layers layers,
            EvidenceNetwork network,
            MaskNetwork.Inputs masked,
            Operand<TFloat32> reference,
            String prediction,
            String ofCells) {
        Ops tf = layers.tf();
        MaskNetwork.Inputs inputs = masked;
        if (masked.grid() != null) {
            ImageGrid grid = masked.grid().ofEvidence();
            Operand<TFloat32> cells = ones(tf, masked.maskable(), grid);
            inputs = new MaskNetwork.Inputs(
                    masked.maskable(), masked.features(), cells, cells, true, grid, null, masked.ofClasses());
        }
        EvidenceNetwork.Evidence evidence = network.build(
                layers,
                inputs,
                output(graph, prediction, TFloat32.class),
                ofCells == null ? null : output(graph, ofCells, TFloat32.class));
        String values = evidence.values().op().name();
        String baseline = evidence.baseline().op().name();
        String fitted = evidence.learned().op().name();
        Operand<TFloat32> shown = ofAnswer(
                tf, evidence.values(), output(graph, prediction, TFloat32.class), inputs.grid(), masked.grid());
        if (!layers.isTraining()) {
            return new Evidence(values, baseline, fitted, null, null, null, null, null, null, null, shown);
        }
        RandomCoalition coalition = RandomCoalition.of(layers, inputs.weighed());
        Operand<TFloat32> left = coalition.weights();
        Operand<TFloat32> empty = tf.zerosLike(left);
        if (inputs.grid() == null) {
            empty = tf.math.sub(tf.constant(1f), inputs.weighed());
            left = tf.math.add(tf.math.mul(left, inputs.weighed()), empty);
        }
        return new Evidence(
                values,
                baseline,
                fitted,
                coalition.weights().op().name(),
                coalition.between().op().name(),
                chosen(layers, output(graph, prediction, TFloat32.class), evidence.baseline(), inputs.valid())
                        .op()
                        .name(),
                multiplied(tf, inputs.maskable(), left, inputs.grid(), reference)
                        .op()
                        .name(),
                "coalition_" + name + "/" + prediction,
                multiplied(tf, inputs.maskable(), empty, inputs.grid(), reference)
                        .op()
                        .name(),
                "empty_" + name + "/" + prediction,
                shown);
    }

    /**
     * Returns the evidence for the predicted class, or for the value, at the cells of the mask: [batch, parts]. It
     * stops the gradient of the mask's loss, because evidence depends on the model only.
     */
    private static Operand<TFloat32> ofAnswer(
            Ops tf, Operand<TFloat32> evidence, Operand<TFloat32> prediction, ImageGrid grid, ImageGrid ofMask) {
        int outputs = (int) evidence.shape().get(1);
        Operand<TFloat32> answer = evidence;
        if (outputs > 1) {
            Operand<TFloat32> predicted = tf.oneHot(
                    tf.math.argMax(prediction, tf.constant(1), TInt32.class),
                    tf.constant(outputs),
                    tf.constant(1f),
                    tf.constant(0f));
            answer = tf.math.mul(evidence, tf.expandDims(predicted, tf.constant(2)));
        }
        Operand<TFloat32> parts = tf.stopGradient(tf.sum(answer, tf.constant(1)));
        return grid == null ? parts : ImageMaps.enlarged(tf, parts, grid, ofMask);
    }

    /** Returns the output whose evidence a step trains, one-hot: [batch, outputs]. */
    private static Operand<TFloat32> chosen(
            Layers layers, Operand<TFloat32> prediction, Operand<TFloat32> baseline, Operand<TFloat32> valid) {
        Ops tf = layers.tf();
        int outputs = (int) baseline.shape().get(1);
        if (outputs == 1) {
            return tf.onesLike(baseline);
        }
        Operand<TInt32> batch = tf.constant(new int[] {-1});
        Operand<TFloat32> any = tf.reshape(
                tf.math.floor(tf.math.mul(layers.uniformPerSequence(valid), tf.constant((float) outputs))), batch);
        Operand<TFloat32> predicted =
                tf.dtypes.cast(tf.math.argMax(prediction, tf.constant(1), TInt32.class), TFloat32.class);
        Operand<TFloat32> either = tf.dtypes.cast(
                tf.math.less(tf.reshape(layers.uniformPerSequence(valid), batch), tf.constant(0.5f)), TFloat32.class);
        Operand<TFloat32> index =
                tf.math.add(tf.math.mul(either, predicted), tf.math.mul(tf.math.sub(tf.constant(1f), either), any));
        return tf.oneHot(tf.dtypes.cast(index, TInt32.class), tf.constant(outputs), tf.constant(1f), tf.constant(0f));
    }

    /**
     * Token ids without a weight; empty for images.
     *
     * @param special padding and the special tokens, from the token rules or else from the tokenizer; the mask network
     *     does not read them
     * @param syntax syntax between a molecule's atoms in its canonical form
     */
    private record Unweighed(Set<Integer> special, Set<Integer> syntax) {

        static Unweighed of(FrozenModel frozen) {
            TokenInput tokens = frozen.card().input().tokens();
            if (tokens == null) {
                return new Unweighed(Set.of(), Set.of());
            }
            Set<Integer> special = new LinkedHashSet<>();
            special.add(tokens.padding());
            if (tokens.leading() != null && tokens.trailing() != null) {
                special.addAll(tokens.leading());
                special.addAll(tokens.trailing());
            } else if (frozen.encoding(ImageLimits.usual()).probe() instanceof TokenSequence probe) {
                int[] all = probe.ids();
                IntStream.range(0, probe.leading()).forEach(i -> special.add(all[i]));
                IntStream.range(all.length - probe.trailing(), all.length).forEach(i -> special.add(all[i]));
            }
            return new Unweighed(special, SmilesEncoding.unweighed(frozen.vocabulary(), tokens));
        }
    }

    /** Returns 0 at tokens with one of the ids in {@code left}, 1 at the others: [batch, length]. */
    private static Operand<TFloat32> without(Ops tf, Operand<TInt32> ids, Set<Integer> left) {
        Operand<TBool> others = null;
        for (int id : left) {
            Operand<TBool> other = tf.math.notEqual(ids, tf.constant(id));
            others = others == null ? other : tf.math.logicalAnd(others, other);
        }
        return tf.dtypes.cast(others, TFloat32.class);
    }

    /** Returns 1 at every cell: [batch, cells]. */
    private static Operand<TFloat32> ones(Ops tf, Operand<? extends TType> images, ImageGrid grid) {
        Operand<TInt32> batch = tf.slice(tf.shape(images), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
        Operand<TInt32> shape = tf.concat(List.of(batch, tf.constant(new int[] {grid.cells()})), tf.constant(0));
        return tf.reshape(tf.fill(shape, tf.constant(1f)), tf.constant(new int[] {-1, grid.cells()}));
    }

    /** Returns the sizes of the masked image, which the model may have resized before; null for tokens. */
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

    /**
     * Returns features with one position for each token. Features with fewer positions are upsampled and concatenated
     * with the maskable tensor.
     */
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

    /** Returns one value for each channel; null for zeros. */
    private static Operand<TFloat32> reference(Ops tf, List<Float> reference) {
        if (reference.isEmpty()) {
            return null;
        }
        float[] channels = new float[reference.size()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = reference.get(i);
        }
        return tf.constant(channels);
    }

    /** Returns the reference (null for zeros) plus the difference of each token or pixel from it times its weight. */
    private static Operand<TFloat32> multiplied(
            Ops tf,
            Operand<TFloat32> maskable,
            Operand<TFloat32> weights,
            ImageGrid grid,
            Operand<TFloat32> reference) {
        return reference == null
                ? multiplied(tf, maskable, weights, grid)
                : tf.math.add(reference, multiplied(tf, tf.math.sub(maskable, reference), weights, grid));
    }

    /**
     * Returns every channel of a token or pixel times its weight; the weights of cells are interpolated linearly at the
     * pixels.
     */
    private static Operand<TFloat32> multiplied(
            Ops tf, Operand<TFloat32> maskable, Operand<TFloat32> weights, ImageGrid grid) {
        boolean rows = maskable.shape().numDimensions() != ImageMaps.IMAGE_DIMENSIONS;
        if (grid == null || (rows && grid.isFull())) {
            return tf.math.mul(maskable, tf.expandDims(weights, tf.constant(2)));
        }
        Operand<TFloat32> pixels =
                tf.expandDims(ImageMaps.enlarged(tf, weights, grid, grid.ofPixels()), tf.constant(2));
        return tf.math.mul(maskable, rows ? pixels : ImageMaps.image(tf, pixels, grid));
    }

    /**
     * Returns a tensor of a graph by name.
     *
     * @throws IllegalArgumentException if there is no tensor of that name, or it has another type
     */
    static <T extends TType> Operand<T> output(Graph graph, String name, Class<T> type) {
        Output<?> output = graph.outputOrThrow(name);
        if (output.type() != type) {
            throw new IllegalArgumentException("the tensor '" + name + "' is of type "
                    + output.type().getSimpleName() + ", but must be of " + type.getSimpleName());
        }
        return output.expect(type);
    }

    /**
     * Adds another copy of the frozen model that reads another input. The name of the copy's prediction contains the
     * prefix of the copy.
     */
    private static GraphDef withCopy(GraphDef graph, Tensors copy, String input, String prediction) {
        String prefix = prediction.substring(0, prediction.indexOf('/'));
        return GraphDefs.withCopy(graph, prefix, copy.maskable(), input, copy.prediction());
    }

    private static List<String> names(Stream<? extends Op> operations) {
        return operations.map(operation -> operation.op().name()).toList();
    }
}
