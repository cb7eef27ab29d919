package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void write() throws IOException {
        root = Files.createDirectories(folder.resolve(Cifar10.FOLDER));
        Files.write(root.resolve("batches.meta.txt"), List.of("airplane", "bird", ""));
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(root.resolve("data_batch_" + batch + ".bin"), image(batch % 2, batch));
        }
        Files.write(root.resolve("test_batch.bin"), image(1, 9));
    }

    @Test
    void readsLabelsAndPlanesOfColours() throws IOException {
        Cifar10 cifar10 = Cifar10.read(folder);

        assertThat(cifar10.classes()).containsExactly("airplane", "bird");
        assertThat(cifar10.train()).extracting(Cifar10.Image::label).containsExactly(1, 0, 1, 0, 1);
        assertThat(cifar10.test()).hasSize(1);
        int[] argb = cifar10.test().get(0).argb();
        assertThat(argb[0]).isEqualTo(0xFF09C8FF);
        assertThat(argb[1023]).isEqualTo(0xFF0AC8FF);
    }

    @Test
    void refusesAFileThatIsCutShort() throws IOException {
        Path file = root.resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(image(0, 0), 3000));

        assertThatThrownBy(() -> Cifar10.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " has 3000 bytes, which is no whole number of images");
    }

    @Test
    void refusesALabelWithoutAClass() throws IOException {
        Files.write(root.resolve("test_batch.bin"), image(2, 0));

        assertThatThrownBy(() -> Cifar10.read(folder))
                .hasMessageContaining("The image 0 of", "has the label 2, but batches.meta.txt names 2 classes.");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.delete(root.resolve("data_batch_5.bin"));
        assertThatThrownBy(() -> Cifar10.read(folder)).hasMessageContaining("data_batch_5.bin: the data set is not");
        assertThatThrownBy(() -> Cifar10.read(root)).hasMessageContaining("There is no folder " + Cifar10.FOLDER);
    }

    /** Red as given, but for the last pixel, which has one more; green 200, blue 255. */
    private static byte[] image(int label, int red) {
        byte[] record = new byte[1 + 3 * 1024];
        record[0] = (byte) label;
        Arrays.fill(record, 1, 1025, (byte) red);
        record[1024] = (byte) (red + 1);
        Arrays.fill(record, 1025, 2049, (byte) 200);
        Arrays.fill(record, 2049, 3073, (byte) 255);
        return record;
    }
}
