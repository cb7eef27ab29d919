package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.input.image.StoredPicture.damaged;

import io.maskstream.schemas.input.UnencodableInputException;
import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A JPEG file. The JDK's reader, which is based on libjpeg, decodes it. The reader gets only the parts on which the
 * pixels depend.
 */
final class JpegFile implements StoredPicture {

    /**
     * A generous estimate of the rows of samples that libjpeg holds at a time, for an image of four inks at four
     * resolutions.
     */
    private static final int ROWS_AT_A_TIME = 64;

    /** Memory of the reader, its input and output, and the tables. */
    private static final int OTHER_BYTES = 1 << 18;

    private final JpegMarkers markers;

    /**
     * Reads everything except the pixels.
     *
     * @throws UnencodableInputException if the file is truncated or of an unsupported kind
     */
    JpegFile(ByteBuffer file) {
        markers = new JpegMarkers(file);
    }

    @Override
    public int width() {
        return markers.width();
    }

    @Override
    public int height() {
        return markers.height();
    }

    @Override
    public int channels() {
        return markers.channels();
    }

    /** Returns the number of scans; 1 unless the file has several, as progressive files do. */
    int scans() {
        return markers.scans();
    }

    /** Returns the number of samples that a decoder processes over all scans. */
    long samplesVisited() {
        return markers.samplesVisited();
    }

    @Override
    public Orientation orientation() {
        return markers.orientation();
    }

    @Override
    public byte[] profile() {
        return markers.profile();
    }

    @Override
    public long decodingBytes() {
        long raster = channels() == INKS ? (long) INKS * width() * height() : 0;
        long rows = (long) ROWS_AT_A_TIME * channels() * width();
        long profile = markers.profileBytes();
        return markers.cleanBytes() + 2 * profile + markers.coefficientBytes() + raster + rows + OTHER_BYTES;
    }

    @Override
    public void decode(AreaMean pixels) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (Scans input = new Scans(markers.clean(), markers.scanStarts())) {
            // Without metadata, and without a progress listener, for which the reader would decode each scan
            // completely.
            reader.setInput(input, true, true);
            Damage damage = new Damage();
            reader.addIIOReadWarningListener(damage);
            if (channels() == INKS) {
                decodeInks(reader.readRaster(0, null), pixels);
            } else {
                ImageReadParam settings = reader.getDefaultReadParam();
                settings.setDestination(destination(reader, input, pixels));
                reader.read(0, settings);
            }
            StoredPicture.checkTime();
            damage.refuse();
        } catch (UnencodableInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            StoredPicture.checkTime();
            throw damaged("JPEG", oneLine(e.getMessage() == null ? e.toString() : e.getMessage()), e);
        } finally {
            reader.dispose();
        }
    }

    private BufferedImage destination(ImageReader reader, Scans input, AreaMean pixels) {
        boolean grey = channels() == GREY;
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(grey ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                false,
                false,
                Transparency.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(
                model, new PassedRows(reader, input, pixels, width(), height(), channels()), false, null);
    }

    /**
     * Passes on each row that is written to it, and therefore needs no memory for the image. If a file has several
     * scans, the reader writes the complete image once per scan; only the last one counts.
     */
    private static final class PassedRows extends WritableRaster {

        private final ImageReader reader;
        private final Scans input;
        private final AreaMean pixels;
        private final byte[] samples;
        private boolean counts;

        PassedRows(ImageReader reader, Scans input, AreaMean pixels, int width, int height, int channels) {
            super(
                    new PixelInterleavedSampleModel(
                            DataBuffer.TYPE_BYTE,
                            width,
                            height,
                            channels,
                            channels * width,
                            channels == RGB ? new int[] {0, 1, 2} : new int[] {0}),
                    new DataBufferByte(1),
                    new Point());
            this.reader = reader;
            this.input = input;
            this.pixels = pixels;
            this.samples = new byte[channels * width];
        }

        @Override
        public void setRect(int x, int y, Raster row) {
            if (Thread.currentThread().isInterrupted()) {
                reader.abort();
                return;
            }
            if (y == 0) {
                counts = input.isInLastScan();
                pixels.clear();
            }
            if (counts) {
                row.getDataElements(0, 0, getWidth(), 1, samples);
                pixels.add(y, x, 1, samples, getWidth());
            }
        }
    }

    /**
     * Inks are stored inverted, as the remaining light, whether or not the file says so; all programs read them this
     * way.
     */
    private void decodeInks(Raster raster, AreaMean pixels) {
        byte[] row = new byte[INKS * width()];
        for (int y = 0; y < height(); y++) {
            StoredPicture.checkTime();
            raster.getDataElements(0, y, width(), 1, row);
            if (markers.isYcck()) {
                toLeftLight(row);
            }
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) ~row[i];
            }
            pixels.add(y, 0, 1, row, width());
        }
    }

    /** Converts luma and chroma (JFIF 1.02), which encode the inks themselves. */
    private static void toLeftLight(byte[] row) {
        for (int at = 0; at < row.length; at += INKS) {
            int brightness = row[at] & 0xFF;
            int blueness = (row[at + 1] & 0xFF) - 128;
            int redness = (row[at + 2] & 0xFF) - 128;
            row[at] = without(brightness + 1.402 * redness);
            row[at + 1] = without(brightness - 0.344136 * blueness - 0.714136 * redness);
            row[at + 2] = without(brightness + 1.772 * blueness);
        }
    }

    private static byte without(double ink) {
        return (byte) (255 - Math.round(Math.max(0, Math.min(255, ink))));
    }

    private static String oneLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }

    /** Supplies the file to the reader, at most one scan at a time, and stops when the record's time is up. */
    private static final class Scans extends ImageInputStreamImpl {

        private final byte[] file;
        private final int[] starts;

        Scans(byte[] file, int[] starts) {
            this.file = file;
            this.starts = starts;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            StoredPicture.checkTime();
            bitOffset = 0;
            int from = (int) streamPos;
            if (from >= file.length) {
                return -1;
            }
            int found = Arrays.binarySearch(starts, from);
            int scan = found < 0 ? -found - 1 : found + 1;
            int end = scan < starts.length ? starts[scan] : file.length;
            int count = Math.min(length, end - from);
            System.arraycopy(file, from, target, offset, count);
            streamPos += count;
            return count;
        }

        /** Returns whether the reader has reached the last scan. */
        boolean isInLastScan() {
            return streamPos > starts[starts.length - 1];
        }

        @Override
        public long length() {
            return file.length;
        }
    }

    /** Collects libjpeg's warnings: if data is missing or corrupt, the decoder only warns and continues with grey. */
    private static final class Damage implements IIOReadWarningListener {

        private static final String CORRUPT = "Corrupt JPEG data";
        private static final String ENDED = "Premature end";

        /** Superfluous bytes between two segments are common and affect no pixel. */
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
                throw damaged("JPEG", oneLine(warning), null);
            }
        }
    }
}
