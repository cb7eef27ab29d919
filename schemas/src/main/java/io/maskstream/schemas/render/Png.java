package io.maskstream.schemas.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as PNG. */
public final class Png {

    private Png() {}

    /** Returns the bytes of a PNG file. */
    public static byte[] of(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory: by default Java would write a temporary file first.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IllegalStateException("this JVM cannot write PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an image cannot be encoded in memory", e);
        }
        return bytes.toByteArray();
    }
}
