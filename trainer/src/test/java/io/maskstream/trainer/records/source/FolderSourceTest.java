package io.maskstream.trainer.records.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

    @TempDir
    Path folder;

    @Test
    void aFolderInAFolderIsAClass() throws IOException {
        write("cat/2.png", "meow!");
        write("cat/more/1.JPG", "meow");
        write("dog/1.jpeg", "woof!!");
        write("dog/.thumbnail.png", "w");
        write("notes.txt", "not a picture");

        ReadRecords read = ReadRecords.of(InputKind.IMAGE, "--records", folder.toString());

        assertThat(read.names()).containsExactly("cat/2.png", "cat/more/1.JPG", "dog/1.jpeg");
        assertThat(read.labels()).containsExactly("cat", "cat", "dog");
        assertThat(read.parts()).containsOnlyNulls();
        assertThat(read.inputs()).containsExactly("5", "4", "6");
    }

    @Test
    void foldersOfPartsHoldTheClasses() throws IOException {
        write("train/good/1.txt", "\uFEFFFine.");
        write("val/good/1.txt", "Good.");
        write("test/bad/1.txt", "Dull.");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", folder.toString());

        assertThat(read.inputs()).containsExactly("Dull.", "Fine.", "Good.");
        assertThat(read.labels()).containsExactly("bad", "good", "good");
        assertThat(read.parts()).containsExactly("test", "train", "val");
    }

    @Test
    void aClassMayBeCalledLikeAPart() throws IOException {
        write("bus/1.png", "b");
        write("train/1.png", "t");

        ReadRecords read = ReadRecords.of(InputKind.IMAGE, "--records", folder.toString());

        assertThat(read.labels()).containsExactly("bus", "train");
        assertThat(read.parts()).containsOnlyNulls();
    }

    @Test
    void foldersAreNoClassesWhereLabelsAreNotWanted() throws IOException {
        write("2026/05/1.png", "b");
        write("1.png", "b");

        assertThat(ReadRecords.of(InputKind.IMAGE, "--records", folder.toString(), "--no-labels")
                        .labels())
                .containsOnlyNulls()
                .hasSize(2);
    }

    @Test
    void picturesInOtherFormatsAreNamed() throws IOException {
        write("1.png", "b");
        write("2.webp", "b");

        assertThat(ReadRecords.of(InputKind.IMAGE, "--records", folder.toString())
                        .skipped())
                .containsExactly("2.webp: it is neither PNG nor JPEG; convert it.");
    }

    @Test
    void textsThatAreNoUtf8AreNamed() throws IOException {
        Files.write(folder.resolve("1.txt"), new byte[] {'c', 'a', 'f', (byte) 0xE9});
        write("2.txt", "Fine.");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", folder.toString());

        assertThat(read.skipped()).containsExactly("1.txt: it is not valid UTF-8.");
        assertThat(read.inputs()).containsExactly("Fine.");
    }

    @Test
    void theDigestFollowsNamesAndContents() throws IOException {
        write("a/1.txt", "Fine.");
        String first = digest();
        write("a/1.txt", "Fine!");
        String second = digest();
        Files.move(folder.resolve("a"), folder.resolve("b"));

        assertThat(first).isNotEqualTo(second);
        assertThat(digest()).isNotEqualTo(second);
    }

    @Test
    void saysWhatAFolderLacks() throws IOException {
        write("notes.md", "x");

        assertThatThrownBy(() -> ReadRecords.of(InputKind.IMAGE, "--records", folder.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage("There are no pictures (PNG, JPEG) in the folder " + folder + ".");
        assertThatThrownBy(() -> ReadRecords.of(InputKind.MOLECULE, "--records", folder.toString()))
                .hasMessageContaining("molecules are read from a table");
    }

    private String digest() throws IOException {
        return ReadRecords.open(InputKind.REVIEW, "--records", folder.toString())
                .describe()
                .sha256();
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
