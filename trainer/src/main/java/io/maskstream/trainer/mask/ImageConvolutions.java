package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for images. It upsamples the maps of the model's last convolution, which still have spatial
 * information, step by step to the size of the mask. There is a convolution at each size, and the number of filters
 * halves from one size to the next. At the final size the network also reads the image itself, so that a mask can
 * follow outlines that the coarse maps have lost (like the skip connections of Dabkowski and Gal 2017).
 *
 * @param filters number of filters at the size of the maps
 * @param details number of filters on the image
 * @param finest approximate limit of the number of logits along the longer side of a mask; a larger mask interpolates
 *     its logits linearly. A mask of smooth regions, about as large as one feature of a model, needs far fewer images
 *     to learn than a mask of single pixels
 * @param universal whether the maps are scaled first (see {@link FeatureScale}) and the logits bounded (see {@link
 *     BoundedLogits}), to suit any model
 */
public record ImageConvolutions(int filters, int details, int finest, boolean universal) implements MaskNetwork {

    /** Value of {@code finest} that gives each cell of the mask its own logit. */
    public static final int EVERY_CELL = Integer.MAX_VALUE;

    private static final int KERNEL = 3;

    /** Halving stops at this number of filters. */
    private static final int FEWEST_FILTERS = 8;

    @Override
    public Operand<TFloat32> build(Layers layers, Inputs inputs) {
        Ops tf = layers.tf();
        int channels = inputs.channels();
        ImageGrid grid = inputs.grid();
        int merged = Math.max(1, (int) Math.round(Math.max(grid.maskHeight(), grid.maskWidth()) / (double) finest));
        int maskHeight = (grid.maskHeight() + merged - 1) / merged;
        int maskWidth = (grid.maskWidth() + merged - 1) / merged;
        int height = Math.min(maskHeight, (int) inputs.features().shape().get(1));
        int width = Math.min(maskWidth, (int) inputs.features().shape().get(2));
        Operand<TFloat32> maps = ImageMaps.resized(tf, inputs.features(), height, width);
        maps = universal ? FeatureScale.ofMaps(tf, maps) : maps;
        Operand<TFloat32> local = layers.conv2d("mask.in", maps, 1, channels, filters, 1, 0);
        Operand<TFloat32> x = tf.nn.selu(inContext(layers, local, maps, channels));
        x = tf.math.add(x, tf.nn.selu(layers.conv2d(convolution(height, width), x, KERNEL, filters, filters, 1, 0)));
        int out = filters;
        while (2 * height < maskHeight || 2 * width < maskWidth) {
            height = Math.min(2 * height, maskHeight);
            width = Math.min(2 * width, maskWidth);
            x = ImageMaps.resized(tf, x, height, width);
            int in = out;
            out = halved(in);
            x = tf.nn.selu(layers.conv2d(convolution(height, width), x, KERNEL, in, out, 1, 0));
        }
        if (height < maskHeight || width < maskWidth) {
            x = ImageMaps.resized(tf, x, maskHeight, maskWidth);
            x = layers.conv2d(convolution(maskHeight, maskWidth), x, KERNEL, out, out, 1, 0);
        }
        // The sum of two convolutions equals one convolution over the concatenated inputs.
        Operand<TFloat32> image = details(layers, inputs.maskable(), grid, maskHeight, maskWidth);
        x = tf.nn.selu(tf.math.add(x, layers.conv2d("mask.details", image, KERNEL, details, out, 1, 0)));
        x = tf.nn.selu(layers.conv2d("mask.joint", x, KERNEL, out, out / 2, 1, 0));
        Operand<TFloat32> logits = ImageMaps.logits(layers, x, out / 2);
        return MaskHead.weights(
                layers, ImageMaps.resized(tf, logits, grid.maskHeight(), grid.maskWidth()), inputs, universal);
    }

    private static int halved(int filters) {
        return Math.max(filters / 2, Math.min(filters, FEWEST_FILTERS));
    }

    private static String convolution(int height, int width) {
        return "mask.convolution" + (height == width ? "" + height : height + "x" + width);
    }

    /**
     * Scales and shifts each filter by the mean of the maps over the image (FiLM, Perez et al. 2018), which the model
     * pools in the same way before its last layer. The maps show locally what supports a class, but not which class the
     * model predicts. Initially it is the identity.
     */
    private Operand<TFloat32> inContext(Layers layers, Operand<TFloat32> local, Operand<TFloat32> maps, int channels) {
        Ops tf = layers.tf();
        Operand<TFloat32> pooled = tf.math.mean(maps, tf.constant(new int[] {1, 2}));
        return layers.modulated("mask.context", local, pooled, channels, filters);
    }

    /** Returns the image at the size of the logits, after two convolutions. */
    private Operand<TFloat32> details(
            Layers layers, Operand<TFloat32> maskable, ImageGrid grid, int height, int width) {
        Ops tf = layers.tf();
        Operand<TFloat32> whole = ImageMaps.image(tf, maskable, grid);
        Operand<TFloat32> image = ImageMaps.standardised(tf, ImageMaps.resized(tf, whole, height, width));
        int colours = (int) whole.shape().get(whole.shape().numDimensions() - 1);
        Operand<TFloat32> x = tf.nn.selu(layers.conv2d("mask.details1", image, KERNEL, colours, details, 1, 0));
        return tf.nn.selu(layers.conv2d("mask.details2", x, KERNEL, details, details, 1, 0));
    }
}
