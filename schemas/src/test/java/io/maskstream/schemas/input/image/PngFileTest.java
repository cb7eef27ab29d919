package io.maskstream.schemas.input.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngFileTest {

    private static final ImageEncoding ENCODING = new ImageEncoding(8, 8, ImageLimits.usual());

    @Property(tries = 300)
    void everyKindIsDecodedAsTheJdkDoes(
            @ForAll @IntRange(min = 0, max = 14) int kind,
            @ForAll boolean interlaced,
            @ForAll @IntRange(min = 8, max = 50) int width,
            @ForAll @IntRange(min = 8, max = 50) int height,
            @ForAll long seed)
            throws IOException {
        byte[] png = Pngs.noise(width, height, Pngs.KINDS[kind][1], Pngs.KINDS[kind][0], interlaced, new Random(seed));

        int[] pixels = ENCODING.picture(Pictures.image(png)).getRGB(0, 0, width, height, null, 0, width);

        int[] expected = byTheJdk(png);
        // The JDK rounds half-transparent pixels differently.
        int tolerance = Pngs.KINDS[kind][0] >= Pngs.GREY_ALPHA ? 2 : 0;
        for (int i = 0; i < pixels.length; i++) {
            for (int shift : new int[] {0, 8, 16}) {
                assertThat(Math.abs((pixels[i] >> shift & 0xFF) - (expected[i] >> shift & 0xFF)))
                        .as("pixel %d, %08x instead of %08x", i, pixels[i], expected[i])
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static int[] byTheJdk(byte[] png) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        int width = picture.getWidth();
        int height = picture.getHeight();
        int samples = picture.getRaster().getNumBands();
        if (samples <= 2 && !(picture.getColorModel() instanceof java.awt.image.IndexColorModel)) {
            // Java interprets grey as linear light.
            int[] expected = new int[width * height];
            double largest = (1 << picture.getColorModel().getComponentSize(0)) - 1;
            for (int i = 0; i < expected.length; i++) {
                int[] sample = picture.getRaster().getPixel(i % width, i / width, (int[]) null);
                double cover = samples == 2 ? sample[1] / largest : 1;
                expected[i] = (int) Math.round(255 * (sample[0] / largest * cover + 1 - cover)) * 0x010101;
            }
            return expected;
        }
        BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(picture, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque.getRGB(0, 0, width, height, null, 0, width);
    }

    @Test
    void aTransparentColourIsAsWhitePaper() {
        byte[] grey = Pngs.with(Pngs.zeros(8, 8, 8, Pngs.GREY), "tRNS", new byte[] {0, 0});
        byte[] deep = Pngs.with(Pngs.zeros(8, 8, 16, Pngs.TRUE_COLOUR), "tRNS", new byte[6]);
        byte[] another = Pngs.with(Pngs.zeros(8, 8, 16, Pngs.TRUE_COLOUR), "tRNS", new byte[] {0, 0, 0, 0, 0, 1});

        assertThat(ENCODING.encode(Pictures.image(grey)).argb()).containsOnly(0xFFFFFFFF);
        assertThat(ENCODING.encode(Pictures.image(deep)).argb()).containsOnly(0xFFFFFFFF);
        assertThat(ENCODING.encode(Pictures.image(another)).argb()).containsOnly(0xFF000000);
    }
}
