package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class BoxScaleTest {

    @Test
    void takesTheMeanOfWhatANewPixelCovers() {
        BufferedImage picture = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 0xff0000);
        picture.setRGB(1, 1, 0x00ff00);
        picture.setRGB(2, 0, 0x0000ff);
        picture.setRGB(3, 0, 0x0000ff);
        BufferedImage scaled = BoxScale.scaled(picture, 2, 1);
        assertThat(scaled.getRGB(0, 0)).isEqualTo(0xff404000);
        assertThat(scaled.getRGB(1, 0)).isEqualTo(0xff000080);
    }

    @Test
    void repeatsPixelsToEnlarge() {
        BufferedImage picture = Pictures.colourful(3, 2);
        BufferedImage scaled = BoxScale.scaled(picture, 6, 6);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 6; x++) {
                assertThat(scaled.getRGB(x, y)).isEqualTo(picture.getRGB(x / 2, y / 3));
            }
        }
    }
}
