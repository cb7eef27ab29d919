package io.maskstream.schemas.input.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.RefusalReason;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageEncodingTest {

    private static final int RED = 0xFFC81E28;
    private static final int BLUE = 0xFF1E46C8;
    private static final ImageEncoding ENCODING = new ImageEncoding(32, 32, new ImageLimits(100_000, 1_000_000));

    @Test
    void aPictureOfTheModelsSizeIsTakenPixelByPixel() {
        BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        int[] argb =
                random.ints(32 * 32, 0, 1 << 24).map(rgb -> 0xFF000000 | rgb).toArray();
        picture.setRGB(0, 0, 32, 32, argb, 0, 32);
        PixelGrid pixels = encode(Pictures.file(picture, "png"));
        assertThat(pixels.argb()).containsExactly(argb);
        assertThat(List.of(pixels.width(), pixels.height(), pixels.originalWidth(), pixels.originalHeight()))
                .containsExactly(32, 32, 32, 32);
    }

    @Test
    void rawPixelsAreRedGreenAndBlueRowByRow() {
        byte[] rgb = new byte[3 * 32 * 32];
        rgb[0] = (byte) 200;
        rgb[1] = 30;
        rgb[2] = 40;
        rgb[3 * 32] = 1;
        PixelGrid pixels = ENCODING.encode(new Image(ByteBuffer.wrap(rgb), new ImageSize(32, 32)));
        assertThat(pixels.argb()[0]).isEqualTo(RED);
        assertThat(pixels.argb()[32]).isEqualTo(0xFF010000);
        assertThat(pixels.argb()[1]).isEqualTo(0xFF000000);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 31, 50, 320})
    void otherSizesAreStretched(int side) {
        PixelGrid pixels =
                encode(Pictures.file(Pictures.halves(2 * side, side, BufferedImage.TYPE_INT_RGB, RED, BLUE), "png"));
        assertThat(pixels.argb()).hasSize(32 * 32);
        assertThat(List.of(pixels.originalWidth(), pixels.originalHeight())).containsExactly(2 * side, side);
        assertClose(pixels.argb()[16 * 32 + 8], RED, 2);
        assertClose(pixels.argb()[16 * 32 + 24], BLUE, 2);
    }

    @Test
    void aSmallerPixelIsTheMeanOfItsArea() {
        BufferedImage picture = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(1, 0, 0xFF0000);
        picture.setRGB(39, 31, 0x00FF00);
        int[] ids = encode(Pictures.file(picture, "png")).argb();
        // 40 pixels are reduced to 32: the first new pixel covers the first old pixel and a quarter of the second.
        assertClose(ids[0], 0xFF000000 | 255 / 5 << 16, 1);
        assertClose(ids[1], 0xFF000000 | 255 * 3 / 5 << 16, 1);
        assertClose(ids[32 * 32 - 1], 0xFF000000 | 255 * 4 / 5 << 8, 1);
    }

    @Test
    void enlargingKeepsPicturesInPlace() {
        int[] ids = encode(Pictures.file(Pictures.halves(16, 16, BufferedImage.TYPE_INT_RGB, RED, BLUE), "png"))
                .argb();
        for (int x = 0; x < 16; x++) {
            // The left half has as much of one colour as the right half has of the other.
            int sum = (ids[x] & 0xFF) + (ids[31 - x] & 0xFF);
            assertThat(sum).isCloseTo((RED & 0xFF) + (BLUE & 0xFF), within(2));
        }
    }

    @Test
    void fineStripesBecomeTheirMeanNotOneOfThem() {
        BufferedImage stripes = new BufferedImage(320, 320, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 320; y++) {
            for (int x = 0; x < 320; x++) {
                stripes.setRGB(x, y, x % 2 == 0 ? 0xFFFFFF : 0);
            }
        }
        for (int pixel : encode(Pictures.file(stripes, "png")).argb()) {
            assertClose(pixel, 0xFF808080, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void picturesOfAllSortsOfPixelsAreTaken(int type) {
        // Colours in the default palette.
        BufferedImage picture = Pictures.halves(32, 32, type, 0xFFCC0033, 0xFF0033CC);
        PixelGrid pixels = encode(Pictures.file(picture, "png"));
        assertThat(pixels.argb()[0]).isEqualTo(0xFFCC0033);
        assertThat(pixels.argb()[31]).isEqualTo(0xFF0033CC);
    }

    @Test
    void greyStaysAsDarkAsItIs() {
        BufferedImage grey = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100);
        BufferedImage deep = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 100 * 257);
        for (BufferedImage picture : List.of(grey, deep)) {
            assertThat(encode(Pictures.file(picture, "png")).argb()[0]).isEqualTo(0xFF646464);
        }
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                grey.getRaster().setSample(x, y, 0, 100);
            }
        }
        assertClose(encode(Pictures.file(grey, "jpeg")).argb()[0], 0xFF646464, 1);
    }

    @Test
    void transparentPartsAreAsOnWhitePaper() {
        BufferedImage picture = Pictures.halves(32, 32, BufferedImage.TYPE_INT_ARGB, 0x00C81E28, 0x80000000);
        PixelGrid pixels = encode(Pictures.file(picture, "png"));
        assertThat(pixels.argb()[0]).isEqualTo(0xFFFFFFFF);
        assertClose(pixels.argb()[31], 0xFF7F7F7F, 1);
    }

    @Test
    void jpegIsTaken() {
        PixelGrid pixels =
                encode(Pictures.file(Pictures.halves(64, 64, BufferedImage.TYPE_3BYTE_BGR, RED, BLUE), "jpeg"));
        assertClose(pixels.argb()[8], RED, 6);
        assertClose(pixels.argb()[24], BLUE, 6);
    }

    @Test
    void jpegInCyanMagentaYellowAndBlackIsTaken() throws IOException {
        PixelGrid pixels = encode(cmyk(new int[] {0, 255, 255, 0}));
        // Full magenta and yellow give a kind of red with any profile.
        int red = pixels.argb()[0] >> 16 & 0xFF;
        assertThat(red).isGreaterThan(180);
        assertThat(pixels.argb()[0] & 0xFF).isLessThan(90);
        int white = encode(cmyk(new int[] {0, 0, 0, 0})).argb()[0];
        assertClose(white, 0xFFFFFFFF, 6);
        // The same red in luma and chroma of the inks 0, 255, 255.
        assertClose(
                encode(cmyk(new int[] {255 - 179, 255 - 171, 255 - 1, 0}, 2)).argb()[0], 0xFFFF0000, 6);
    }

    @Test
    void aFileThatIsCutShortIsRefused() {
        BufferedImage picture = noise(64);
        for (String format : List.of("png", "jpeg")) {
            byte[] whole = Pictures.file(picture, format);
            for (int length : new int[] {whole.length / 2, whole.length - 3, 40}) {
                assertRefused(
                        Arrays.copyOf(whole, length), RefusalReason.UNPARSABLE, "damaged " + format.toUpperCase());
            }
        }
    }

    @Test
    void aChangedByteInAPngIsNoticed() {
        byte[] whole = Pictures.file(noise(32), "png");
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] changed = whole.clone();
            changed[8 + random.nextInt(whole.length - 8)] ^= (byte) (1 << random.nextInt(8));
            assertRefused(changed, RefusalReason.UNPARSABLE, "damaged PNG");
        }
    }

    @Test
    void changedBytesInAJpegAreRefusedOrDecodedButNeverThrowAnythingElse() {
        byte[] whole = Pictures.file(noise(32), "jpeg");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] changed = whole.clone();
            for (int j = 0; j < 4; j++) {
                changed[3 + random.nextInt(whole.length - 3)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(encode(changed).argb()).hasSize(32 * 32);
            } catch (UnencodableInputException e) {
                assertThat(e).hasMessageStartingWith("field 'image'").hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void otherFormatsAreRefusedByName() {
        assertRefused(Pictures.file(noise(32), "gif"), RefusalReason.UNPARSABLE, "neither PNG nor JPEG but a GIF");
        assertRefused(Pictures.file(noise(32), "bmp"), RefusalReason.UNPARSABLE, "but a BMP");
        assertRefused(bytes("%PDF-1.7 ..."), RefusalReason.UNPARSABLE, "but a PDF");
        assertRefused(bytes("RIFFxxxxWEBP"), RefusalReason.UNPARSABLE, "but a WebP; convert it to a PNG or JPEG");
        assertRefused(bytes("RIFFxxxxAVI LIST"), RefusalReason.UNPARSABLE, "but an AVI video");
        assertRefused(bytes("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"), RefusalReason.UNPARSABLE, "but a HEIC");
        assertRefused(bytes("\0\0\0\u001Cftypmif1\0\0\0\0mif1avif"), RefusalReason.UNPARSABLE, "but an AVIF");
        assertRefused(bytes("\0\0\0\u0014ftypavif\0\0\0\0avif"), RefusalReason.UNPARSABLE, "but an AVIF");
        assertRefused(bytes("\0\0\0\u0014ftypisom\0\0\0\0mp41"), RefusalReason.UNPARSABLE, "MPEG-4 or QuickTime video");
        assertRefused(bytes("\0\0\1\0\1\0"), RefusalReason.UNPARSABLE, "but an ICO");
        assertRefused(bytes("\u00FF\n\0\0"), RefusalReason.UNPARSABLE, "but a JPEG XL");
        assertRefused(bytes("\0\0\0\fjP  \r\n"), RefusalReason.UNPARSABLE, "but a JPEG 2000");
        assertRefused(
                bytes("<?xml version='1.0'?>\n<!-- a drawing -->\n<svg/>"), RefusalReason.UNPARSABLE, "but an SVG");
        assertRefused(bytes("<!DOCTYPE html><html>"), RefusalReason.UNPARSABLE, "but an HTML page");
        assertRefused(bytes("iVBORw0KGgoAAAA"), RefusalReason.UNPARSABLE, "but base64, which is to be decoded first");
        assertRefused(bytes("hello"), RefusalReason.UNPARSABLE, "field 'image' is neither PNG nor JPEG");
        assertRefused(new byte[0], RefusalReason.EMPTY, "field 'image' is empty");
    }

    @Test
    void tooManyPixelsAreRefusedBeforeTheyAreDecoded() {
        byte[] bomb = Pngs.zeros(30_000, 30_000, 8, Pngs.TRUE_COLOUR, 10);
        long before = allocated();
        assertRefused(bomb, RefusalReason.TOO_LONG, "30000 x 30000 pixels; at most 1000000 are allowed");
        assertThat(allocated() - before).isLessThan(8 << 20);
        assertRefused(Pictures.file(noise(1001), "jpeg"), RefusalReason.TOO_LONG, "bytes; at most 100000 are allowed");
    }

    @Test
    void compressedTextInAPngIsNotUnpacked() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write(bytes("Comment\0\0"));
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(text)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 50; i++) {
                deflater.write(zeros);
            }
        }
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED}) {
            byte[] png = Pictures.file(Pictures.halves(32, 32, type, 0xFFCC0033, 0xFF0033CC), "png");
            byte[] withText = Pngs.with(png, "zTXt", text.toByteArray());
            encode(withText);
            long before = allocated();
            assertThat(encode(withText).argb()[0]).isEqualTo(0xFFCC0033);
            assertThat(allocated() - before).isLessThan(8 << 20);
        }
    }

    @Test
    void partsOfAPngThatNoPixelDependsOnMayBeDamaged() {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED}) {
            byte[] png = Pictures.file(Pictures.halves(32, 32, type, 0xFFCC0033, 0xFF0033CC), "png");
            for (String part :
                    List.of("gAMA", "cHRM", "pHYs", "tIME", "zTXt", "iCCP", "eXIf", "sRGB", "hIST", "teSt")) {
                assertThat(encode(Pngs.with(png, part, new byte[] {1})).argb()[0])
                        .as(part)
                        .isEqualTo(0xFFCC0033);
            }
            assertRefused(
                    Pngs.with(png, "TEST", new byte[1]), RefusalReason.UNPARSABLE, "critical chunk of an unknown kind");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void picturesAreTurnedAsExifSays(int orientation) {
        int column =
                switch (orientation) {
                    case 2, 3, 7, 8 -> 47;
                    default -> 0;
                };
        int row =
                switch (orientation) {
                    case 3, 4, 6, 7 -> 31;
                    default -> 0;
                };
        BufferedImage picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        // The pixel that must appear at the upper left.
        picture.setRGB(column, row, 0xFFFFFF);
        boolean turned = orientation >= 5;
        ImageEncoding exact = new ImageEncoding(turned ? 32 : 48, turned ? 48 : 32, ImageLimits.usual());
        byte[] png = Pngs.with(Pictures.file(picture, "png"), "eXIf", Jpegs.exif(orientation));

        PixelGrid pixels = exact.encode(Pictures.image(png));

        assertThat(pixels.argb()[0]).isEqualTo(0xFFFFFFFF);
        assertThat(pixels.argb()).containsOnlyOnce(0xFFFFFFFF);
        assertThat(pixels.orientation()).isEqualTo(orientation);
        assertThat(List.of(pixels.originalWidth(), pixels.originalHeight()))
                .containsExactly(turned ? 32 : 48, turned ? 48 : 32);
        BufferedImage shown = exact.picture(Pictures.image(png));
        assertThat(List.of(shown.getWidth(), shown.getHeight())).containsExactly(turned ? 32 : 48, turned ? 48 : 32);
        assertThat(shown.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void aTelephonesPhotographStandsUprightBeforeItIsScaled() {
        BufferedImage lying = Pictures.halves(640, 320, BufferedImage.TYPE_3BYTE_BGR, RED, BLUE);
        PixelGrid pixels = encode(Jpegs.withExif(Pictures.file(lying, "jpeg"), Jpegs.exif(6)));
        // With orientation 6, the stored left side appears at the top.
        assertClose(pixels.argb()[8 * 32 + 2], RED, 6);
        assertClose(pixels.argb()[8 * 32 + 29], RED, 6);
        assertClose(pixels.argb()[24 * 32 + 2], BLUE, 6);
        assertThat(List.of(pixels.originalWidth(), pixels.originalHeight(), pixels.orientation()))
                .containsExactly(320, 640, 6);
    }

    @Test
    void damagedExifCountsAsNone() {
        byte[] jpeg = Pictures.file(noise(32), "jpeg");
        byte[] exif = Jpegs.exif(6);
        int[] plain = encode(jpeg).argb();
        for (int length = 0; length < 20; length++) {
            assertThat(encode(Jpegs.withExif(jpeg, Arrays.copyOf(exif, length))).argb())
                    .isEqualTo(plain);
        }
        for (int orientation : new int[] {0, 9, -1, 255}) {
            assertThat(encode(Jpegs.withExif(jpeg, Jpegs.exif(orientation))).argb())
                    .isEqualTo(plain);
        }
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            byte[] changed = exif.clone();
            random.nextBytes(changed);
            changed[0] = changed[1] = 'I';
            assertThat(encode(Jpegs.withExif(jpeg, changed)).argb()).hasSize(32 * 32);
        }
    }

    @Test
    void profilesAreFollowedAlikeInPngAndJpeg() {
        byte[] swapped = swappedPrimaries();
        byte[] png = Pictures.file(Pictures.halves(64, 64, BufferedImage.TYPE_INT_RGB, RED, BLUE), "png");
        byte[] palette =
                Pictures.file(Pictures.halves(32, 32, BufferedImage.TYPE_BYTE_INDEXED, 0xFFCC0033, 0xFF0033CC), "png");
        byte[] jpeg = Pictures.file(Pictures.halves(64, 64, BufferedImage.TYPE_3BYTE_BGR, RED, BLUE), "jpeg");
        byte[] packed = Jpegs.joined(bytes("swapped\0\0"), Pngs.deflated(swapped));

        assertClose(encode(Pngs.with(png, "iCCP", packed)).argb()[0], 0xFF281EC8, 2);
        assertClose(encode(Pngs.with(palette, "iCCP", packed)).argb()[0], 0xFF3300CC, 2);
        assertClose(encode(Jpegs.withProfile(jpeg, swapped)).argb()[0], 0xFF281EC8, 6);
        assertClose(
                ENCODING.picture(Pictures.image(Pngs.with(png, "iCCP", packed))).getRGB(0, 0), 0xFF281EC8, 2);
    }

    @Test
    void aProfileThatSaysNothingNewOrNothingSensibleChangesNothing() {
        byte[] png = Pictures.file(noise(32), "png");
        byte[] jpeg = Pictures.file(noise(32), "jpeg");
        byte[] swapped = swappedPrimaries();
        byte[] absurd = swapped.clone();
        Arrays.fill(absurd, 128, absurd.length, (byte) 0);
        byte[] huge = Arrays.copyOf(swapped, 5 << 20);
        List<byte[]> profiles = List.of(
                ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData(),
                ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData(),
                Arrays.copyOf(swapped, 200),
                absurd,
                new byte[0],
                bytes("no profile"));
        for (byte[] profile : profiles) {
            assertThat(encode(Jpegs.withProfile(jpeg, profile)).argb())
                    .isEqualTo(encode(jpeg).argb());
            byte[] packed = Jpegs.joined(bytes("x\0\0"), Pngs.deflated(profile));
            assertThat(encode(Pngs.with(png, "iCCP", packed)).argb())
                    .isEqualTo(encode(png).argb());
        }
        byte[] bomb = Jpegs.joined(bytes("x\0\0"), Pngs.deflated(huge));
        assertThat(encode(Pngs.with(png, "iCCP", bomb)).argb())
                .isEqualTo(encode(png).argb());
    }

    @Test
    void changedBytesInAProfileAreNeverFatal() {
        byte[] jpeg = Pictures.file(noise(16), "jpeg");
        byte[] swapped = swappedPrimaries();
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] changed = swapped.clone();
            for (int j = 0; j < 6; j++) {
                changed[random.nextInt(Math.min(600, changed.length))] = (byte) random.nextInt(256);
            }
            assertThat(encode(Jpegs.withProfile(jpeg, changed)).argb()).hasSize(32 * 32);
        }
    }

    @Test
    void progressiveJpegIsDecodedAsItsLastScanSays() {
        BufferedImage picture = Pictures.halves(320, 320, BufferedImage.TYPE_3BYTE_BGR, RED, BLUE);
        byte[] progressive = Jpegs.progressive(picture);
        int[] ids = encode(progressive).argb();
        assertClose(ids[8], RED, 6);
        assertClose(ids[24], BLUE, 6);
        // The coefficients are the same, in another order.
        assertThat(ids).isEqualTo(encode(Pictures.file(picture, "jpeg")).argb());
        for (int scans = 1; scans < 10; scans++) {
            assertThat(encode(Jpegs.withFirstScans(progressive, scans)).argb()).hasSize(32 * 32);
        }
    }

    @Test
    void jpegsOfOtherKindsAreRefusedByName() {
        byte[] jpeg = Pictures.file(noise(32), "jpeg");
        int frame = 0;
        while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
            frame++;
        }
        jpeg[frame + 1] = (byte) 0xC3;
        assertRefused(jpeg, RefusalReason.UNPARSABLE, "is a lossless JPEG, which is not supported");
        jpeg[frame + 1] = (byte) 0xC9;
        assertRefused(jpeg, RefusalReason.UNPARSABLE, "is an arithmetically coded JPEG");
        jpeg[frame + 1] = (byte) 0xF7;
        assertRefused(jpeg, RefusalReason.UNPARSABLE, "is a JPEG-LS, which is not supported");
        jpeg[frame + 1] = (byte) 0xC1;
        jpeg[frame + 4] = 12;
        assertRefused(jpeg, RefusalReason.UNPARSABLE, "is a JPEG with 12 bits per channel");
    }

    @Test
    void whatFollowsAPictureIsOfNoAccount() {
        byte[] jpeg = Pictures.file(noise(32), "jpeg");
        byte[] png = Pictures.file(noise(32), "png");
        assertThat(encode(Jpegs.joined(jpeg, jpeg)).argb())
                .isEqualTo(encode(jpeg).argb());
        assertThat(encode(Jpegs.joined(png, jpeg)).argb()).isEqualTo(encode(png).argb());
    }

    @Test
    void picturesWithHardlyAPixelAreRefused() {
        assertRefused(Pictures.file(noise(1), "png"), RefusalReason.TOO_SMALL, "1 x 1 pixels; at least 8");
    }

    @Test
    void rawPixelsMustBeAsManyAsTheirSizeSays() {
        assertThatThrownBy(() -> ENCODING.encode(new Image(ByteBuffer.wrap(new byte[100]), new ImageSize(32, 32))))
                .isInstanceOf(UnencodableInputException.class)
                .hasMessage("field 'image' has 100 bytes, but 32 x 32 pixels of raw RGB are 3072");
        assertThatThrownBy(() -> ENCODING.encode(new Image(ByteBuffer.wrap(new byte[12]), new ImageSize(-2, -2))))
                .hasMessage("fields 'width' and 'height' must be at least 1, not -2 and -2");
        // As an int, this product would overflow to 12.
        assertThatThrownBy(() -> ENCODING.encode(new Image(ByteBuffer.wrap(new byte[12]), new ImageSize(1 << 30, 4))))
                .hasMessageContaining("1073741824 x 4 pixels of raw RGB are 12884901888");
    }

    private static PixelGrid encode(byte[] file) {
        return ENCODING.encode(Pictures.image(file));
    }

    private static void assertRefused(byte[] file, RefusalReason reason, String message) {
        assertThatThrownBy(() -> encode(file))
                .isInstanceOf(UnencodableInputException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("field 'image'")
                .extracting(e -> ((UnencodableInputException) e).reason())
                .isEqualTo(reason);
    }

    private static void assertClose(int argb, int expected, int tolerance) {
        for (int shift : new int[] {24, 16, 8, 0}) {
            assertThat(argb >> shift & 0xFF)
                    .as("%08x of %08x", argb, expected)
                    .isCloseTo(expected >> shift & 0xFF, within(tolerance));
        }
    }

    private static BufferedImage noise(int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(2);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return picture;
    }

    /**
     * Creates a JPEG of one colour in four inks, each in [0,255], as Photoshop writes it: inverted, with an Adobe
     * marker.
     */
    private static byte[] cmyk(int[] inks) throws IOException {
        return cmyk(inks, 0);
    }

    private static byte[] cmyk(int[] inks, int transform) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 32, 32, 4, null);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                raster.setPixel(x, y, Arrays.stream(inks).map(ink -> 255 - ink).toArray());
            }
        }
        ImageWriter writer = ImageIO.getImageWriters(
                        ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_RGB), "jpeg")
                .next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        byte[] adobe = bytes("\u00FF\u00EE\0\u000EAdobe\0\u0064\0\0\0\0" + (char) transform);
        byte[] jpeg = out.toByteArray();
        return ByteBuffer.allocate(jpeg.length + adobe.length)
                .put(jpeg, 0, 2)
                .put(adobe)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** Returns an sRGB profile in which red and blue are swapped. */
    private static byte[] swappedPrimaries() {
        ICC_Profile profile = ICC_Profile.getInstance(
                ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
        byte[] red = profile.getData(ICC_Profile.icSigRedColorantTag);
        profile.setData(ICC_Profile.icSigRedColorantTag, profile.getData(ICC_Profile.icSigBlueColorantTag));
        profile.setData(ICC_Profile.icSigBlueColorantTag, red);
        return profile.getData();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
