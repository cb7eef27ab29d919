package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.render.Png;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ExplainedImageTest {

    private final BufferedImage picture = Pictures.colourful(10, 8);
    private final Mask mask = Pictures.mask(2, 2, new ImageSize(10, 8), (x, y) -> true);

    @Test
    void decodesAFile() {
        assertThat(pixels(ExplainedImage.of(new Image(ByteBuffer.wrap(Png.of(picture)), null), mask)
                        .picture()))
                .isEqualTo(pixels(picture));
    }

    @Test
    void decodesRawRgb() {
        byte[] rgb = new byte[3 * 10 * 8];
        for (int i = 0; i < 10 * 8; i++) {
            int colour = picture.getRGB(i % 10, i / 10);
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        assertThat(pixels(ExplainedImage.of(new Image(ByteBuffer.wrap(rgb), new ImageSize(10, 8)), mask)
                        .picture()))
                .isEqualTo(pixels(picture));
    }

    @Test
    void takesWhatIsTransparentAsWhite() {
        BufferedImage transparent = new BufferedImage(10, 8, BufferedImage.TYPE_INT_ARGB);
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
        Image image = new Image(ByteBuffer.wrap(Png.of(Pictures.colourful(12, 8))), null);
        assertUnshowable(image, "the mask is for an image of 10 x 8 pixels, but this one has 12 x 8");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertUnshowable(new Image(ByteBuffer.wrap(new byte[10]), null), "field 'image' is neither PNG nor JPEG");
        assertUnshowable(
                new Image(ByteBuffer.wrap(new byte[10]), new ImageSize(10, 8)),
                "field 'image' has 10 bytes, but 10 x 8 pixels");
        byte[] half = new byte[40];
        System.arraycopy(Png.of(picture), 0, half, 0, half.length);
        assertUnshowable(new Image(ByteBuffer.wrap(half), null), "field 'image' is a damaged PNG");
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
