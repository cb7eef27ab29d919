package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.List;

/**
 * Images of at most {@value #LARGEST} pixels per side, in which masked regions have the mean colour. An additional
 * channel says which regions are kept.
 */
final class PictureRows implements EvaluatorRows {

    /** Maximum side of the images in pixels; larger images are reduced. */
    private static final int LARGEST = 32;

    /** Number of images in a training of usual length, counting repetitions. */
    private static final double PICTURES = 80_000;

    private static final int MOST_EPOCHS = 30;

    private static final int BATCH = 64;
    private static final double RATE = 4e-3;
    private static final double WEIGHT_DECAY = 5e-2;

    /** Scales differences of samples in [0,255] to about [-2,2]. */
    private static final float SCALE = 64;

    private final ImageInput image;
    private final Regions regions;
    private final int height;
    private final int width;
    private final float[] mean;
    private final int records;
    private final double effort;

    /**
     * Computes the mean colour.
     *
     * @param records for training the evaluator
     * @param effort length of the training; 1 for about {@value #PICTURES} images
     */
    PictureRows(ImageInput image, Regions regions, List<EncodedInput> records, double effort) {
        this.image = image;
        this.regions = regions;
        this.records = records.size();
        this.effort = effort;
        height = Math.min(LARGEST, image.height());
        width = Math.min(LARGEST, image.width());
        double[] sums = new double[image.channels()];
        for (EncodedInput record : records) {
            byte[] samples = ((PixelGrid) record).samples();
            for (int i = 0; i < samples.length; i++) {
                sums[i % sums.length] += samples[i] & 0xFF;
            }
        }
        mean = new float[sums.length];
        for (int channel = 0; channel < mean.length; channel++) {
            mean[channel] = (float) (sums[channel] / records.size() / image.pixels());
        }
    }

    /** Returns the scaled differences from the mean colour. */
    @Override
    public float[] whole(EncodedInput record) {
        byte[] samples = ((PixelGrid) record).samples();
        int channels = mean.length;
        float[] sums = new float[height * width * channels];
        int[] members = new int[height * width];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int pixel = y * height / image.height() * width + x * width / image.width();
                members[pixel]++;
                int from = (y * image.width() + x) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    sums[pixel * channels + channel] += ((samples[from + channel] & 0xFF) - mean[channel]) / SCALE;
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= members[i / channels];
        }
        return sums;
    }

    @Override
    public float[] masked(float[] whole, float[] kept) {
        int channels = mean.length;
        float[] row = new float[height * width * (channels + 1)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = y * width + x;
                int cell = y * image.maskHeight() / height * image.maskWidth() + x * image.maskWidth() / width;
                float weight = kept[regions.of(cell)];
                int to = pixel * (channels + 1);
                for (int channel = 0; channel < channels; channel++) {
                    row[to + channel] = weight * whole[pixel * channels + channel];
                }
                row[to + channels] = weight;
            }
        }
        return row;
    }

    @Override
    public SmallNetwork.Body body() {
        return new PictureBody(height, width, mean.length + 1);
    }

    @Override
    public SmallNetwork.Settings settings() {
        return new SmallNetwork.Settings(
                EvaluatorRows.epochs(effort * PICTURES / records, MOST_EPOCHS), BATCH, RATE, WEIGHT_DECAY);
    }
}
