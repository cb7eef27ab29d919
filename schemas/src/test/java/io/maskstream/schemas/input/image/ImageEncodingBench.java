package io.maskstream.schemas.input.image;

import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Image;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Measures the cost of encoding typical images and given files to 32 x 32 pixels: the best of three runs, in processor
 * time of the calling thread. The generated images resemble photographs, with smooth gradients and noise. Start it by
 * hand in the folder of this module:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/class-path.txt
 * taskset -c 0 java -cp target/classes:target/test-classes:$(cat target/class-path.txt) \
 *     io.maskstream.schemas.input.image.ImageEncodingBench target/bench-pictures
 * </pre>
 */
final class ImageEncodingBench {

    private static final int REPEATS = 3;
    private static final int SIDE = 32;

    private enum Form {
        JPEG,
        PROGRESSIVE,
        PNG_8,
        PNG_16;

        private String fileName(int megapixels) {
            return String.format(
                    "%02d-%s.%s",
                    megapixels,
                    name().toLowerCase(java.util.Locale.ROOT),
                    this == JPEG || this == PROGRESSIVE ? "jpg" : "png");
        }
    }

    private ImageEncodingBench() {}

    /**
     * Takes the folder for the generated images, which are created if they are missing, and any number of other files.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (int megapixels : new int[] {1, 2, 4, 8, 12, 24}) {
            for (Form form : Form.values()) {
                Path file = folder.resolve(form.fileName(megapixels));
                if (!Files.exists(file)) {
                    write(photograph(megapixels, form == Form.PNG_16), form, file);
                }
            }
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> made = Files.list(folder)) {
            made.sorted().forEach(files::add);
        }
        Stream.of(arguments).skip(1).map(Path::of).forEach(files::add);
        PrintStream out = System.out;
        out.println("| picture | KB | ms | MB allocated |");
        out.println("| --- | --- | --- | --- |");
        ImageEncoding encoding = new ImageEncoding(SIDE, SIDE, new ImageLimits(1 << 28, 1 << 26));
        for (Path file : files) {
            measure(encoding, file, out);
        }
    }

    private static void measure(ImageEncoding encoding, Path file, PrintStream out) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Image image = new Image(ByteBuffer.wrap(bytes), null);
        long best = Long.MAX_VALUE;
        long allocated = 0;
        String refusal = "";
        for (int i = 0; i < REPEATS; i++) {
            long before = allocated();
            long start = threads().getCurrentThreadCpuTime();
            try {
                encoding.encode(image);
            } catch (UnencodableInputException e) {
                refusal = e.getMessage();
            }
            best = Math.min(best, threads().getCurrentThreadCpuTime() - start);
            allocated = allocated() - before;
        }
        out.printf(
                "| %s | %d | %d | %d | %s%n",
                file.getFileName(), bytes.length >> 10, best / 1_000_000, allocated >> 20, refusal);
    }

    private static long allocated() {
        return threads().getCurrentThreadAllocatedBytes();
    }

    private static com.sun.management.ThreadMXBean threads() {
        return (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    }

    private static BufferedImage photograph(int megapixels, boolean deep) {
        int width = (int) Math.round(Math.sqrt(megapixels * 1e6 * 4 / 3) / 8) * 8;
        int height = width * 3 / 4;
        BufferedImage picture = deep
                ? new BufferedImage(
                        new java.awt.image.ComponentColorModel(
                                java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
                                false,
                                false,
                                java.awt.Transparency.OPAQUE,
                                DataBuffer.TYPE_USHORT),
                        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, 3, null),
                        false,
                        null)
                : new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster raster = picture.getRaster();
        Random random = new Random(1);
        int[] row = new int[3 * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin(x * 12.0 / width) * Math.cos(y * 9.0 / height);
                for (int channel = 0; channel < 3; channel++) {
                    double light = 128 + 90 * wave * (1 - 0.3 * channel) + 6 * random.nextGaussian();
                    row[3 * x + channel] = (int) (Math.max(0, Math.min(255, light)) * (deep ? 257 : 1));
                }
            }
            raster.setPixels(0, y, width, 1, row);
        }
        return picture;
    }

    private static void write(BufferedImage picture, Form form, Path file) throws IOException {
        boolean jpeg = form == Form.JPEG || form == Form.PROGRESSIVE;
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(jpeg ? "jpeg" : "png").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        if (jpeg) {
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(0.9f);
        }
        if (form == Form.PROGRESSIVE) {
            settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } finally {
            writer.dispose();
        }
    }
}
