package io.maskstream.schemas.input.image;

import io.maskstream.schemas.record.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/** Creates images for tests. */
final class Pictures {

    private Pictures() {}

    /** Creates an image of the given type whose left and right halves have different colours. */
    static BufferedImage halves(int width, int height, int type, int left, int right) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, x < width / 2 ? left : right);
            }
        }
        return picture;
    }

    static byte[] file(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, out)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Image image(byte[] file) {
        return new Image(ByteBuffer.wrap(file), null);
    }
}
