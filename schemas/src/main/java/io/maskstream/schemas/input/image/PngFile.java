package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.input.image.StoredPicture.damaged;

import io.maskstream.schemas.input.UnencodableInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A PNG file (PNG 3, W3C 2025). It is not decoded by ImageIO, because ImageIO's reader keeps the full image in memory,
 * with up to 8 bytes per pixel, cannot be stopped within a row, takes seconds for interlaced images and images of few
 * bits, and fails on chunks on which no pixel depends. Only chunks that define the pixels, their colours and their
 * orientation are read; of all others, only the checksum is verified.
 */
final class PngFile implements StoredPicture {

    private static final int IHDR_BYTES = 13;
    private static final int GREY_ONLY = 0;
    private static final int TRUE_COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int TRUE_COLOUR_ALPHA = 6;

    /** The passes of Adam7: first column and row, and steps between columns and rows. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final byte OPAQUE = (byte) 255;

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    /** Memory of an inflater and of temporary objects. */
    private static final int OTHER_BYTES = 1 << 16;

    private final ByteBuffer file;
    private int width;
    private int height;
    private int depth;
    private int colour;
    private boolean interlaced;

    /** Red, green and blue of each colour; null without a palette. */
    private byte[] palette;

    /** Opacity of each colour of the palette; null if all are opaque. */
    private byte[] paletteOpacity;

    /** Whether pixels keep their opacity instead of being blended with white. */
    private boolean keepsOpacity;

    /** The samples of the transparent colour, as stored in the file; null if there is none. */
    private int[] transparent;

    private Orientation orientation = Orientation.UPRIGHT;
    private ByteBuffer packedProfile;

    /**
     * Reads everything except the pixels.
     *
     * @throws UnencodableInputException if the file is truncated or changed, or its description of the pixels is
     *     invalid
     */
    PngFile(ByteBuffer file) {
        this.file = file;
        ByteBuffer transparency = null;
        boolean pixels = false;
        PngChunks chunks = new PngChunks(file);
        while (chunks.next()) {
            chunks.check();
            int type = chunks.type();
            if (width == 0) {
                readHeader(chunks);
            } else if (type == PngChunks.PLTE) {
                readPalette(chunks.data());
            } else if (type == PngChunks.TRNS) {
                transparency = chunks.data();
            } else if (type == PngChunks.ICCP && packedProfile == null) {
                packedProfile = chunks.data();
            } else if (type == PngChunks.EXIF && orientation.equals(Orientation.UPRIGHT)) {
                orientation = Orientation.of(chunks.data());
            } else if (type == PngChunks.IDAT) {
                pixels = true;
            } else if (!chunks.isAncillary() && type != PngChunks.IEND) {
                throw damaged("PNG", "it has a critical chunk of an unknown kind", null);
            }
        }
        if (!pixels) {
            throw damaged("PNG", "it has no pixels", null);
        }
        if (colour == PALETTE && palette == null) {
            throw damaged("PNG", "it has no palette", null);
        }
        if (transparency != null) {
            readTransparency(transparency);
        }
    }

    private void readHeader(PngChunks chunks) {
        ByteBuffer header = chunks.data();
        if (chunks.type() != PngChunks.IHDR || header.limit() != IHDR_BYTES) {
            throw damaged("PNG", "its first chunk is not a header of " + IHDR_BYTES + " bytes", null);
        }
        width = header.getInt();
        height = header.getInt();
        depth = header.get() & 0xFF;
        colour = header.get() & 0xFF;
        int compression = header.get();
        int filters = header.get();
        int interlacing = header.get();
        if (width < 1 || height < 1) {
            throw damaged("PNG", "it has no size", null);
        }
        boolean known =
                switch (colour) {
                    case GREY_ONLY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                    case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case TRUE_COLOUR, GREY_ALPHA, TRUE_COLOUR_ALPHA -> depth == 8 || depth == 16;
                    default -> false;
                };
        if (!known) {
            throw damaged("PNG", "it has the invalid colour type " + colour + " with " + depth + " bits", null);
        }
        if (compression != 0 || filters != 0 || interlacing < 0 || interlacing > 1) {
            throw damaged("PNG", "it has an unknown compression, filter or interlace method", null);
        }
        interlaced = interlacing == 1;
    }

    private void readPalette(ByteBuffer colours) {
        if (colour != PALETTE) {
            return;
        }
        if (palette != null || colours.limit() == 0 || colours.limit() % RGB != 0) {
            throw damaged("PNG", "it has an invalid palette or two palettes", null);
        }
        // Indexes beyond the palette are black, and surplus entries are ignored, as in browsers.
        palette = new byte[RGB << depth];
        colours.get(palette, 0, Math.min(palette.length, colours.limit()));
    }

    /** Ignores invalid transparency, because the pixels are complete without it. */
    private void readTransparency(ByteBuffer transparency) {
        int length = transparency.limit();
        if (colour == PALETTE) {
            paletteOpacity = new byte[palette.length / RGB];
            Arrays.fill(paletteOpacity, OPAQUE);
            transparency.get(paletteOpacity, 0, Math.min(length, paletteOpacity.length));
        } else if ((colour == GREY_ONLY && length == Short.BYTES)
                || (colour == TRUE_COLOUR && length == RGB * Short.BYTES)) {
            transparent = new int[length / Short.BYTES];
            for (int i = 0; i < transparent.length; i++) {
                transparent[i] = transparency.getShort() & ((1 << depth) - 1);
            }
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return colour == GREY_ONLY || colour == GREY_ALPHA ? GREY : RGB;
    }

    @Override
    public StoredPicture withOpacity() {
        keepsOpacity =
                transparent != null || paletteOpacity != null || colour == GREY_ALPHA || colour == TRUE_COLOUR_ALPHA;
        return this;
    }

    @Override
    public boolean hasOpacity() {
        return keepsOpacity;
    }

    @Override
    public Orientation orientation() {
        return orientation;
    }

    @Override
    public long decodingBytes() {
        long profile = packedProfile == null ? 0 : 2L * ColourProfile.MAXIMUM_BYTES;
        return 2 * (1 + rowBytes(width)) + (long) (channels() + 1) * width + OTHER_BYTES + profile;
    }

    /** The chunk contains the name, a zero byte, the compression method, and the compressed profile. */
    @Override
    public byte[] profile() {
        if (packedProfile == null) {
            return null;
        }
        ByteBuffer packed = packedProfile.duplicate();
        while (packed.hasRemaining() && packed.get() != 0) {
            // Skip the name.
        }
        if (!packed.hasRemaining() || packed.get() != 0) {
            return null;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream profile = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            while (profile.size() <= ColourProfile.MAXIMUM_BYTES) {
                int read = inflater.inflate(part);
                if (read == 0) {
                    return inflater.finished() ? profile.toByteArray() : null;
                }
                profile.write(part, 0, read);
            }
            return null;
        } catch (DataFormatException e) {
            // A damaged profile is ignored, because it does not affect the pixels.
            return null;
        } finally {
            inflater.end();
        }
    }

    /** Returns the number of samples per pixel in the file. */
    private int samples() {
        return switch (colour) {
            case TRUE_COLOUR -> 3;
            case GREY_ALPHA -> 2;
            case TRUE_COLOUR_ALPHA -> 4;
            default -> 1;
        };
    }

    private long rowBytes(int pixels) {
        return ((long) pixels * samples() * depth + 7) / 8;
    }

    @Override
    public void decode(AreaMean pixels) {
        Inflater inflater = new Inflater();
        try {
            Unpacked data = new Unpacked(inflater);
            int bytesPerPixel = Math.max(1, samples() * depth / 8);
            byte[] row = new byte[1 + Math.toIntExact(rowBytes(width))];
            byte[] above = new byte[row.length];
            byte[] decoded = new byte[(channels() + 1) * width];
            for (int[] pass : interlaced ? PASSES : WHOLE) {
                int count = (width - pass[0] + pass[2] - 1) / pass[2];
                if (count <= 0) {
                    continue;
                }
                int length = 1 + (int) rowBytes(count);
                Arrays.fill(above, (byte) 0);
                for (int y = pass[1]; y < height; y += pass[3]) {
                    StoredPicture.checkTime();
                    data.read(row, length);
                    unfilter(row, above, length, bytesPerPixel);
                    decode(row, count, decoded);
                    pixels.add(y, pass[0], pass[2], decoded, count);
                    byte[] next = above;
                    above = row;
                    row = next;
                }
            }
        } catch (DataFormatException e) {
            throw damaged("PNG", "its pixels cannot be decompressed", e);
        } finally {
            inflater.end();
        }
    }

    /** The decompressed data of all chunks with pixels. */
    private final class Unpacked {

        private final PngChunks chunks = new PngChunks(file);
        private final Inflater inflater;

        Unpacked(Inflater inflater) {
            this.inflater = inflater;
        }

        void read(byte[] row, int length) throws DataFormatException {
            int at = 0;
            while (at < length) {
                int read = inflater.inflate(row, at, length - at);
                at += read;
                if (read == 0 && !(inflater.needsInput() && nextPart())) {
                    throw damaged("PNG", "its pixels end early", null);
                }
            }
        }

        private boolean nextPart() {
            while (chunks.next()) {
                if (chunks.type() == PngChunks.IDAT) {
                    inflater.setInput(chunks.data());
                    return true;
                }
            }
            return false;
        }
    }

    /** Reverses the filter of a row (section 9). The first byte is the type of filter. */
    private static void unfilter(byte[] row, byte[] above, int length, int pixel) {
        switch (row[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = 1 + pixel; i < length; i++) {
                    row[i] += row[i - pixel];
                }
            }
            case 2 -> {
                for (int i = 1; i < length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 1; i < length; i++) {
                    int left = i > pixel ? row[i - pixel] & 0xFF : 0;
                    row[i] += (byte) ((left + (above[i] & 0xFF)) / 2);
                }
            }
            case 4 -> {
                for (int i = 1; i < Math.min(length, 1 + pixel); i++) {
                    row[i] += above[i];
                }
                for (int i = 1 + pixel; i < length; i++) {
                    row[i] += nearest(row[i - pixel] & 0xFF, above[i] & 0xFF, above[i - pixel] & 0xFF);
                }
            }
            default -> throw damaged("PNG", "a row has an unknown filter", null);
        }
    }

    /** The Paeth predictor. */
    private static byte nearest(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return (byte) left;
        }
        return (byte) (toAbove <= toCorner ? above : corner);
    }

    private void decode(byte[] row, int count, byte[] decoded) {
        switch (colour) {
            case PALETTE -> {
                for (int i = 0; i < count; i++) {
                    int entry = packed(row, i);
                    System.arraycopy(palette, RGB * entry, decoded, RGB * i, RGB);
                }
                if (paletteOpacity != null) {
                    cover(decoded, count, i -> paletteOpacity[packed(row, i)] & 0xFF);
                }
            }
            case GREY_ALPHA, TRUE_COLOUR_ALPHA -> {
                if (keepsOpacity) {
                    copyWithOpacity(row, count, decoded);
                } else {
                    blend(row, count, decoded);
                }
            }
            default -> {
                if (depth == 8) {
                    System.arraycopy(row, 1, decoded, 0, samples() * count);
                } else if (depth == 16) {
                    for (int i = 0; i < samples() * count; i++) {
                        decoded[i] = eightBits(deep(row, i));
                    }
                } else {
                    int largest = (1 << depth) - 1;
                    for (int i = 0; i < count; i++) {
                        decoded[i] = (byte) (packed(row, i) * 255 / largest);
                    }
                }
                if (transparent != null) {
                    cover(decoded, count, i -> isTransparent(row, i) ? 0 : 255);
                }
            }
        }
    }

    /** Returns a sample of at most 8 bits. */
    private int packed(byte[] row, int index) {
        int bit = index * depth;
        return (row[1 + (bit >> 3)] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }

    private static int deep(byte[] row, int index) {
        return (row[1 + 2 * index] & 0xFF) << 8 | (row[2 + 2 * index] & 0xFF);
    }

    private static byte eightBits(int deep) {
        return (byte) ((deep + 128) / 257);
    }

    private void blend(byte[] row, int count, byte[] decoded) {
        int channels = channels();
        int at = 0;
        for (int i = 0; i < count; i++) {
            int first = i * (channels + 1);
            if (depth == 8) {
                int cover = row[1 + first + channels] & 0xFF;
                for (int channel = 0; channel < channels; channel++) {
                    decoded[at++] = (byte) onWhite(row[1 + first + channel] & 0xFF, cover);
                }
            } else {
                long cover = deep(row, first + channels);
                for (int channel = 0; channel < channels; channel++) {
                    long light = deep(row, first + channel) * cover + 65535 * (65535 - cover);
                    decoded[at++] = eightBits((int) ((light + 65535 / 2) / 65535));
                }
            }
        }
    }

    private static int onWhite(int light, int cover) {
        return (light * cover + 255 * (255 - cover) + 127) / 255;
    }

    private void copyWithOpacity(byte[] row, int count, byte[] decoded) {
        int samples = samples() * count;
        if (depth == 8) {
            System.arraycopy(row, 1, decoded, 0, samples);
        } else {
            for (int i = 0; i < samples; i++) {
                decoded[i] = eightBits(deep(row, i));
            }
        }
    }

    /**
     * Blends pixels with white by their opacity, from 0 to 255, or appends the opacity to the samples of each pixel.
     */
    private void cover(byte[] decoded, int count, IntUnaryOperator opacity) {
        int channels = channels();
        if (keepsOpacity) {
            // Backwards, because each pixel moves to a higher index.
            for (int i = count - 1; i >= 0; i--) {
                System.arraycopy(decoded, i * channels, decoded, i * (channels + 1), channels);
                decoded[i * (channels + 1) + channels] = (byte) opacity.applyAsInt(i);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int cover = opacity.applyAsInt(i);
            for (int at = i * channels; cover < 255 && at < (i + 1) * channels; at++) {
                decoded[at] = (byte) onWhite(decoded[at] & 0xFF, cover);
            }
        }
    }

    private boolean isTransparent(byte[] row, int pixel) {
        boolean all = true;
        for (int channel = 0; channel < transparent.length && all; channel++) {
            int index = pixel * transparent.length + channel;
            all = transparent[channel] == (depth == 16 ? deep(row, index) : packed(row, index));
        }
        return all;
    }
}
