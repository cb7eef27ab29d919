package io.maskstream.demo;

import io.maskstream.schemas.input.image.PictureScale;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows an image, and its mask to the right of it, in a terminal with 24-bit colours. Each character shows two pixels,
 * one above the other, by the colours of the upper and lower half of its cell. Higher weights are brighter.
 */
final class ColourBlocks {

    private static final int MOST_COLUMNS = 32;
    private static final int GAP = 2;
    private static final String UPPER_HALF = "\u2580";
    private static final String RESET = "\u001b[0m";

    private ColourBlocks() {}

    /** Returns the lines, none wider than the given number of characters. */
    static List<String> of(ExplainedImage image, int width) {
        BufferedImage picture = image.picture();
        int most = Math.max(1, Math.min(MOST_COLUMNS, (width - GAP) / 2));
        double scale = (double) most / Math.max(picture.getWidth(), picture.getHeight());
        int columns = Math.max(1, (int) Math.round(scale * picture.getWidth()));
        int rows = Math.max(2, 2 * (int) Math.round(scale * picture.getHeight() / 2));
        BufferedImage shown = PictureScale.scaled(picture, columns, rows);
        BufferedImage weights = grey(image.mask().stretched(columns, rows));
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row += 2) {
            lines.add(line(shown, row) + " ".repeat(GAP) + line(weights, row));
        }
        return lines;
    }

    private static BufferedImage grey(PixelMask mask) {
        BufferedImage grey = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < mask.height(); row++) {
            for (int column = 0; column < mask.width(); column++) {
                grey.setRGB(column, row, Math.round(255 * mask.at(column, row)) * 0x010101);
            }
        }
        return grey;
    }

    private static String line(BufferedImage picture, int row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < picture.getWidth(); column++) {
            line.append("\u001b[38;2;")
                    .append(colour(picture.getRGB(column, row)))
                    .append(";48;2;")
                    .append(colour(picture.getRGB(column, row + 1)))
                    .append('m')
                    .append(UPPER_HALF);
        }
        return line.append(RESET).toString();
    }

    private static String colour(int rgb) {
        return (rgb >> 16 & 0xff) + ";" + (rgb >> 8 & 0xff) + ";" + (rgb & 0xff);
    }
}
