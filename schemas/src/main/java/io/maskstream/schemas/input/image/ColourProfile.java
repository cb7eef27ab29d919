package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.input.image.StoredPicture.GREY;
import static io.maskstream.schemas.input.image.StoredPicture.INKS;
import static io.maskstream.schemas.input.image.StoredPicture.RGB;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Converts the colours of an image to sRGB. Not thread-safe. */
final class ColourProfile {

    /** Size limit of an ICC profile. Printing profiles, the largest in use, have 0.5 to 3 MB. */
    static final int MAXIMUM_BYTES = 4 << 20;

    /** Differences up to this are rounding errors: such a profile is one of the many versions of sRGB. */
    private static final int SAME = 2;

    /** A profile is ignored if white is not at least this much lighter than black. */
    private static final int LEAST_CONTRAST = 64;

    /** Number of probed values per channel: 0, 51, 102 ... 255. */
    private static final int PROBES = 6;

    private static final int PROBE_STEP = 255 / (PROBES - 1);

    private static final int PIXELS_AT_A_TIME = 1 << 16;

    private final int channels;

    /** Null if no profile is applied. */
    private final ColorConvertOp conversion;

    private ColourProfile(int channels, ColorConvertOp conversion) {
        this.channels = channels;
        this.conversion = conversion;
    }

    /**
     * Returns the conversion for an image.
     *
     * @param icc the image's ICC profile (ICC.1) or null. It is ignored if it is damaged or implausible, or belongs to
     *     other colours or to something other than a device
     * @param channels channels of the image
     */
    static ColourProfile of(byte[] icc, int channels) {
        ColorConvertOp conversion = icc == null || icc.length > MAXIMUM_BYTES ? null : conversion(icc, channels);
        return new ColourProfile(channels, conversion);
    }

    private static ColorConvertOp conversion(byte[] icc, int channels) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            int kind = profile.getProfileClass();
            boolean device = kind == ICC_Profile.CLASS_DISPLAY
                    || kind == ICC_Profile.CLASS_INPUT
                    || kind == ICC_Profile.CLASS_OUTPUT
                    || kind == ICC_Profile.CLASS_COLORSPACECONVERSION;
            int colours =
                    switch (channels) {
                        case GREY -> ColorSpace.TYPE_GRAY;
                        case RGB -> ColorSpace.TYPE_RGB;
                        default -> ColorSpace.TYPE_CMYK;
                    };
            if (!device || profile.getColorSpaceType() != colours) {
                return null;
            }
            ColorConvertOp conversion =
                    new ColorConvertOp(new ICC_ColorSpace(profile), ColorSpace.getInstance(ColorSpace.CS_sRGB), null);
            byte[] probes = probes(channels);
            byte[] plain = plain(probes, channels);
            byte[] converted = converted(probes, channels, conversion);
            return isAbsurd(plain, converted) || isSame(plain, converted) ? null : conversion;
        } catch (RuntimeException e) {
            // An invalid profile does not affect the pixels; it is ignored, as in browsers.
            return null;
        }
    }

    /** Returns all combinations of the probed values. */
    private static byte[] probes(int channels) {
        int count = (int) Math.pow(PROBES, channels);
        byte[] probes = new byte[channels * count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (int channel = 0; channel < channels; channel++) {
                probes[channels * i + channel] = (byte) (PROBE_STEP * (rest % PROBES));
                rest /= PROBES;
            }
        }
        return probes;
    }

    /** The first and the last probe are black and white, or for inks white and black. */
    private static boolean isAbsurd(byte[] plain, byte[] converted) {
        int last = plain.length - 2;
        int contrast = (converted[last] & 0xFF) - (converted[1] & 0xFF);
        return (plain[1] == 0 ? contrast : -contrast) < LEAST_CONTRAST;
    }

    private static boolean isSame(byte[] plain, byte[] converted) {
        for (int i = 0; i < plain.length; i++) {
            if (Math.abs((plain[i] & 0xFF) - (converted[i] & 0xFF)) > SAME) {
                return false;
            }
        }
        return true;
    }

    /**
     * Converts pixels.
     *
     * @param samples samples of grey, of red, green and blue, or of inks
     * @return samples of red, green and blue; the same array if the image is RGB and no profile is applied
     */
    byte[] toRgb(byte[] samples) {
        return conversion == null ? plain(samples, channels) : converted(samples, channels, conversion);
    }

    /**
     * Converts without a profile: grey values are used for red, green and blue, and each ink absorbs its complementary
     * colour.
     */
    private static byte[] plain(byte[] samples, int channels) {
        if (channels == RGB) {
            return samples;
        }
        byte[] rgb = new byte[samples.length / channels * RGB];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / RGB * channels;
            if (channels == GREY) {
                rgb[i] = samples[pixel];
            } else {
                int ink = samples[pixel + i % RGB] & 0xFF;
                int black = samples[pixel + INKS - 1] & 0xFF;
                rgb[i] = (byte) (((255 - ink) * (255 - black) + 127) / 255);
            }
        }
        return rgb;
    }

    private static byte[] converted(byte[] samples, int channels, ColorConvertOp conversion) {
        int pixels = samples.length / channels;
        byte[] rgb = new byte[RGB * pixels];
        for (int from = 0; from < pixels; from += PIXELS_AT_A_TIME) {
            StoredPicture.checkTime();
            int count = Math.min(PIXELS_AT_A_TIME, pixels - from);
            WritableRaster part = row(channels, count);
            part.setDataElements(
                    0, 0, count, 1, Arrays.copyOfRange(samples, from * channels, (from + count) * channels));
            WritableRaster out = row(RGB, count);
            conversion.filter(part, out);
            System.arraycopy(((DataBufferByte) out.getDataBuffer()).getData(), 0, rgb, RGB * from, RGB * count);
        }
        return rgb;
    }

    private static WritableRaster row(int channels, int pixels) {
        int[] offsets = IntStream.range(0, channels).toArray();
        return Raster.createInterleavedRaster(
                new DataBufferByte(channels * pixels), pixels, 1, channels * pixels, channels, offsets, new Point());
    }
}
