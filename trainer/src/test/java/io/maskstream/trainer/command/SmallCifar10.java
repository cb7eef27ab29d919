package io.maskstream.trainer.command;

import io.maskstream.trainer.records.Cifar10;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A folder like CIFAR-10's: grey noise in which a square at a random place is red, or green, which is the class. */
final class SmallCifar10 {

    /** Number of images in each of the six files. */
    static final int IMAGES = 60;

    /** Side of the square in pixels. */
    static final int SQUARE = 10;

    private static final int SIDE = Cifar10.SIDE;

    private SmallCifar10() {}

    static void write(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve(Cifar10.FOLDER));
        Files.write(root.resolve("batches.meta.txt"), List.of("red", "green", ""));
        Random random = new Random(11);
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(root.resolve("data_batch_" + batch + ".bin"), images(random));
        }
        Files.write(root.resolve("test_batch.bin"), images(random));
    }

    private static byte[] images(Random random) {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        for (int i = 0; i < IMAGES; i++) {
            int label = i % 2;
            images.write(label);
            images.writeBytes(image(label, random));
        }
        return images.toByteArray();
    }

    private static byte[] image(int label, Random random) {
        byte[] planes = new byte[3 * SIDE * SIDE];
        int top = random.nextInt(SIDE - SQUARE + 1);
        int left = random.nextInt(SIDE - SQUARE + 1);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean inside = y >= top && y < top + SQUARE && x >= left && x < left + SQUARE;
                int grey = 90 + random.nextInt(70);
                for (int channel = 0; channel < 3; channel++) {
                    int value = !inside ? grey : channel == label ? 230 : 20;
                    planes[channel * SIDE * SIDE + y * SIDE + x] = (byte) value;
                }
            }
        }
        return planes;
    }

    /** Whether a pixel is one of the square: it has far more of one colour than of another. */
    static boolean decides(int argb) {
        return Math.abs((argb >> 16 & 0xFF) - (argb >> 8 & 0xFF)) > 100;
    }
}
