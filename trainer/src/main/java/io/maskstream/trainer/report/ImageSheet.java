package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A sheet of images with their masks, as in the paper's figure 2: each image, its mask in grey, and the masked image.
 *
 * @param input input with the size of the images and of their masks
 */
record ImageSheet(ImageInput input) implements RecordFigures {

    static final int GAP = 8;
    static final int CAPTION = 18;
    static final int ACROSS = 10;

    /** Images of each class on a sheet, up to the limit of the sheet. */
    private static final int OF_A_CLASS = 3;

    private static final int MOST = 60;

    /** Approximate width in pixels that images are scaled to. */
    private static final int WIDTH = 96;

    private static final int ROWS = 3;

    /**
     * An image of a sheet.
     *
     * @param argb pixels in row-major order
     * @param mask weight in [0,1] of each cell
     * @param caption short caption below the image
     */
    @SuppressWarnings("ArrayRecordComponent") // Drawn at once; never compared.
    record Entry(int[] argb, float[] mask, String caption) {}

    @Override
    public List<Path> write(Path folder, ExplainedRecords all, JsonNode measured) throws IOException {
        ExplainedRecords records = all.some(chosen(all));
        Prediction prediction = new Prediction(records);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            entries.add(new Entry(
                    ((PixelGrid) records.inputs().get(i)).argb(),
                    records.masks().get(i),
                    prediction.said(i)));
        }
        Path file = folder.resolve("images.png");
        if (!ImageIO.write(draw(entries), "png", file.toFile())) {
            throw new IOException("This Java cannot write PNG files.");
        }
        return List.of(file);
    }

    /** Returns a few records of each predicted class or, for values, evenly spaced records. */
    private static List<Integer> chosen(ExplainedRecords records) {
        if (records.ofValues()) {
            return FigureFolder.evenly(records.size(), OF_A_CLASS * ACROSS);
        }
        List<Integer> chosen = new ArrayList<>();
        Map<Integer, Integer> ofClass = new HashMap<>();
        for (int i = 0; i < records.size() && chosen.size() < MOST; i++) {
            int said = Closeness.mostProbable(records.predictions()[i]);
            if (ofClass.merge(said, 1, Integer::sum) <= OF_A_CLASS) {
                chosen.add(i);
            }
        }
        return chosen;
    }

    int cellWidth() {
        return input.width() <= WIDTH ? input.width() * (WIDTH / input.width()) : WIDTH;
    }

    int cellHeight() {
        return Math.max(1, Math.round(cellWidth() * input.height() / (float) input.width()));
    }

    BufferedImage draw(List<Entry> entries) {
        int blocks = (entries.size() + ACROSS - 1) / ACROSS;
        int block = ROWS * (cellHeight() + GAP / 2) + CAPTION + GAP;
        BufferedImage sheet =
                new BufferedImage(GAP + ACROSS * (cellWidth() + GAP), GAP + blocks * block, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            if (input.width() > cellWidth()) {
                graphics.setRenderingHint(
                        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            }
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            for (int i = 0; i < entries.size(); i++) {
                draw(graphics, entries.get(i), GAP + i % ACROSS * (cellWidth() + GAP), GAP + i / ACROSS * block);
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }

    private void draw(Graphics2D graphics, Entry entry, int left, int top) {
        float[] weights = overPixels(entry.mask());
        int[] grey = new int[weights.length];
        int[] masked = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            int light = Math.round(255 * weights[i]);
            grey[i] = light << 16 | light << 8 | light;
            masked[i] = dimmed(entry.argb()[i], weights[i]);
        }
        int y = top;
        for (int[] pixels : List.of(entry.argb(), grey, masked)) {
            BufferedImage picture = new BufferedImage(input.width(), input.height(), BufferedImage.TYPE_INT_RGB);
            picture.setRGB(0, 0, input.width(), input.height(), pixels, 0, input.width());
            graphics.drawImage(picture, left, y, cellWidth(), cellHeight(), null);
            y += cellHeight() + GAP / 2;
        }
        graphics.setColor(Color.BLACK);
        graphics.drawString(entry.caption(), left, y + CAPTION - 6);
    }

    /** Returns for each pixel the weight of its cell. */
    private float[] overPixels(float[] mask) {
        float[] weights = new float[input.pixels()];
        for (int i = 0; i < weights.length; i++) {
            int row = i / input.width() * input.maskHeight() / input.height();
            int column = i % input.width() * input.maskWidth() / input.width();
            weights[i] = mask[row * input.maskWidth() + column];
        }
        return weights;
    }

    /** Multiplies red, green and blue by the weight. */
    private static int dimmed(int rgb, float weight) {
        int dimmed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            dimmed |= Math.round(weight * (rgb >> shift & 0xFF)) << shift;
        }
        return dimmed;
    }
}
