package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageVariationsTest {

    @Test
    void areSmallSquares() {
        assertThat(Stream.generate(new ImageVariations(1)).limit(50)).allSatisfy(picture -> {
            assertThat(picture.getWidth()).isEqualTo(ImageVariations.PIXELS);
            assertThat(picture.getHeight()).isEqualTo(ImageVariations.PIXELS);
        });
    }

    @Test
    void areAllDifferent() {
        assertThat(pixels(1, 200)).doesNotHaveDuplicates();
    }

    @Test
    void areTheSameForTheSameSeedOnly() {
        List<String> first = pixels(1, 20);
        assertThat(pixels(1, 20)).isEqualTo(first);
        assertThat(pixels(2, 20)).isNotEqualTo(first);
    }

    private static List<String> pixels(long seed, int count) {
        return Stream.generate(new ImageVariations(seed))
                .limit(count)
                .map(ImageVariationsTest::pixels)
                .toList();
    }

    private static String pixels(BufferedImage picture) {
        return Arrays.toString(
                picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()));
    }
}
