package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Adds imperceptible normal noise to an image.
 *
 * @param levels standard deviation of the noise, for samples in [0,255]
 * @param seed of the noise; each record gets a different one
 */
record SlightNoise(double levels, long seed) implements Change {

    private static final int HIGHEST = 255;

    @Override
    public String name() {
        return "slight noise";
    }

    @Override
    public int times() {
        return 1;
    }

    @Override
    public List<Changed> of(ExplainedRecords records, int record) {
        PixelGrid picture = (PixelGrid) records.inputs().get(record);
        return List.of(new Changed(
                noisy(picture, new Random(seed + record)), UnaryOperator.identity(), UnaryOperator.identity()));
    }

    private PixelGrid noisy(PixelGrid picture, Random random) {
        byte[] samples = new byte[picture.samples().length];
        for (int i = 0; i < samples.length; i++) {
            long level = Math.round((picture.samples()[i] & 0xFF) + levels * random.nextGaussian());
            samples[i] = (byte) Math.max(0, Math.min(HIGHEST, level));
        }
        return picture.withSamples(samples);
    }
}
