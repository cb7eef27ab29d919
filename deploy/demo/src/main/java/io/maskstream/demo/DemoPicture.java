package io.maskstream.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * An image of the demo, 128 x 128 pixels. There is one for each class of CIFAR-10. They were drawn for maskstream by a
 * program.
 *
 * @param name name of its class, such as {@code ship}
 */
record DemoPicture(String name) {

    /** All images, those with the clearest explanations first. */
    static final List<DemoPicture> ALL = Stream.of(
                    "ship", "frog", "horse", "airplane", "automobile", "truck", "dog", "cat", "bird", "deer")
            .map(DemoPicture::new)
            .toList();

    /** Returns the file. */
    byte[] png() {
        String file = "pictures/" + name + ".png";
        try (InputStream stream = DemoPicture.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no picture " + file + ".");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Returns the pixels. */
    BufferedImage image() {
        try {
            return ImageIO.read(new ByteArrayInputStream(png()));
        } catch (IOException e) {
            throw new UncheckedIOException("The picture " + name + " cannot be decoded", e);
        }
    }
}
