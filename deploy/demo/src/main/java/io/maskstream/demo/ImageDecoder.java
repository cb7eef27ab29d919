package io.maskstream.demo;

import io.maskstream.schemas.record.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes the image of a request. */
final class ImageDecoder {

    private ImageDecoder() {}

    /**
     * The pixels of an image, opaque; transparent parts as on white paper.
     *
     * @throws UnshowableException if it is neither raw RGB of its size nor a file in a known format
     */
    static BufferedImage decode(Image image) {
        ByteBuffer data = image.getData().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return image.getSize() == null
                ? file(bytes)
                : raw(bytes, image.getSize().getWidth(), image.getSize().getHeight());
    }

    private static BufferedImage file(byte[] bytes) {
        BufferedImage decoded;
        try {
            decoded = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UnshowableException("the image is damaged: " + e.getMessage(), e);
        }
        if (decoded == null) {
            throw new UnshowableException("the image is no file in a known format");
        }
        BufferedImage opaque = new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(decoded, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static BufferedImage raw(byte[] rgb, int width, int height) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new UnshowableException(
                    "the image has " + rgb.length + " bytes, which are no " + width + " x " + height + " pixels");
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, packed(rgb));
        return image;
    }

    private static int[] packed(byte[] rgb) {
        int[] pixels = new int[rgb.length / 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
        }
        return pixels;
    }
}
