package io.maskstream.demo.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawingTest {

    @ParameterizedTest
    @EnumSource
    void isASquareOfTheSizeThatItSays(Drawing drawing) {
        assertThat(drawing.image().getWidth()).isEqualTo(Drawing.PIXELS);
        assertThat(drawing.image().getHeight()).isEqualTo(Drawing.PIXELS);
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameEachTime(Drawing drawing) {
        assertThat(pixels(drawing.image())).isEqualTo(pixels(drawing.image()));
    }

    @ParameterizedTest
    @EnumSource
    void isOpaqueAndPaintedUpToItsCorners(Drawing drawing) {
        BufferedImage image = drawing.image();
        int last = Drawing.PIXELS - 1;
        assertThat(image.getTransparency()).isEqualTo(Transparency.OPAQUE);
        assertThat(Stream.of(
                        image.getRGB(0, 0), image.getRGB(last, 0), image.getRGB(0, last), image.getRGB(last, last)))
                .allSatisfy(corner -> assertThat(brightness(corner)).isBetween(30, 245));
    }

    @ParameterizedTest
    @EnumSource
    void hasShadesAsAPhotographDoes(Drawing drawing) {
        Set<Integer> colours = new HashSet<>();
        Arrays.stream(pixels(drawing.image())).forEach(colours::add);
        assertThat(colours).hasSizeGreaterThan(3000);
    }

    @Test
    void noTwoAreAlike() {
        Set<Integer> different = new HashSet<>();
        Stream.of(Drawing.values())
                .map(drawing -> Arrays.hashCode(pixels(drawing.image())))
                .forEach(different::add);
        assertThat(different).hasSameSizeAs(Drawing.values());
    }

    private static int brightness(int rgb) {
        return ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
