package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CIFAR-10 (Krizhevsky 2009) in its authors' binary version: 60,000 images of ten classes. The images in {@code
 * data_batch_1.bin} to {@code data_batch_5.bin} are for training, those in {@code test_batch.bin} for testing.
 */
final class Cifar10Source implements RecordSource {

    static final String FOLDER = "cifar-10-batches-bin";

    private static final String TEST = "test_batch.bin";

    /** Names of the files in order. */
    private static final List<String> FILES = Stream.concat(
                    IntStream.rangeClosed(1, 5).mapToObj(batch -> "data_batch_" + batch + ".bin"), Stream.of(TEST))
            .toList();

    private static final int SIDE = 32;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CHANNELS = 3;
    private static final int RECORD_BYTES = 1 + CHANNELS * PIXELS;

    private final Path root;
    private final List<String> classes;
    private String sha256;

    /**
     * Checks that the data set is complete.
     *
     * @param folder folder that contains {@value #FOLDER}
     * @throws IOException if a file is missing or truncated; the message names it
     */
    Cifar10Source(Path folder) throws IOException {
        root = folder.resolve(FOLDER);
        if (!Files.isDirectory(root)) {
            throw new IOException("There is no folder " + FOLDER + " in " + folder
                    + "; cifar10: must name the folder that contains" + " the unpacked binary version of CIFAR-10.");
        }
        classes = Files.readAllLines(file("batches.meta.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();
        for (String name : FILES) {
            Path file = file(name);
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % RECORD_BYTES != 0) {
                throw new IOException(file + " has " + bytes + " bytes, which is not a whole number of images of "
                        + RECORD_BYTES + " bytes: it is truncated, or is not a file of CIFAR-10's binary version.");
            }
        }
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + ": the data set is not complete.");
        }
        return file;
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        for (String name : FILES) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file(name)))) {
                byte[] content = in.readNBytes(RECORD_BYTES);
                for (int number = 0; content.length == RECORD_BYTES; number++) {
                    give(name, number, content, visitor);
                    content = in.readNBytes(RECORD_BYTES);
                }
            }
        }
    }

    private void give(String file, int number, byte[] content, Consumer<SourceRecord> visitor) throws IOException {
        int label = content[0] & 0xFF;
        if (label >= classes.size()) {
            throw new IOException("The image " + number + " of " + root.resolve(file) + " has the label " + label
                    + ", but batches.meta.txt names " + classes.size() + " classes.");
        }
        visitor.accept(new SourceRecord(
                file + " image " + number,
                new Image(ByteBuffer.wrap(rgb(content)), new ImageSize(SIDE, SIDE)),
                classes.get(label),
                (file.equals(TEST) ? Part.TEST : Part.TRAIN).toString()));
    }

    /** The file has all red values of an image, then all green values, then all blue values. */
    private static byte[] rgb(byte[] content) {
        byte[] rgb = new byte[CHANNELS * PIXELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = content[1 + i % CHANNELS * PIXELS + i / CHANNELS];
        }
        return rgb;
    }

    @Override
    public SourceDescription describe() throws IOException {
        if (sha256 == null) {
            SortedMap<String, String> digests = new TreeMap<>();
            for (String name : FILES) {
                digests.put(name, Digests.sha256(file(name)));
            }
            sha256 = Digests.ofDigests(digests);
        }
        return new SourceDescription("CIFAR-10 (Krizhevsky 2009), " + FOLDER, sha256);
    }
}
