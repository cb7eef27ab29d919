package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A residual network of identity mappings for small images (He et al. 2016, "Identity Mappings in Deep Residual
 * Networks"): three stages of bottleneck blocks of 16, 32 and 64 filters, whose last features are 64, 128 and 256 wide.
 *
 * @param depth number of layers with weights on the longest path, 9n + 2 for n blocks in each stage
 * @param mean mean of each channel over the training images, in [0,255]; the value of a pixel under a mask of 0
 * @param deviation standard deviation of each channel over the training images
 * @param head last layer
 */
record ResNetV2(int depth, List<Float> mean, List<Float> deviation, OutputHead head) implements Architecture {

    private static final int[] STAGE_FILTERS = {16, 32, 64};
    private static final int WIDENING = 4;

    /** Gain for ReLU (He et al. 2015). */
    private static final double FOR_RELU = Math.sqrt(2);

    ResNetV2 {
        if (depth < 11 || depth % 9 != 2) {
            throw new IllegalArgumentException(
                    "the depth of a ResNet with bottleneck blocks must be 9n + 2, such as 11, 29, 56, 110 or 164; not "
                            + depth);
        }
    }

    @Override
    public Copy build(Layers layers, Operand<? extends TNumber> pixels) {
        Ops tf = layers.tf();
        Operand<TFloat32> image = standardised(tf, pixels);
        int channels = STAGE_FILTERS[0];
        Operand<TFloat32> x = layers.stridedConv2d("in", image, 3, 1, mean.size(), channels, FOR_RELU);
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
        OutputHead.Output output = head.build(layers, "dense", pooled, channels);
        return new Copy(image, features, output.prediction(), output.loss());
    }

    private static Operand<TFloat32> block(
            Layers layers, String name, Operand<TFloat32> x, int stride, int in, int filters) {
        int out = filters * WIDENING;
        Operand<TFloat32> activated = layers.batchNormRelu(name + ".norm1", x, in);
        // If the shape changes, the shortcut starts after the first activation, as in the authors' code.
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

    /** Returns standardised images [batch, height, width, channels]; 0 is the mean colour. */
    private Operand<TFloat32> standardised(Ops tf, Operand<? extends TNumber> pixels) {
        Operand<TFloat32> centred = tf.math.sub(tf.dtypes.cast(pixels, TFloat32.class), constant(tf, mean));
        return tf.math.div(centred, constant(tf, deviation));
    }

    private static Operand<TFloat32> constant(Ops tf, List<Float> values) {
        float[] constants = new float[values.size()];
        for (int i = 0; i < constants.length; i++) {
            constants[i] = values.get(i);
        }
        return tf.constant(constants);
    }
}
