package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The paper's mask network for images: reshapes the features that the model pools over the image to a square and
 * applies blocks of convolutions with ELU, each ending with the sum of its first and its last activation. After the
 * first block the square is resized to the size of the mask. Pooled features have little spatial information.
 *
 * @param blocks number of blocks (the paper: 4)
 * @param layers convolutions in each block (the paper: 4)
 * @param filters filters of each convolution (the paper: 64)
 */
public record PooledFeatures(int blocks, int layers, int filters) implements MaskNetwork {

    private static final int KERNEL = 3;

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> features = inputs.features();
        int square = ImageMaps.side(inputs.channels());
        Operand<TFloat32> pooled = features.shape().numDimensions() == 2
                ? features
                : tf.math.mean(features, tf.constant(new int[] {1, 2}));
        Operand<TFloat32> x = tf.reshape(pooled, tf.constant(new int[] {-1, square, square, 1}));
        int in = 1;
        for (int block = 1; block <= blocks; block++) {
            Operand<TFloat32> first = null;
            for (int i = 1; i <= layers; i++) {
                String name = "mask.block" + block + ".convolution" + i;
                x = tf.nn.elu(layer.conv2d(name, x, KERNEL, in, filters, Math.sqrt(2), 0));
                first = first == null ? x : first;
                in = filters;
            }
            x = tf.math.add(first, x);
            if (block == 1) {
                x = ImageMaps.resized(
                        tf, x, inputs.grid().maskHeight(), inputs.grid().maskWidth());
            }
        }
        return MaskHead.weights(layer, ImageMaps.logits(layer, x, filters), inputs, false);
    }
}
