package io.maskstream.trainer.report;

import io.maskstream.trainer.records.Cifar10;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Images over their masks, as in the paper's figure 2: each image, its mask in grey, and what the mask leaves of it. */
public final class ImageSheet {

    static final int SCALE = 3;
    static final int GAP = 8;
    static final int CAPTION = 18;
    static final int ACROSS = 10;

    private static final int CELL = Cifar10.SIDE * SCALE;
    private static final int ROWS = 3;
    private static final int BLOCK = ROWS * (CELL + GAP / 2) + CAPTION + GAP;

    private ImageSheet() {}

    /**
     * One image of a sheet.
     *
     * @param argb {@value Cifar10#SIDE} x {@value Cifar10#SIDE} pixels, row by row
     * @param mask a weight in [0,1] a pixel
     * @param caption a word or two below it
     */
    @SuppressWarnings("ArrayRecordComponent") // Drawn at once; never compared.
    public record Entry(int[] argb, float[] mask, String caption) {}

    /** Writes a sheet of {@value #ACROSS} images across as a PNG file. */
    public static Path write(Path file, List<Entry> entries) throws IOException {
        if (!ImageIO.write(draw(entries), "png", file.toFile())) {
            throw new IOException("This Java cannot write PNG files.");
        }
        return file;
    }

    static BufferedImage draw(List<Entry> entries) {
        int blocks = (entries.size() + ACROSS - 1) / ACROSS;
        BufferedImage sheet =
                new BufferedImage(GAP + ACROSS * (CELL + GAP), GAP + blocks * BLOCK, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            for (int i = 0; i < entries.size(); i++) {
                draw(graphics, entries.get(i), GAP + i % ACROSS * (CELL + GAP), GAP + i / ACROSS * BLOCK);
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }

    private static void draw(Graphics2D graphics, Entry entry, int left, int top) {
        int[] grey = new int[entry.mask().length];
        int[] masked = new int[entry.mask().length];
        for (int i = 0; i < grey.length; i++) {
            int light = Math.round(255 * entry.mask()[i]);
            grey[i] = light << 16 | light << 8 | light;
            masked[i] = dimmed(entry.argb()[i], entry.mask()[i]);
        }
        int y = top;
        for (int[] pixels : List.of(entry.argb(), grey, masked)) {
            BufferedImage picture = new BufferedImage(Cifar10.SIDE, Cifar10.SIDE, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(0, 0, Cifar10.SIDE, Cifar10.SIDE, pixels, 0, Cifar10.SIDE);
            graphics.drawImage(picture, left, y, CELL, CELL, null);
            y += CELL + GAP / 2;
        }
        graphics.setColor(Color.BLACK);
        graphics.drawString(entry.caption(), left, y + CAPTION - 6);
    }

    /** The colour multiplied by the weight, each of red, green and blue. */
    private static int dimmed(int rgb, float weight) {
        int dimmed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            dimmed |= Math.round(weight * (rgb >> shift & 0xFF)) << shift;
        }
        return dimmed;
    }
}
