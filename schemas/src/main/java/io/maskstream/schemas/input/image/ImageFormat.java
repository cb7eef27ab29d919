package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.UnencodableInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Detects the format of an image from the first bytes of the file. */
final class ImageFormat {

    private static final String PNG = "\u0089PNG\r\n\u001A\n";
    private static final String JPEG = "\u00FF\u00D8\u00FF";

    /** Number of bytes that are inspected if the file is text. */
    private static final int LOOKED_AT = 1024;

    /** The start of MPEG-4 and related files: a length, followed by the type of the first box. */
    private static final String BRANDS = "....ftyp";

    private static final int BRAND_BYTES = 4;

    /**
     * A format that is not supported.
     *
     * @param label the name of the format with its article
     * @param beginning the first bytes, one character per byte; a full stop stands for any byte
     */
    private record Other(String label, String beginning) {}

    private static final List<Other> OTHERS = List.of(
            new Other("a GIF", "GIF8"),
            new Other("a WebP", "RIFF....WEBP"),
            new Other("an AVI video", "RIFF....AVI "),
            new Other("a RIFF file", "RIFF"),
            new Other("a TIFF", "II*\0"),
            new Other("a TIFF", "MM\0*"),
            new Other("a TIFF", "II+\0"),
            new Other("a TIFF", "MM\0+"),
            new Other("a PDF", "%PDF"),
            new Other("an EPS", "%!PS"),
            new Other("an ICO", "\0\0\1\0"),
            new Other("a CUR", "\0\0\2\0"),
            new Other("a JPEG XL", "\u00FF\n"),
            new Other("a JPEG XL", "\0\0\0\fJXL "),
            new Other("a JPEG 2000", "\0\0\0\fjP"),
            new Other("a JPEG 2000", "\u00FFO\u00FFQ"),
            new Other("a JPEG XR", "II\u00BC"),
            new Other("a PSD", "8BPS"),
            new Other("an OpenEXR", "v/1\1"),
            new Other("a Radiance HDR", "#?RADIANCE"),
            new Other("a DDS", "DDS "),
            new Other("a QOI", "qoif"),
            new Other("an MNG", "\u008AMNG"),
            new Other("a JNG", "\u008BJNG"),
            new Other("a WebM or Matroska video", "\u001AE\u00DF\u00A3"),
            new Other("a ZIP archive", "PK\3\4"),
            new Other("a GZIP archive", "\u001F\u008B"),
            new Other("a PNM", "P5\n"),
            new Other("a PNM", "P6\n"),
            new Other("a PNG whose line endings were changed in transfer", "\u0089PNG"),
            new Other("base64, which is to be decoded first", "iVBORw0KGgo"),
            new Other("base64, which is to be decoded first", "/9j/"),
            new Other("a data URI, which is to be decoded first", "data:image/"),
            new Other("a BMP", "BM"));

    private ImageFormat() {}

    /**
     * Detects the format of a file and reads its header.
     *
     * @throws UnencodableInputException if it is neither PNG nor JPEG, or is damaged
     */
    static StoredPicture read(ByteBuffer file) {
        byte[] first = new byte[Math.min(LOOKED_AT, file.limit())];
        file.get(0, first);
        String beginning = new String(first, StandardCharsets.ISO_8859_1);
        if (beginning.startsWith(PNG)) {
            return new PngFile(file);
        }
        if (beginning.startsWith(JPEG)) {
            return new JpegFile(file);
        }
        String label = label(beginning);
        throw new UnencodableInputException(
                UNPARSABLE,
                "field 'image' is neither PNG nor JPEG"
                        + (label == null ? "" : " but " + label + "; convert it to a PNG or JPEG"));
    }

    private static String label(String beginning) {
        if (begins(beginning, BRANDS)) {
            return labelOfBrands(beginning);
        }
        for (Other other : OTHERS) {
            if (begins(beginning, other.beginning)) {
                return other.label;
            }
        }
        return labelOfText(beginning);
    }

    private static boolean begins(String beginning, String pattern) {
        if (beginning.length() < pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != '.' && pattern.charAt(i) != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads the major brand, its version, and the compatible brands (ISO/IEC 14496-12, section 4.3). */
    private static String labelOfBrands(String beginning) {
        int length = Math.min(beginning.length(), beginning.charAt(2) << 8 | beginning.charAt(3));
        boolean heif = false;
        for (int at = BRANDS.length(); at + BRAND_BYTES <= length; at += BRAND_BYTES) {
            switch (beginning.substring(at, at + BRAND_BYTES)) {
                case "avif", "avis" -> {
                    return "an AVIF";
                }
                case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs" -> {
                    return "a HEIC";
                }
                case "crx " -> {
                    return "a camera's raw file";
                }
                case "mif1", "mif2", "msf1" -> heif = true;
                default -> {}
            }
        }
        return heif ? "a HEIF" : "an MPEG-4 or QuickTime video";
    }

    private static String labelOfText(String beginning) {
        String text = beginning.replace("\u00EF\u00BB\u00BF", "").stripLeading().toLowerCase(Locale.ROOT);
        if (!text.startsWith("<")) {
            return null;
        }
        if (text.contains("<svg") || text.startsWith("<!doctype svg")) {
            return "an SVG";
        }
        return text.contains("<html") || text.startsWith("<!doctype html") ? "an HTML page" : "XML";
    }
}
