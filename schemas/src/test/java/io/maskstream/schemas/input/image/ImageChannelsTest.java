package io.maskstream.schemas.input.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Images in grey, and images with opacity. */
class ImageChannelsTest {

    private static final int SIDE = 8;

    /** Expected grey levels are those of Pillow's {@code Image.convert("L")}. */
    @Test
    void makesGreyOfColoursAsPillowDoes() {
        int[] colours = {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF, 0x010101, 0x123456, 0xFEDCBA, 0x804020};
        int[] grey = {76, 150, 29, 255, 1, 46, 226, 79};
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            rgb[3 * i] = (byte) (colours[i % SIDE] >> 16);
            rgb[3 * i + 1] = (byte) (colours[i % SIDE] >> 8);
            rgb[3 * i + 2] = (byte) colours[i % SIDE];
        }

        PixelGrid pixels = encoding(SIDE, 1).encode(new Image(ByteBuffer.wrap(rgb), new ImageSize(SIDE, SIDE)));

        assertThat(pixels.channels()).isEqualTo(1);
        for (int i = 0; i < SIDE * SIDE; i++) {
            assertThat(pixels.samples()[i] & 0xFF).isEqualTo(grey[i % SIDE]);
        }
    }

    @Test
    void keepsGreyAsItIsStored() {
        byte[] file = Pngs.noise(SIDE, SIDE, 8, Pngs.GREY, false, new Random(1));
        byte[] inColour = encoding(SIDE, 3).encode(Pictures.image(file)).samples();

        byte[] grey = encoding(SIDE, 1).encode(Pictures.image(file)).samples();

        for (int i = 0; i < grey.length; i++) {
            assertThat(grey[i]).isEqualTo(inColour[3 * i + 1]);
        }
    }

    @Test
    void keepsTheOpacityOfAPng() {
        for (int[] kind :
                new int[][] {{Pngs.TRUE_COLOUR_ALPHA, 8}, {Pngs.GREY_ALPHA, 8}, {Pngs.TRUE_COLOUR_ALPHA, 16}}) {
            for (boolean interlaced : new boolean[] {false, true}) {
                byte[] file = Pngs.noise(SIDE, SIDE, kind[1], kind[0], interlaced, new Random(2));

                PixelGrid pixels = encoding(SIDE, 4).encode(Pictures.image(file));
                byte[] onWhite = encoding(SIDE, 3).encode(Pictures.image(file)).samples();

                List<Integer> opacities = new ArrayList<>();
                for (int i = 0; i < SIDE * SIDE; i++) {
                    int opacity = pixels.samples()[4 * i + 3] & 0xFF;
                    opacities.add(opacity);
                    for (int channel = 0; channel < 3; channel++) {
                        double light = (pixels.samples()[4 * i + channel] & 0xFF) * opacity / 255.0 + 255 - opacity;
                        assertThat((double) (onWhite[3 * i + channel] & 0xFF)).isBetween(light - 1.6, light + 1.6);
                    }
                }
                assertThat(opacities.stream().distinct().count()).isGreaterThan(20);
            }
        }
    }

    @Test
    void knowsTheOpacityOfPalettesAndOfTheOneTransparentColour() {
        ByteArrayOutputStream palette = Pngs.start(SIDE, SIDE, 8, Pngs.PALETTE, 0);
        Pngs.chunk(palette, "PLTE", new byte[] {10, 20, 30, 40, 50, 60, 70, 80, 90});
        Pngs.chunk(palette, "tRNS", new byte[] {0, 100});
        Pngs.chunk(palette, "IDAT", Pngs.deflated(rows(i -> i % 3)));
        Pngs.chunk(palette, "IEND", new byte[0]);
        assertThat(first(palette, 12)).containsExactly(10, 20, 30, 0, 40, 50, 60, 100, 70, 80, 90, 255);

        ByteArrayOutputStream grey = Pngs.start(SIDE, SIDE, 8, Pngs.GREY, 0);
        Pngs.chunk(grey, "tRNS", new byte[] {0, 7});
        Pngs.chunk(grey, "IDAT", Pngs.deflated(rows(i -> 6 + i)));
        Pngs.chunk(grey, "IEND", new byte[0]);
        assertThat(first(grey, 12)).containsExactly(6, 6, 6, 255, 7, 7, 7, 0, 8, 8, 8, 255);
    }

    @Test
    void isOpaqueWhereAFileSaysNothing() {
        BufferedImage picture = Pictures.halves(16, 16, BufferedImage.TYPE_INT_RGB, 0x204060, 0x204060);
        for (String format : List.of("png", "jpeg")) {
            byte[] samples = encoding(SIDE, 4)
                    .encode(Pictures.image(Pictures.file(picture, format)))
                    .samples();
            for (int i = 3; i < samples.length; i += 4) {
                assertThat(samples[i]).isEqualTo((byte) 255);
            }
        }
    }

    @Test
    void reducesAndEnlargesColoursAndOpacityAlike() {
        BufferedImage picture = Pictures.halves(16, 16, BufferedImage.TYPE_INT_ARGB, 0x40FF0000, 0xFF00FF00);
        Image image = Pictures.image(Pictures.file(picture, "png"));

        for (int side : new int[] {SIDE, 2, 32}) {
            byte[] samples = encoding(side, 4).encode(image).samples();
            assertThat(samples).startsWith(255, 0, 0, 0x40).endsWith(0, 255, 0, 255);
        }
    }

    @Test
    void hasAGraphOfItsOwnSizeAndChannels() {
        ImageInput input = ImageInput.channelsLast(20, 12, 1, 5, 3);
        ImageEncoding encoding = new ImageEncoding(input, ImageLimits.usual());
        PixelGrid pixels = encoding.encode(Pictures.image(Pngs.zeros(40, 40, 8, Pngs.TRUE_COLOUR)));

        assertThat(pixels.length()).isEqualTo(240);
        assertThat(encoding.probe().samples()).hasSize(240);
        ByteBuffer batch = InputTensor.pixels(12, 20, 1).batch(List.of(pixels, encoding.probe()), 240);
        assertThat(batch.remaining()).isEqualTo(480);
        assertThat(batch.get(239)).isZero();
        assertThat(batch.get(240)).isEqualTo((byte) 0x80);
    }

    private interface Sample {
        int of(int index);
    }

    private static byte[] rows(Sample sample) {
        byte[] rows = new byte[SIDE * (1 + SIDE)];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                rows[y * (1 + SIDE) + 1 + x] = (byte) sample.of(x);
            }
        }
        return rows;
    }

    private static List<Integer> first(ByteArrayOutputStream file, int count) {
        byte[] samples =
                encoding(SIDE, 4).encode(Pictures.image(file.toByteArray())).samples();
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            first.add(samples[i] & 0xFF);
        }
        return first;
    }

    private static ImageEncoding encoding(int side, int channels) {
        return new ImageEncoding(ImageInput.channelsLast(side, side, channels, side, side), ImageLimits.usual());
    }
}
