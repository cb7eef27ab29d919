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
     * @param evidence tensors of the evidence; null if not requested
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
            EvidenceTensors evidence) {}

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
                Layers served = Layers.serving(tf, weights);
                String ofCells = answers.answers().get(length);
                training.put(
                        length,
                        masked(
                                new GraphCopy("training_" + length, graph, trained, tensors, ofCells),
                                design,
                                input,
                                unweighed));
                updates.put(length, names(trained.stateUpdates().stream()));
                serving.put(
                        length,
                        masked(
                                new GraphCopy("serving_" + length, graph, served, tensors, ofCells),
                                design.served(),
                                input,
                                unweighed));
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
                if (copy.evidence() != null) {
                    EvidenceTensors.Coalition coalition = copy.evidence().coalition();
                    whole = withCopy(whole, copy, coalition.input(), coalition.prediction());
                    whole = withCopy(whole, copy, coalition.emptyInput(), coalition.emptyPrediction());
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

    private static Tensors masked(GraphCopy copy, Design design, Manifest.Input input, Unweighed unweighed) {
        Layers layers = copy.layers();
        Ops tf = layers.tf();
        FrozenTensors frozen = copy.frozen();
        Operand<TFloat32> maskable = copy.values(frozen.maskable());
        Operand<TFloat32> features = copy.values(frozen.features());
        ImageGrid grid = grid(input, maskable);
        Operand<TFloat32> read = grid == null
                ? without(tf, copy.ids(), unweighed.special())
                : ImageMaps.ones(tf, copy.graph().outputOrThrow(frozen.input()), grid);
        Operand<TFloat32> valid =
                unweighed.syntax().isEmpty() ? read : tf.math.mul(read, without(tf, copy.ids(), unweighed.syntax()));
        MaskNetwork.Inputs plain = new MaskNetwork.Inputs(
                maskable,
                grid == null ? atTokens(tf, features, maskable) : features,
                read,
                valid,
                unweighed.syntax().isEmpty(),
                grid,
                null,
                copy.prediction().shape().numDimensions() > 1);
        Operand<TFloat32> reference = reference(tf, design.reference());
        EvidenceTensors evidence = null;
        MaskNetwork.Inputs inputs = plain;
        if (design.evidence() != null) {
            EvidenceTensors.Built built = EvidenceTensors.build(copy, design.evidence(), plain, reference);
            evidence = built.tensors();
            inputs = plain.with(built.shown());
        }
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
        WeightedInput weighted = new WeightedInput(maskable, grid);
        return new Tensors(
                frozen.input(),
                valid.op().name(),
                mask.op().name(),
                frozen.maskable(),
                weighted.add(tf, kept, insteadOfLeftOut),
                weighted.add(tf, leftOut, insteadOfKept),
                frozen.prediction(),
                copy.name() + "/" + frozen.prediction(),
                "complement_" + copy.name() + "/" + frozen.prediction(),
                evidence);
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
