package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ExplainedImageTest {

    private final BufferedImage picture = Pictures.colourful(5, 4);
    private final Mask mask = Pictures.mask(2, 2, new ImageSize(5, 4), (x, y) -> true);

    @Test
    void decodesAFile() {
        assertThat(pixels(ExplainedImage.of(new Image(ByteBuffer.wrap(Png.of(picture)), null), mask)
                        .picture()))
                .isEqualTo(pixels(picture));
    }

    @Test
    void decodesRawRgb() {
        byte[] rgb = new byte[3 * 5 * 4];
        for (int i = 0; i < 5 * 4; i++) {
            int colour = picture.getRGB(i % 5, i / 5);
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        assertThat(pixels(ExplainedImage.of(new Image(ByteBuffer.wrap(rgb), new ImageSize(5, 4)), mask)
                        .picture()))
                .isEqualTo(pixels(picture));
    }

    @Test
    void takesWhatIsTransparentAsWhite() {
        BufferedImage transparent = new BufferedImage(5, 4, BufferedImage.TYPE_INT_ARGB);
        assertThat(pixels(ExplainedImage.of(new Image(ByteBuffer.wrap(Png.of(transparent)), null), mask)
                        .picture()))
                .containsOnly(0xffffffff);
    }

    @Test
    void leavesTheRequestAsItWas() {
        Image image = new Image(ByteBuffer.wrap(Png.of(picture)), null);
        int before = image.getData().remaining();
        ExplainedImage.of(image, mask);
        assertThat(image.getData().remaining()).isEqualTo(before);
    }

    @Test
    void refusesTheMaskOfAnotherImage() {
        Image image = new Image(ByteBuffer.wrap(Png.of(Pictures.colourful(6, 4))), null);
        assertUnshowable(image, "the mask is for an image of 5 x 4 pixels, but this one has 6 x 4");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertUnshowable(new Image(ByteBuffer.wrap(new byte[10]), null), "the image is no file in a known format");
        assertUnshowable(
                new Image(ByteBuffer.wrap(new byte[10]), new ImageSize(5, 4)),
                "the image has 10 bytes, which are no 5 x 4 pixels");
        byte[] half = new byte[40];
        System.arraycopy(Png.of(picture), 0, half, 0, half.length);
        assertUnshowable(new Image(ByteBuffer.wrap(half), null), "the image is damaged");
    }

    private void assertUnshowable(Image image, String message) {
        assertThatThrownBy(() -> ExplainedImage.of(image, mask))
                .isInstanceOf(UnshowableException.class)
                .hasMessageStartingWith(message);
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
