package io.maskstream.demo;

import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Creates small images and masks for tests. */
final class Pictures {

    private Pictures() {}

    /** Creates an image in which every pixel has a different colour, none of them dark. */
    static BufferedImage colourful(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, 200 << 16 | 100 + 155 * x / width << 8 | 60 + 155 * y / height);
            }
        }
        return picture;
    }

    /** Creates an image whose left half is red and whose right half is black. */
    static BufferedImage halfRed() {
        BufferedImage picture = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 12, 24);
        graphics.dispose();
        return picture;
    }

    /** Creates a mask of 1 for kept columns and rows, and 0 elsewhere. */
    static Mask mask(int width, int height, ImageSize imageSize, BiPredicate<Integer, Integer> kept) {
        List<Float> weights = new ArrayList<>();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                weights.add(kept.test(column, row) ? 1f : 0f);
            }
        }
        return new Mask(List.of(height, width), weights, 0.5f, imageSize, null);
    }
}
