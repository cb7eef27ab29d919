package io.maskstream.trainer.records.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Image;
import io.maskstream.trainer.records.RecordSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetSourcesTest {

    @TempDir
    Path folder;

    @Test
    void esolHasSolubilities() throws IOException {
        Files.writeString(
                folder.resolve(EsolSource.FILE),
                "Compound ID,measured log solubility in mols per litre,smiles\n"
                        + "\"1,1-dichloro-\"\"test\"\"\",-1.5,ClCCl \nethanol,1.1,OCC\n");

        ReadRecords read = ReadRecords.of(InputKind.MOLECULE, "--records", "esol:" + folder);

        assertThat(read.inputs()).containsExactly("ClCCl", "OCC");
        assertThat(read.labels()).containsExactly("-1.5", "1.1");
        assertThat(read.parts()).containsOnlyNulls();
    }

    @Test
    void imdbHasTheNegativeReviewsFirstEachByNumber() throws IOException {
        imdb();
        write("aclImdb/train/pos/urls.txt", "http://example.com");
        write("aclImdb/train/pos/1_8.txt.part", "Half of");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", "imdb:" + folder);

        assertThat(read.inputs()).containsExactly("Dreadful caf\u00e9.", "Dull.", "Splendid.", "Weak.", "Fine.");
        assertThat(read.labels()).containsExactly("negative", "negative", "positive", "negative", "positive");
        assertThat(read.parts()).containsExactly("train", "train", "train", "test", "test");
        assertThat(read.names()).startsWith("train/neg/9_4.txt");
    }

    @Test
    void imdbSaysWhatIsMissing() throws IOException {
        imdb();
        Path weak = folder.resolve("aclImdb/test/neg/0_2.txt");
        Files.delete(weak);

        assertRefused(
                InputKind.REVIEW,
                "imdb:" + folder,
                "There are no reviews in " + weak.getParent() + ": files named like 123_8.txt are expected.");
        Files.delete(weak.getParent());
        assertRefused(
                InputKind.REVIEW,
                "imdb:" + folder,
                "There is no folder " + weak.getParent() + ": the data set is not complete.");
    }

    @Test
    void imdbHasOneReviewOfANumber() throws IOException {
        imdb();
        write("aclImdb/test/neg/0_3.txt", "Weak, too.");

        assertRefused(InputKind.REVIEW, "imdb:" + folder, "have the same number");
    }

    @Test
    void cifar10HasClassesAndPlanesOfColours() throws IOException {
        Path root = cifar10();

        ReadRecords read = ReadRecords.of(InputKind.IMAGE, "--records", "cifar10:" + folder);

        assertThat(read.labels()).containsExactly("bird", "airplane", "bird", "airplane", "bird", "bird");
        assertThat(read.parts()).containsExactly("train", "train", "train", "train", "train", "test");
        Image last = (Image) read.records().get(5).input();
        ByteBuffer rgb = last.getData();
        assertThat(rgb.remaining()).isEqualTo(3072);
        assertThat(new int[] {rgb.get(0) & 0xFF, rgb.get(1) & 0xFF, rgb.get(2) & 0xFF})
                .containsExactly(9, 200, 255);
        assertThat(rgb.get(3)).isEqualTo((byte) 10);
        assertThat(last.getSize().getWidth()).isEqualTo(32);
        Files.write(root.resolve("test_batch.bin"), picture(2, 0));
        assertThatThrownBy(() -> ReadRecords.of(InputKind.IMAGE, "--records", "cifar10:" + folder))
                .hasMessageContaining("has the label 2, but batches.meta.txt names 2 classes.");
    }

    @Test
    void cifar10IsWhole() throws IOException {
        Path file = cifar10().resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(picture(0, 0), 3000));

        assertRefused(
                InputKind.IMAGE,
                "cifar10:" + folder,
                file + " has 3000 bytes, which is not a whole number of images of 3073 bytes");
    }

    @Test
    void aDataSetOfAnotherKindIsRefused() {
        assertRefused(
                InputKind.IMAGE,
                "esol:" + folder,
                "The records of esol:" + folder + " are molecules, but the model takes an image.");
    }

    @Test
    void aMissingDataSetIsNamed() {
        assertRefused(InputKind.MOLECULE, "esol:" + folder, "There is no delaney-processed.csv in " + folder);
        assertRefused(InputKind.REVIEW, "imdb:" + folder, "There is no folder aclImdb in " + folder);
        assertRefused(InputKind.IMAGE, "cifar10:" + folder, "There is no folder cifar-10-batches-bin in " + folder);
    }

    @Test
    void digestsAreThoseOfTheFiles() throws IOException {
        imdb();
        RecordSource before = ReadRecords.open(InputKind.REVIEW, "--records", "imdb:" + folder);
        String digest = before.describe().sha256();
        write("aclImdb/test/pos/0_7.txt", "Fine!");

        assertThat(ReadRecords.open(InputKind.REVIEW, "--records", "imdb:" + folder)
                        .describe()
                        .sha256())
                .isNotEqualTo(digest);
    }

    private void assertRefused(InputKind kind, String records, String sentence) {
        assertThatThrownBy(() -> ReadRecords.of(kind, "--records", records))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }

    private void imdb() throws IOException {
        write("aclImdb/train/neg/10_1.txt", "Dull.");
        write("aclImdb/train/neg/9_4.txt", "Dreadful caf\u00e9.");
        write("aclImdb/train/pos/0_10.txt", "Splendid.");
        write("aclImdb/test/neg/0_2.txt", "Weak.");
        write("aclImdb/test/pos/0_7.txt", "Fine.");
    }

    private Path cifar10() throws IOException {
        Path root = Files.createDirectories(folder.resolve(Cifar10Source.FOLDER));
        Files.write(root.resolve("batches.meta.txt"), List.of("airplane", "bird", ""));
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(root.resolve("data_batch_" + batch + ".bin"), picture(batch % 2, batch));
        }
        Files.write(root.resolve("test_batch.bin"), picture(1, 9));
        return root;
    }

    /** Red increases by one from the first pixel to the second; green is 200, blue is 255. */
    private static byte[] picture(int label, int red) {
        byte[] picture = new byte[3073];
        Arrays.fill(picture, 1, 1025, (byte) (red + 1));
        Arrays.fill(picture, 1025, 2049, (byte) 200);
        Arrays.fill(picture, 2049, 3073, (byte) 255);
        picture[0] = (byte) label;
        picture[1] = (byte) red;
        return picture;
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
