package io.maskstream.schemas.encoding;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A PNG or JPEG file in memory. The plug-in for JPEG is TwelveMonkeys', which knows CMYK where the JDK's does not. */
final class ImageFile {

    /** How files begin that are taken, and some that are mistaken for such. */
    private enum Format {
        PNG("PNG", true, "\u0089PNG\r\n\u001A\n"),
        JPEG("JPEG", true, "\u00FF\u00D8\u00FF"),
        GIF("GIF", false, "GIF8"),
        BMP("BMP", false, "BM"),
        WEBP("WebP", false, "RIFF"),
        TIFF_LITTLE_ENDIAN("TIFF", false, "II*\0"),
        TIFF_BIG_ENDIAN("TIFF", false, "MM\0*"),
        PDF("PDF", false, "%PDF");

        private final String label;
        private final boolean taken;

        /** One character a byte. */
        private final String beginning;

        Format(String label, boolean taken, String beginning) {
            this.label = label;
            this.taken = taken;
            this.beginning = beginning;
        }

        private boolean begins(byte[] data) {
            return new String(data, 0, Math.min(data.length, beginning.length()), StandardCharsets.ISO_8859_1)
                    .equals(beginning);
        }
    }

    /** Refuses a size, before any pixel is decoded. */
    @FunctionalInterface
    interface SizeCheck {
        void check(int width, int height);
    }

    private final byte[] data;
    private final Format format;

    private ImageFile(byte[] data, Format format) {
        this.data = data;
        this.format = format;
    }

    /**
     * Recognises a file by how it begins.
     *
     * @throws UnencodableInputException if it is no PNG and no JPEG
     */
    static ImageFile of(byte[] data) {
        Format format = Arrays.stream(Format.values())
                .filter(candidate -> candidate.begins(data))
                .findFirst()
                .orElse(null);
        if (format == null || !format.taken) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "field 'image' is no PNG and no JPEG" + (format == null ? "" : " but a " + format.label));
        }
        return new ImageFile(data, format);
    }

    /**
     * Decodes it.
     *
     * @param size may refuse
     * @return opaque, of type RGB; transparent parts as on white paper
     * @throws UnencodableInputException if it is damaged, or {@code size} refuses it
     */
    BufferedImage picture(SizeCheck size) {
        if (format == Format.PNG) {
            PngChunks.check(data);
        }
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.label.toLowerCase(Locale.ROOT))
                .next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(data))) {
            // Without metadata, which may be compressed, too, and is of no use here.
            reader.setInput(input, true, true);
            size.check(reader.getWidth(0), reader.getHeight(0));
            Damage damage = new Damage();
            reader.addIIOReadWarningListener(damage);
            BufferedImage picture = reader.read(0);
            damage.refuse();
            return opaque(picture);
        } catch (UnencodableInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private UnencodableInputException damaged(String reason, Exception cause) {
        return new UnencodableInputException(
                UNPARSABLE, "field 'image' is a damaged " + format.label + ": " + oneLine(reason), cause);
    }

    private static String oneLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }

    /** Where data is missing or wrong, the decoder of JPEG goes on with grey, and merely warns (in libjpeg's words). */
    private final class Damage implements IIOReadWarningListener {

        private static final String CORRUPT = "Corrupt JPEG data";
        private static final String ENDED = "Premature end";

        /** Bytes that no one needs between two parts; common, and no pixel is lost. */
        private static final String HARMLESS = "extraneous bytes";

        private String warning;

        @Override
        public void warningOccurred(ImageReader source, String message) {
            boolean corrupt = message.contains(CORRUPT) && !message.contains(HARMLESS);
            if (warning == null && (corrupt || message.contains(ENDED))) {
                warning = message;
            }
        }

        void refuse() {
            if (warning != null) {
                throw damaged(warning, null);
            }
        }
    }

    private static BufferedImage opaque(BufferedImage picture) {
        BufferedImage opaque = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        if (picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            copyGrey(picture, opaque);
            return opaque;
        }
        Graphics2D graphics = opaque.createGraphics();
        try {
            graphics.drawImage(picture, 0, 0, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        return opaque;
    }

    /** Java takes grey values for linear light and would brighten them; files mean them as they mean red, green and blue. */
    private static void copyGrey(BufferedImage grey, BufferedImage opaque) {
        Raster raster = grey.getRaster();
        boolean alpha = raster.getNumBands() > 1;
        double largest = (1L << grey.getColorModel().getComponentSize(0)) - 1;
        for (int y = 0; y < grey.getHeight(); y++) {
            for (int x = 0; x < grey.getWidth(); x++) {
                double light = raster.getSample(x, y, 0) / largest;
                if (alpha) {
                    double cover = raster.getSample(x, y, 1) / largest;
                    light = cover * light + 1 - cover;
                }
                int value = (int) Math.round(255 * light);
                opaque.setRGB(x, y, value << 16 | value << 8 | value);
            }
        }
    }
}
