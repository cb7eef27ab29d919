package io.maskstream.trainer.recipe;

import io.maskstream.trainer.model.ArgbPixels;
import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A residual network of identity mappings for small images (He et al. 2016, "Identity Mappings in Deep Residual
 * Networks"): three stages of bottleneck blocks of 16, 32 and 64 filters, whose last features are 64, 128 and 256 wide.
 * The input is a square image as a sequence of ARGB pixels, row by row.
 *
 * @param depth number of layers with weights on the longest path, 9n + 2 for n blocks a stage
 * @param classes to tell apart
 */
record ResNetV2(int depth, int classes) implements Architecture {

    private static final int[] STAGE_FILTERS = {16, 32, 64};
    private static final int WIDENING = 4;

    /** He et al. 2015. */
    private static final double FOR_RELU = Math.sqrt(2);

    /** Mean over CIFAR-10's images for training, of red, green and blue, in [0,255]. */
    private static final float[] MEAN = {125.3f, 122.95f, 113.87f};

    /** One over the standard deviation likewise. */
    private static final float[] SCALE = {1 / 62.99f, 1 / 62.09f, 1 / 66.7f};

    ResNetV2 {
        if (depth < 11 || depth % 9 != 2) {
            throw new IllegalArgumentException(
                    "the depth of a ResNet of bottleneck blocks must be 9n + 2, such as 11, 29, 56, 110 or 164; not "
                            + depth);
        }
    }

    @Override
    public Copy build(Layers layers, Operand<TInt32> argb, int pixels) {
        Ops tf = layers.tf();
        int side = (int) Math.round(Math.sqrt(pixels));
        Operand<TFloat32> standardised = standardised(tf, argb);
        Operand<TFloat32> image = tf.reshape(standardised, tf.constant(new int[] {-1, side, side, 3}));
        int channels = STAGE_FILTERS[0];
        Operand<TFloat32> x = layers.stridedConv2d("in", image, 3, 1, 3, channels, FOR_RELU);
        int blocks = (depth - 2) / 9;
        for (int stage = 0; stage < STAGE_FILTERS.length; stage++) {
            for (int block = 0; block < blocks; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String name = "stage" + (stage + 1) + ".block" + (block + 1);
                x = block(layers, name, x, stride, channels, STAGE_FILTERS[stage]);
                channels = STAGE_FILTERS[stage] * WIDENING;
            }
        }
        Operand<TFloat32> features = layers.batchNormRelu("out", x, channels);
        Operand<TFloat32> pooled = tf.math.mean(features, tf.constant(new int[] {1, 2}));
        Operand<TFloat32> logits = layers.dense("dense", pooled, channels, classes, 1);
        return new Copy(
                standardised,
                features,
                tf.nn.softmax(logits),
                targets -> Classification.crossEntropy(tf, logits, targets, classes));
    }

    private static Operand<TFloat32> block(
            Layers layers, String name, Operand<TFloat32> x, int stride, int in, int filters) {
        int out = filters * WIDENING;
        Operand<TFloat32> activated = layers.batchNormRelu(name + ".norm1", x, in);
        // Where the shape changes, the shortcut starts after the first activation, as in the paper's own code.
        Operand<TFloat32> shortcut = in == out && stride == 1
                ? x
                : layers.stridedConv2d(name + ".shortcut", activated, 1, stride, in, out, FOR_RELU);
        Operand<TFloat32> y = layers.stridedConv2d(name + ".convolution1", activated, 1, stride, in, filters, FOR_RELU);
        y = layers.stridedConv2d(
                name + ".convolution2",
                layers.batchNormRelu(name + ".norm2", y, filters),
                3,
                1,
                filters,
                filters,
                FOR_RELU);
        // Each block starts as the identity (Goyal et al. 2017), so a network can grow deeper without forgetting.
        y = layers.stridedConv2d(
                name + ".convolution3", layers.batchNormRelu(name + ".norm3", y, filters), 1, 1, filters, out, 0);
        return layers.tf().math.add(shortcut, y);
    }

    /** Red, green and blue of each pixel, [batch, pixels, 3]; 0 is the mean colour. */
    private static Operand<TFloat32> standardised(Ops tf, Operand<TInt32> argb) {
        return tf.math.mul(tf.math.sub(ArgbPixels.channels(tf, argb), tf.constant(MEAN)), tf.constant(SCALE));
    }
}
