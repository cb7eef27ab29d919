package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.List;
import java.util.function.UnaryOperator;

/** Swaps left and right of an image; scores are swapped back before they are compared. */
record Mirrored() implements Change {

    @Override
    public String name() {
        return "mirrored";
    }

    @Override
    public int times() {
        return 1;
    }

    @Override
    public List<Changed> of(ExplainedRecords records, int record) {
        Regions regions = records.regions();
        ImageInput image = records.model().input().image();
        return List.of(new Changed(
                mirrored((PixelGrid) records.inputs().get(record)),
                UnaryOperator.identity(),
                scores -> back(scores, regions, image.maskWidth(), image.maskHeight())));
    }

    static PixelGrid mirrored(PixelGrid picture) {
        int channels = picture.channels();
        int width = picture.width();
        byte[] samples = new byte[picture.samples().length];
        for (int pixel = 0; pixel < picture.length(); pixel++) {
            int opposite = pixel / width * width + (width - 1 - pixel % width);
            System.arraycopy(picture.samples(), pixel * channels, samples, opposite * channels, channels);
        }
        return picture.withSamples(samples);
    }

    /**
     * Mirrors scores by way of the cells, since regions are not mirror images of each other if they do not divide the
     * grid evenly.
     */
    static float[] back(float[] scores, Regions regions, int width, int height) {
        float[] cells = regions.expanded(scores, width * height);
        float[] mirrored = new float[cells.length];
        for (int cell = 0; cell < cells.length; cell++) {
            mirrored[cell / width * width + (width - 1 - cell % width)] = cells[cell];
        }
        return regions.pooled(mirrored);
    }
}
