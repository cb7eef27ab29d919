package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.input.image.StoredPicture.damaged;
import static io.maskstream.schemas.record.RefusalReason.TOO_COSTLY;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.UnencodableInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the marker segments of a JPEG file (ITU-T T.81, annex B): everything except the pixels. Only the parts on which
 * the pixels depend are copied for the decoder; previews, metadata and further images are not.
 */
final class JpegMarkers {

    /**
     * Limit for {@link #samplesVisited}, as a multiple of the allowed pixels. Ordinary progressive files with 10 scans
     * take 44 times their pixels, or 22 times with subsampled colours.
     */
    static final int MAXIMUM_PASSES = 50;

    /** The JDK's decoder supports no more. */
    private static final int MAXIMUM_SCANS = 500;

    private static final int TEMPORARY = 0x01;
    private static final int FRAME_BASELINE = 0xC0;
    private static final int FRAME_PROGRESSIVE = 0xC2;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int ARITHMETIC_CONDITIONS = 0xCC;
    private static final int FRAME_LAST = 0xCF;
    private static final int RESTART_FIRST = 0xD0;
    private static final int RESTART_LAST = 0xD7;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int QUANTISATION_TABLES = 0xDB;
    private static final int NUMBER_OF_LINES = 0xDC;
    private static final int RESTART_INTERVAL = 0xDD;
    private static final int APPLICATION_0 = 0xE0;
    private static final int APPLICATION_1 = 0xE1;
    private static final int APPLICATION_2 = 0xE2;
    private static final int APPLICATION_14 = 0xEE;
    private static final int APPLICATION_15 = 0xEF;
    private static final int FRAME_JPEG_LS = 0xF7;
    private static final int COMMENT = 0xFE;

    private static final String EXIF = "Exif\0\0";
    private static final String ICC = "ICC_PROFILE\0";
    /** Limit for the parts of a profile, whose numbers are bytes. */
    private static final int LARGEST_COUNT = 255;

    private static final String ADOBE = "Adobe";
    private static final int ADOBE_TRANSFORM_AT = 11;
    private static final int YCCK_TRANSFORM = 2;

    /** "JFIF": three components are luma and two chroma channels. */
    private static final byte[] JFIF = {
        (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    /** "Adobe", transform 0: three components are red, green and blue. */
    private static final byte[] ADOBE_RGB = {
        (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private static final int BLOCK = 8;
    private static final int LARGEST_SAMPLING = 4;
    private static final int BYTES_PER_COEFFICIENT = 2;

    /** A component of an image with its sampling factors. */
    private record Component(int id, int across, int down) {}

    private final ByteBuffer file;

    /** Receives the parts on which the pixels depend; null to count only their bytes. */
    private final byte[] clean;

    private int cleanBytes;
    private final List<Integer> scanStarts = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();
    private final List<ByteBuffer> profileParts = new ArrayList<>();
    private int at = 2;
    private int width;
    private int height;
    private boolean progressive;
    private boolean everyScanIsWhole = true;
    private boolean jfif;
    private int adobeTransform;
    private boolean adobe;
    private Orientation orientation = Orientation.UPRIGHT;
    private long samplesVisited;

    /**
     * Reads a file from its first marker to its last.
     *
     * @throws UnencodableInputException if it is truncated or of an unsupported kind
     */
    JpegMarkers(ByteBuffer file) {
        this(file, null);
    }

    private JpegMarkers(ByteBuffer file, byte[] clean) {
        this.file = file;
        this.clean = clean;
        put(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) START_OF_IMAGE}));
        int marker = nextMarker();
        while (marker != END_OF_IMAGE) {
            read(marker);
            marker = nextMarker();
        }
        if (components.isEmpty() || scanStarts.isEmpty()) {
            throw damaged("JPEG", "it has no pixels", null);
        }
        put(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) END_OF_IMAGE}));
    }

    /** Bytes before a marker are skipped, as decoders do. */
    private int nextMarker() {
        while (at < file.limit()) {
            if (file.get(at) != (byte) 0xFF) {
                at++;
            } else if (at + 1 < file.limit() && file.get(at + 1) == (byte) 0xFF) {
                at++;
            } else if (at + 1 < file.limit() && file.get(at + 1) != 0) {
                at += 2;
                return file.get(at - 1) & 0xFF;
            } else {
                at++;
            }
        }
        throw damaged("JPEG", "it is cut short after " + file.limit() + " bytes", null);
    }

    private void read(int marker) {
        if (standsAlone(marker)) {
            return;
        }
        if (marker == START_OF_IMAGE) {
            throw damaged("JPEG", "another image starts within it, at byte " + (at - 2), null);
        }
        ByteBuffer segment = segment();
        switch (marker) {
            case HUFFMAN_TABLES, QUANTISATION_TABLES, RESTART_INTERVAL -> put(marker, segment);
            case START_OF_SCAN -> readScan(segment);
            case APPLICATION_0 -> jfif |= scanStarts.isEmpty() && starts(segment, "JFIF\0");
            case APPLICATION_1 -> readExif(segment);
            case APPLICATION_2 -> readProfile(segment);
            case APPLICATION_14 -> readAdobe(segment);
            case FRAME_JPEG_LS -> throw unread("a JPEG-LS");
            default -> {
                if (marker >= FRAME_BASELINE && marker <= FRAME_LAST && marker != ARITHMETIC_CONDITIONS) {
                    readFrame(marker, segment);
                } else if (!isIgnored(marker)) {
                    throw damaged("JPEG", String.format("it has an unknown marker %02X, at byte %d", marker, at), null);
                }
            }
        }
    }

    /** Restart markers and TEM, which have neither length nor data. */
    private static boolean standsAlone(int marker) {
        return marker == TEMPORARY || (marker >= RESTART_FIRST && marker <= RESTART_LAST);
    }

    private static boolean isIgnored(int marker) {
        return (marker > APPLICATION_2 && marker <= APPLICATION_15)
                || marker == COMMENT
                || marker == NUMBER_OF_LINES
                || marker == ARITHMETIC_CONDITIONS;
    }

    /** Returns the data after a marker, without its length. */
    private ByteBuffer segment() {
        int length = at + Short.BYTES <= file.limit() ? Short.toUnsignedInt(file.getShort(at)) : 0;
        if (length < Short.BYTES || length > file.limit() - at) {
            throw damaged("JPEG", "it is cut short after " + file.limit() + " bytes", null);
        }
        ByteBuffer segment = file.slice(at + Short.BYTES, length - Short.BYTES);
        at += length;
        return segment;
    }

    private void put(int marker, ByteBuffer segment) {
        ByteBuffer start = ByteBuffer.allocate(2 * Short.BYTES)
                .putShort((short) (0xFF00 | marker))
                .putShort((short) (segment.limit() + Short.BYTES));
        put(start.flip());
        put(segment);
    }

    private void put(ByteBuffer part) {
        if (clean != null) {
            part.get(0, clean, cleanBytes, part.limit());
        }
        cleanBytes += part.limit();
    }

    private static boolean starts(ByteBuffer segment, String text) {
        byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
        return segment.limit() >= start.length && segment.slice(0, start.length).equals(ByteBuffer.wrap(start));
    }

    private void readExif(ByteBuffer segment) {
        if (orientation.equals(Orientation.UPRIGHT) && starts(segment, EXIF)) {
            orientation = Orientation.of(segment.slice(EXIF.length(), segment.limit() - EXIF.length()));
        }
    }

    /** A long profile is split into several parts. Each part contains its number, from 1, and the number of parts. */
    private void readProfile(ByteBuffer segment) {
        int header = ICC.length() + 2;
        boolean room = profileParts.size() < LARGEST_COUNT;
        if (starts(segment, ICC) && segment.limit() >= header && scanStarts.isEmpty() && room) {
            profileParts.add(segment.slice(ICC.length(), segment.limit() - ICC.length()));
        }
    }

    private void readAdobe(ByteBuffer segment) {
        if (starts(segment, ADOBE) && segment.limit() > ADOBE_TRANSFORM_AT && scanStarts.isEmpty()) {
            adobe = true;
            adobeTransform = segment.get(ADOBE_TRANSFORM_AT);
        }
    }

    private void readFrame(int marker, ByteBuffer segment) {
        if (marker > FRAME_PROGRESSIVE) {
            String kind =
                    switch (marker) {
                        case 0xC3 -> "a lossless";
                        case 0xC9, 0xCA -> "an arithmetically coded";
                        default -> "a hierarchical";
                    };
            throw unread(kind + " JPEG");
        }
        if (!components.isEmpty() || segment.limit() < 6) {
            throw damaged("JPEG", "it has two frame headers or an incomplete one", null);
        }
        progressive = marker == FRAME_PROGRESSIVE;
        int bits = segment.get(0) & 0xFF;
        height = Short.toUnsignedInt(segment.getShort(1));
        width = Short.toUnsignedInt(segment.getShort(3));
        int count = segment.get(5) & 0xFF;
        if (bits != Byte.SIZE) {
            throw unread("a JPEG with " + bits + " bits per channel");
        }
        if (count != StoredPicture.GREY && count != StoredPicture.RGB && count != StoredPicture.INKS) {
            throw unread("a JPEG with " + count + " channels");
        }
        if (width < 1 || height < 1) {
            throw damaged("JPEG", "it has no size", null);
        }
        if (segment.limit() < 6 + 3 * count) {
            throw damaged("JPEG", "its frame is cut short", null);
        }
        for (int i = 0; i < count; i++) {
            int sampling = segment.get(7 + 3 * i);
            Component component = new Component(segment.get(6 + 3 * i) & 0xFF, sampling >> 4 & 0xF, sampling & 0xF);
            if (component.across < 1
                    || component.down < 1
                    || component.across > LARGEST_SAMPLING
                    || component.down > LARGEST_SAMPLING) {
                throw damaged("JPEG", "its channels have an invalid resolution", null);
            }
            components.add(component);
        }
        put(marker, segment);
    }

    private static UnencodableInputException unread(String kind) {
        return new UnencodableInputException(
                UNPARSABLE,
                "field 'image' is " + kind
                        + ", which is not supported; save it as a baseline or progressive JPEG or as a PNG");
    }

    private void readScan(ByteBuffer segment) {
        int count = segment.limit() > 0 ? segment.get(0) : 0;
        if (components.isEmpty() || count < 1 || count > components.size() || segment.limit() < 1 + 2 * count) {
            throw damaged("JPEG", "a scan at byte " + at + " is invalid", null);
        }
        everyScanIsWhole &= count == components.size();
        for (int i = 0; i < count; i++) {
            int id = segment.get(1 + 2 * i) & 0xFF;
            samplesVisited += components.stream()
                    .filter(component -> component.id == id)
                    .findFirst()
                    .map(this::samples)
                    .orElseThrow(() -> damaged("JPEG", "a scan refers to the missing channel " + id, null));
        }
        if (scanStarts.isEmpty()) {
            put(ByteBuffer.wrap(colourMarker()));
        }
        scanStarts.add(cleanBytes);
        if (scanStarts.size() > MAXIMUM_SCANS) {
            throw new UnencodableInputException(
                    TOO_COSTLY, "field 'image' has more than " + MAXIMUM_SCANS + " scans, which is the maximum");
        }
        put(START_OF_SCAN, segment);
        int start = at;
        skipCompressed();
        put(file.slice(start, at - start));
    }

    /** Skips to the next marker, except restart markers. */
    private void skipCompressed() {
        while (at + 1 < file.limit()) {
            if (file.get(at) != (byte) 0xFF) {
                at++;
                continue;
            }
            int next = file.get(at + 1) & 0xFF;
            if (next == 0 || standsAlone(next)) {
                at += 2;
            } else if (next == 0xFF) {
                at++;
            } else {
                return;
            }
        }
        throw damaged("JPEG", "it is cut short after " + file.limit() + " bytes", null);
    }

    /** Returns the number of a component's samples, including the padding of the last units at the edges. */
    private long samples(Component component) {
        long unitsAcross = ceiling(width, BLOCK * most(true));
        long unitsDown = ceiling(height, BLOCK * most(false));
        return unitsAcross * component.across * unitsDown * component.down * BLOCK * BLOCK;
    }

    private int most(boolean across) {
        return components.stream()
                .mapToInt(component -> across ? component.across : component.down)
                .max()
                .orElseThrow();
    }

    private static long ceiling(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private long samples() {
        return components.stream().mapToLong(this::samples).sum();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int channels() {
        return components.size();
    }

    int scans() {
        return scanStarts.size();
    }

    Orientation orientation() {
        return orientation;
    }

    /**
     * Returns the number of samples that a decoder processes. Each scan processes the samples of its channels, and then
     * all samples of the image.
     */
    long samplesVisited() {
        return samplesVisited + scans() * samples();
    }

    /** Returns the size in bytes of the coefficients that a decoder must keep until the last scan is read. */
    long coefficientBytes() {
        return progressive || scans() > 1 || !everyScanIsWhole ? BYTES_PER_COEFFICIENT * samples() : 0;
    }

    /** Returns whether the four channels are luma, two chroma channels and black ink. */
    boolean isYcck() {
        return adobe && adobeTransform == YCCK_TRANSFORM;
    }

    /** Returns the size in bytes of the embedded profile, even if it is not valid. */
    int profileBytes() {
        return profileParts.stream().mapToInt(ByteBuffer::limit).sum();
    }

    /** Returns the embedded profile; null if there is none or a part is missing. */
    byte[] profile() {
        if (profileParts.isEmpty() || profileBytes() > ColourProfile.MAXIMUM_BYTES) {
            return null;
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        for (int i = 1; i <= profileParts.size(); i++) {
            int number = i;
            ByteBuffer next = profileParts.stream()
                    .filter(part -> Byte.toUnsignedInt(part.get(0)) == number
                            && Byte.toUnsignedInt(part.get(1)) == profileParts.size())
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return null;
            }
            byte[] content = new byte[next.limit() - 2];
            next.get(2, content);
            profile.writeBytes(content);
        }
        return profile.toByteArray();
    }

    /** Returns the size of {@link #clean} in bytes. */
    int cleanBytes() {
        return cleanBytes;
    }

    /** Returns the file reduced to the parts on which the pixels depend. */
    byte[] clean() {
        return new JpegMarkers(file, new byte[cleanBytes]).clean;
    }

    /** Returns the position of each scan in {@link #clean}. */
    int[] scanStarts() {
        return scanStarts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns a segment that defines the colour space of three channels, by libjpeg's rules. */
    private byte[] colourMarker() {
        if (components.size() != StoredPicture.RGB) {
            return new byte[0];
        }
        boolean namedRgb = components.get(0).id == 'R' && components.get(1).id == 'G' && components.get(2).id == 'B';
        boolean rgb = !jfif && (adobe ? adobeTransform == 0 : namedRgb);
        return rgb ? ADOBE_RGB : JFIF;
    }
}
