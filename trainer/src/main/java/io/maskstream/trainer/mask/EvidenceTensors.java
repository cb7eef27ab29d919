package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Names of the tensors of evidence in a copy of the networks.
 *
 * @param values float32 [batch, outputs, parts] (see {@link EvidenceNetwork})
 * @param baseline float32 [batch, outputs]
 * @param fitted what the evidence network is fitted to, of the same shape as {@code values}: values, or the log odds of
 *     classes (see {@link LogOdds})
 * @param coalition what the evidence is learned from; null in copies for serving
 */
public record EvidenceTensors(String values, String baseline, String fitted, Coalition coalition) {

    /**
     * Names of the tensors that evidence is learned from.
     *
     * @param weights weight of each part in a {@link RandomCoalition}, [batch, parts]
     * @param between see {@link RandomCoalition#between}
     * @param chosen 1 at the output whose evidence a step trains, 0 at the others: with probability 1/2 the predicted
     *     class, otherwise any class; [batch, outputs]
     * @param input input with these weights
     * @param prediction prediction on {@code input}
     * @param emptyInput input without any weighed part
     * @param emptyPrediction prediction on {@code emptyInput}
     */
    public record Coalition(
            String weights,
            String between,
            String chosen,
            String input,
            String prediction,
            String emptyInput,
            String emptyPrediction) {}

    /**
     * Tensors that were added to a graph.
     *
     * @param shown evidence that the mask network reads (see {@link MaskNetwork.Inputs})
     */
    record Built(EvidenceTensors tensors, Operand<TFloat32> shown) {}

    /**
     * Adds the evidence network to a copy, and what it is learned from if the copy is for training.
     *
     * @param masked inputs of the mask network
     * @param reference what replaces left-out parts; null for zeros
     */
    static Built build(
            GraphCopy copy, EvidenceNetwork network, MaskNetwork.Inputs masked, Operand<TFloat32> reference) {
        Layers layers = copy.layers();
        Ops tf = layers.tf();
        MaskNetwork.Inputs inputs = masked;
        if (masked.grid() != null) {
            ImageGrid grid = masked.grid().ofEvidence();
            Operand<TFloat32> cells = ImageMaps.ones(tf, masked.maskable(), grid);
            inputs = new MaskNetwork.Inputs(
                    masked.maskable(), masked.features(), cells, cells, true, grid, null, masked.ofClasses());
        }
        EvidenceNetwork.Evidence evidence = network.build(
                layers, inputs, copy.prediction(), copy.cellAnswers() == null ? null : copy.values(copy.cellAnswers()));
        Operand<TFloat32> shown = ofAnswer(tf, evidence.values(), copy.prediction(), inputs.grid(), masked.grid());
        return new Built(
                new EvidenceTensors(
                        evidence.values().op().name(),
                        evidence.baseline().op().name(),
                        evidence.learned().op().name(),
                        layers.isTraining() ? coalition(copy, inputs, evidence.baseline(), reference) : null),
                shown);
    }

    private static Coalition coalition(
            GraphCopy copy, MaskNetwork.Inputs inputs, Operand<TFloat32> baseline, Operand<TFloat32> reference) {
        Layers layers = copy.layers();
        Ops tf = layers.tf();
        RandomCoalition coalition = RandomCoalition.of(layers, inputs.weighed());
        Operand<TFloat32> left = coalition.weights();
        Operand<TFloat32> empty = tf.zerosLike(left);
        if (inputs.grid() == null) {
            empty = tf.math.sub(tf.constant(1f), inputs.weighed());
            left = tf.math.add(tf.math.mul(left, inputs.weighed()), empty);
        }
        WeightedInput weighted = new WeightedInput(inputs.maskable(), inputs.grid());
        String prediction = copy.frozen().prediction();
        return new Coalition(
                coalition.weights().op().name(),
                coalition.between().op().name(),
                chosen(layers, copy.prediction(), baseline, inputs.valid()).op().name(),
                weighted.add(tf, left, reference),
                "coalition_" + copy.name() + "/" + prediction,
                weighted.add(tf, empty, reference),
                "empty_" + copy.name() + "/" + prediction);
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
}
