package io.maskstream.schemas.input.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Creates well-formed and malformed PNG files of every kind for tests. */
public final class Pngs {

    public static final int GREY = 0;
    public static final int TRUE_COLOUR = 2;
    public static final int PALETTE = 3;
    public static final int GREY_ALPHA = 4;
    public static final int TRUE_COLOUR_ALPHA = 6;

    /** All valid combinations of colour type and bit depth. */
    public static final int[][] KINDS = {
        {0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1}, {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16},
        {6, 8}, {6, 16}
    };

    /** The position after signature and header, where further chunks are inserted. */
    public static final int BEHIND_HEADER = 33;

    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private Pngs() {}

    /** Creates a file of one kind with random samples and all kinds of row filters. */
    public static byte[] noise(int width, int height, int depth, int colour, boolean interlaced, Random random) {
        int samples = samples(colour);
        int[][] pixels = new int[height][width * samples];
        for (int[] row : pixels) {
            Arrays.setAll(row, i -> random.nextInt(1 << depth));
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (int[] pass : interlaced ? PASSES : new int[][] {{0, 0, 1, 1}}) {
            byte[] above = null;
            for (int y = pass[1]; y < height; y += pass[3]) {
                int count = (width - pass[0] + pass[2] - 1) / pass[2];
                if (count > 0) {
                    byte[] row = packed(pixels[y], pass[0], pass[2], count, samples, depth);
                    raw.writeBytes(filtered(
                            row,
                            above == null ? new byte[row.length] : above,
                            random.nextInt(5),
                            Math.max(1, samples * depth / 8)));
                    above = row;
                }
            }
        }
        ByteArrayOutputStream png = start(width, height, depth, colour, interlaced ? 1 : 0);
        if (colour == PALETTE) {
            byte[] colours = new byte[3 << depth];
            random.nextBytes(colours);
            chunk(png, "PLTE", colours);
        }
        byte[] data = deflated(raw.toByteArray());
        int half = data.length / 2;
        chunk(png, "IDAT", Arrays.copyOf(data, half));
        chunk(png, "IDAT", Arrays.copyOfRange(data, half, data.length));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Creates a file of one kind with zero bytes, without keeping the image in memory. */
    public static byte[] zeros(int width, int height, int depth, int colour) {
        return zeros(width, height, depth, colour, height);
    }

    /** Creates a file like {@link #zeros(int, int, int, int)} with only the given number of rows. */
    public static byte[] zeros(int width, int height, int depth, int colour, int rows) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        byte[] row = new byte[1 + (int) (((long) width * samples(colour) * depth + 7) / 8)];
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data, new Deflater(1), 1 << 16)) {
            for (int y = 0; y < rows; y++) {
                deflater.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteArrayOutputStream png = start(width, height, depth, colour, 0);
        chunk(png, "IDAT", data.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Writes signature and header. */
    public static ByteArrayOutputStream start(int width, int height, int depth, int colour, int interlacing) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {(byte) depth, (byte) colour, 0, 0, (byte) interlacing})
                        .array());
        return png;
    }

    /** Writes a chunk with its checksum. */
    public static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] letters = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(letters);
        checksum.update(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(letters);
        png.writeBytes(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    /** Inserts a chunk after the header. */
    public static byte[] with(byte[] png, String type, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, BEHIND_HEADER);
        chunk(out, type, data);
        out.write(png, BEHIND_HEADER, png.length - BEHIND_HEADER);
        return out.toByteArray();
    }

    public static byte[] deflated(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static int samples(int colour) {
        return switch (colour) {
            case TRUE_COLOUR -> 3;
            case GREY_ALPHA -> 2;
            case TRUE_COLOUR_ALPHA -> 4;
            default -> 1;
        };
    }

    private static byte[] packed(int[] row, int first, int step, int count, int samples, int depth) {
        byte[] packed = new byte[(count * samples * depth + 7) / 8];
        int bit = 0;
        for (int i = 0; i < count; i++) {
            for (int sample = 0; sample < samples; sample++) {
                int value = row[(first + i * step) * samples + sample];
                if (depth == 16) {
                    packed[bit / 8] = (byte) (value >> 8);
                    packed[bit / 8 + 1] = (byte) value;
                } else {
                    packed[bit / 8] |= (byte) (value << 8 - depth - bit % 8);
                }
                bit += depth;
            }
        }
        return packed;
    }

    private static byte[] filtered(byte[] row, byte[] above, int filter, int pixel) {
        byte[] filtered = new byte[row.length + 1];
        filtered[0] = (byte) filter;
        for (int i = 0; i < row.length; i++) {
            int left = i < pixel ? 0 : row[i - pixel] & 0xFF;
            int up = above[i] & 0xFF;
            int corner = i < pixel ? 0 : above[i - pixel] & 0xFF;
            int guess =
                    switch (filter) {
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> paeth(left, up, corner);
                        default -> 0;
                    };
            filtered[i + 1] = (byte) (row[i] - guess);
        }
        return filtered;
    }

    private static int paeth(int left, int up, int corner) {
        int guess = left + up - corner;
        int best = Math.min(Math.abs(guess - left), Math.min(Math.abs(guess - up), Math.abs(guess - corner)));
        if (best == Math.abs(guess - left)) {
            return left;
        }
        return best == Math.abs(guess - up) ? up : corner;
    }
}
