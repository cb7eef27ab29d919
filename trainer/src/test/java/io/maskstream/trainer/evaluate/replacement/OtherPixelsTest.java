package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.PixelGrid;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtherPixelsTest {

    @Test
    void aBlurSpreadsAPixelByTheGaussianAndIsCutAtTheEdges() {
        float[] blurred = Blurred.blurred(grey(3, 1, 0, 90, 0), 1);

        // exp(-1/2) = 0.60653 and exp(-2) = 0.13534.
        assertThat(blurred[1]).isCloseTo(90 / (1 + 2 * 0.60653f), within(0.01f));
        assertThat(blurred[0]).isCloseTo(90 * 0.60653f / (1 + 0.60653f + 0.13534f), within(0.01f));
        assertThat(blurred[2]).isEqualTo(blurred[0]);
    }

    @Test
    void aBlurGoesDownTheColumnsAsAlongTheRows() {
        assertThat(Blurred.blurred(grey(1, 3, 0, 90, 0), 1)).isEqualTo(Blurred.blurred(grey(3, 1, 0, 90, 0), 1));
    }

    @Test
    void aBlurKeepsChannelsApart() {
        PixelGrid picture = new PixelGrid(new byte[] {10, 20, 30, 10, 20, 30}, 3, 2, 1, 2, 1, PixelGrid.UPRIGHT);

        float[] blurred = Blurred.blurred(picture, 1);

        float[] same = {10, 20, 30, 10, 20, 30};
        for (int i = 0; i < same.length; i++) {
            assertThat(blurred[i]).isCloseTo(same[i], within(1e-4f));
        }
    }

    @Test
    void noiseHasTheMeanAndDeviationOfItsChannelAndIsThatOfThePicture() {
        // One channel varies between 80 and 120, the others are constant.
        int pixels = 64 * 64;
        byte[] samples = new byte[3 * pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            samples[3 * pixel] = (byte) (pixel % 2 == 0 ? 80 : 120);
            samples[3 * pixel + 1] = 50;
            samples[3 * pixel + 2] = (byte) 255;
        }
        PixelGrid picture = new PixelGrid(samples, 3, 64, 64, 64, 64, PixelGrid.UPRIGHT);
        PixelGrid other = new PixelGrid(new byte[3 * pixels], 3, 64, 64, 64, 64, PixelGrid.UPRIGHT);

        float[] noise = new Noise(1).others(List.of(picture)).get(0);

        double mean = IntStream.range(0, pixels)
                .mapToDouble(i -> noise[3 * i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, pixels)
                .mapToDouble(i -> (noise[3 * i] - mean) * (noise[3 * i] - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(100, within(1.5));
        assertThat(Math.sqrt(squares)).isCloseTo(20, within(1.));
        assertThat(noise[1]).isEqualTo(50);
        assertThat(noise[2]).isEqualTo(255);
        assertThat(new Noise(1).others(List.of(picture)).get(0)).isEqualTo(noise);
        List<float[]> ofTwo = new Noise(1).others(List.of(picture, other));
        assertThat(ofTwo.get(0)).isNotEqualTo(ofTwo.get(1));
        assertThat(new Noise(2).others(List.of(picture)).get(0)).isNotEqualTo(noise);
    }

    @Test
    void aPictureStaysWhereItIsKeptAndACellCoversItsPixels() {
        PixelGrid picture = grey(4, 2, 1, 2, 3, 4, 5, 6, 7, 8);
        float[] other = {100, 100.6f, 100, 100, 300, 100, 100, 100};

        PixelGrid blended =
                OtherPixels.blended(picture, other, new float[] {0, 1}, ImageInput.channelsLast(4, 2, 1, 2, 1));

        assertThat(blended.samples())
                .containsExactly(
                        (byte) 100, (byte) 101, (byte) 3, (byte) 4, (byte) 255, (byte) 100, (byte) 7, (byte) 8);
    }

    private static PixelGrid grey(int width, int height, int... samples) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return new PixelGrid(bytes, 1, width, height, width, height, PixelGrid.UPRIGHT);
    }
}
