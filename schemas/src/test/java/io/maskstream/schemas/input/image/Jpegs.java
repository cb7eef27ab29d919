package io.maskstream.schemas.input.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Creates well-formed and malformed JPEG files for tests. */
public final class Jpegs {

    private static final int SOI_BYTES = 2;

    private Jpegs() {}

    /** Encodes a progressive JPEG in libjpeg's 10 scans. */
    public static byte[] progressive(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Repeats the last scan the given number of times. */
    public static byte[] withMoreScans(byte[] jpeg, int more) {
        int last = jpeg.length - 2;
        while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
            last--;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < more; i++) {
            out.write(jpeg, last, jpeg.length - 2 - last);
        }
        out.write(jpeg, jpeg.length - 2, 2);
        return out.toByteArray();
    }

    /** Keeps only the given number of first scans. */
    public static byte[] withFirstScans(byte[] jpeg, int scans) {
        int at = 0;
        for (int found = 0; found <= scans; at++) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) 0xDA) {
                found++;
            }
        }
        byte[] cut = Arrays.copyOf(jpeg, at + 1);
        cut[at - 1] = (byte) 0xFF;
        cut[at] = (byte) 0xD9;
        return cut;
    }

    /** Inserts a segment at the start. */
    public static byte[] with(byte[] jpeg, int marker, byte[] data) {
        return ByteBuffer.allocate(jpeg.length + 4 + data.length)
                .put(jpeg, 0, SOI_BYTES)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (data.length + 2))
                .put(data)
                .put(jpeg, SOI_BYTES, jpeg.length - SOI_BYTES)
                .array();
    }

    public static byte[] withExif(byte[] jpeg, byte[] exif) {
        return with(jpeg, 0xE1, joined("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), exif));
    }

    /** Inserts an ICC profile in one part. */
    public static byte[] withProfile(byte[] jpeg, byte[] profile) {
        return with(jpeg, 0xE2, joined("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1), profile));
    }

    /** Returns EXIF data with only an orientation. */
    public static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    public static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
