package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * CIFAR-10 (Krizhevsky 2009) in its authors' binary version: 60,000 images of ten classes.
 *
 * @param train the images of {@code data_batch_1.bin} to {@code data_batch_5.bin}
 * @param test those of {@code test_batch.bin}
 * @param classes their names, in the order of the labels
 * @param sha256 of the digests of the files by name
 */
public record Cifar10(List<Image> train, List<Image> test, List<String> classes, String sha256) {

    public static final String FOLDER = "cifar-10-batches-bin";

    /** Pixels of an image along each side. */
    public static final int SIDE = 32;

    private static final int PIXELS = SIDE * SIDE;
    private static final int RECORD_BYTES = 1 + 3 * PIXELS;
    private static final int OPAQUE = 0xFF000000;

    /**
     * One image.
     *
     * @param argb {@value #SIDE} x {@value #SIDE} pixels, row by row, as {@link java.awt.image.BufferedImage#getRGB} gives
     *     them; all opaque
     * @param label index of its class
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of pixels on their way into a tensor; never compared.
    public record Image(int[] argb, int label) {}

    /**
     * Reads the data set.
     *
     * @param folder that holds {@value #FOLDER}
     * @throws IOException if a file is missing or is not a whole number of images, or a label has no class; names it
     */
    public static Cifar10 read(Path folder) throws IOException {
        Path root = folder.resolve(FOLDER);
        if (!Files.isDirectory(root)) {
            throw new IOException(
                    "There is no folder " + FOLDER + " in " + folder
                            + "; it is the binary version of CIFAR-10, unpacked, and --data must name the folder that holds it.");
        }
        List<String> classes = Files.readAllLines(file(root, "batches.meta.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();
        SortedMap<String, String> digests = new TreeMap<>();
        List<Image> train = new ArrayList<>();
        for (int batch = 1; batch <= 5; batch++) {
            train.addAll(images(root, "data_batch_" + batch + ".bin", classes.size(), digests));
        }
        List<Image> test = images(root, "test_batch.bin", classes.size(), digests);
        return new Cifar10(List.copyOf(train), test, classes, Digests.ofDigests(digests));
    }

    private static Path file(Path root, String name) throws IOException {
        Path file = root.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ": the data set is not complete.");
        }
        return file;
    }

    private static List<Image> images(Path root, String name, int classes, SortedMap<String, String> digests)
            throws IOException {
        Path file = file(root, name);
        byte[] content = Files.readAllBytes(file);
        if (content.length == 0 || content.length % RECORD_BYTES != 0) {
            throw new IOException(file + " has " + content.length + " bytes, which is no whole number of images of "
                    + RECORD_BYTES + " bytes: it is cut short, or no file of CIFAR-10's binary version.");
        }
        digests.put(name, Digests.sha256(content));
        List<Image> images = new ArrayList<>();
        for (int start = 0; start < content.length; start += RECORD_BYTES) {
            int label = content[start] & 0xFF;
            if (label >= classes) {
                throw new IOException("The image " + images.size() + " of " + file + " has the label " + label
                        + ", but batches.meta.txt names " + classes + " classes.");
            }
            images.add(new Image(argb(content, start + 1), label));
        }
        return images;
    }

    /** The file has all red values of an image, then all green ones, then all blue ones. */
    private static int[] argb(byte[] content, int red) {
        int[] argb = new int[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            int blue = content[red + 2 * PIXELS + i] & 0xFF;
            int green = content[red + PIXELS + i] & 0xFF;
            argb[i] = OPAQUE | (content[red + i] & 0xFF) << 16 | green << 8 | blue;
        }
        return argb;
    }
}
