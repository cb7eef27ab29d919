package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a picture becomes pixels: it is stretched to a size.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 for grey, 3 for red, green and blue, 4 for these and opacity
 * @param layout how the graph takes them
 * @param maskWidth of the mask in cells, at most {@code width}: a coarse mask is stretched over the picture
 * @param maskHeight of the mask in cells, at most {@code height}
 */
public record ImageInput(int width, int height, int channels, Layout layout, int maskWidth, int maskHeight) {

    /** How a graph takes pixels. */
    public enum Layout {
        /** uint8 [batch, height, width, channels]. */
        @JsonProperty("channels_last")
        CHANNELS_LAST,
        /** int32 [batch, height * width], each pixel {@code 0xAARRGGBB}, opaque; as format 1 has them; its mask has as many cells. */
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
            throw new IllegalArgumentException("the layout 'argb' has a mask of its own size");
        }
    }

    /** As format 1 has them. */
    public static ImageInput argb(int width, int height) {
        return new ImageInput(width, height, 3, Layout.ARGB, width, height);
    }

    /**
     * Of any number of channels.
     *
     * @param maskWidth in cells
     * @param maskHeight in cells
     */
    public static ImageInput channelsLast(int width, int height, int channels, int maskWidth, int maskHeight) {
        return new ImageInput(width, height, channels, Layout.CHANNELS_LAST, maskWidth, maskHeight);
    }

    /** How many the graph takes. */
    public int pixels() {
        return width * height;
    }

    /** How many cells a mask has. */
    public int cells() {
        return maskWidth * maskHeight;
    }
}
