package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an image becomes the pixels of a model: it is stretched to a fixed size.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 for grey, 3 for red, green and blue, 4 for red, green, blue and opacity
 * @param layout the layout of pixels in the input tensor
 * @param maskWidth width of the mask in cells, at most {@code width}; a coarse mask is stretched over the image
 * @param maskHeight height of the mask in cells, at most {@code height}
 */
public record ImageInput(int width, int height, int channels, Layout layout, int maskWidth, int maskHeight) {

    /** The layout of pixels in the input tensor. */
    public enum Layout {
        /** uint8 [batch, height, width, channels]. */
        @JsonProperty("channels_last")
        CHANNELS_LAST,
        /**
         * int32 [batch, height * width], each pixel {@code 0xAARRGGBB} and opaque. The layout of format 1; the mask has
         * one cell per pixel.
         */
        @JsonProperty("argb")
        ARGB
    }

    public ImageInput {
        Manifest.within(width, 1, Manifest.LONGEST_SIDE, "width");
        Manifest.within(height, 1, Manifest.LONGEST_SIDE, "height");
        Manifest.require(layout, "layout");
        Manifest.within(maskWidth, 1, width, "maskWidth");
        Manifest.within(maskHeight, 1, height, "maskHeight");
        if (channels != 1 && channels != 3 && channels != 4) {
            throw new IllegalArgumentException("field 'channels' must be 1, 3 or 4, not " + channels);
        }
        if (layout == Layout.ARGB && channels != 3) {
            throw new IllegalArgumentException("the layout 'argb' has 3 channels, not " + channels);
        }
        if (layout == Layout.ARGB && (maskWidth != width || maskHeight != height)) {
            throw new IllegalArgumentException("the layout 'argb' needs a mask of the image's size");
        }
    }

    /** Returns the input of format 1: RGB pixels in the layout {@link Layout#ARGB}. */
    public static ImageInput argb(int width, int height) {
        return new ImageInput(width, height, 3, Layout.ARGB, width, height);
    }

    /**
     * Returns an input in the layout {@link Layout#CHANNELS_LAST}.
     *
     * @param maskWidth width of the mask in cells
     * @param maskHeight height of the mask in cells
     */
    public static ImageInput channelsLast(int width, int height, int channels, int maskWidth, int maskHeight) {
        return new ImageInput(width, height, channels, Layout.CHANNELS_LAST, maskWidth, maskHeight);
    }

    /** Returns the number of pixels that the graph takes. */
    public int pixels() {
        return width * height;
    }

    /** Returns the number of cells in a mask. */
    public int cells() {
        return maskWidth * maskHeight;
    }
}
