package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColourBlocksTest {

    @Test
    void putsTwoPixelsIntoACharacterAndTheMaskBesideThePicture() {
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 32, 32);
        ExplainedImage image = new ExplainedImage(
                picture, PixelMask.of(Pictures.mask(2, 2, null, (column, row) -> column == 1 && row == 1)));
        assertThat(ColourBlocks.of(image, 6))
                .containsExactly("\u001b[38;2;255;255;255;48;2;0;0;0m\u2580\u001b[38;2;0;0;0;48;2;0;0;0m\u2580\u001b[0m"
                        + "  \u001b[38;2;0;0;0;48;2;0;0;0m\u2580\u001b[38;2;0;0;0;48;2;255;255;255m\u2580\u001b[0m");
    }

    @Test
    void fitsTheLineAndKeepsTheProportions() {
        assertThat(size(100, 100, 200)).containsExactly(16, 2 * 32 + 2);
        assertThat(size(100, 100, 40)).containsExactly(10, 2 * 19 + 2);
        assertThat(size(100, 50, 200)).containsExactly(8, 2 * 32 + 2);
        assertThat(size(50, 100, 200)).containsExactly(16, 2 * 16 + 2);
        assertThat(size(1000, 1, 200)).containsExactly(1, 2 * 32 + 2);
        assertThat(size(1, 1000, 200)).containsExactly(16, 2 + 2);
    }

    /** Returns the number of lines, and the number of visible characters in the first line. */
    private static int[] size(int width, int height, int columns) {
        List<String> lines = ColourBlocks.of(
                new ExplainedImage(
                        Pictures.colourful(width, height), PixelMask.of(Pictures.mask(32, 32, null, (x, y) -> true))),
                columns);
        return new int[] {
            lines.size(), lines.get(0).replaceAll("\u001b\\[[0-9;]*m", "").length()
        };
    }
}
