package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImdbReviewsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write("train/neg/10_1.txt", "Dull.");
        write("train/neg/9_4.txt", "Dreadful caf\u00e9.");
        write("train/pos/0_10.txt", "Splendid.");
        write("test/neg/0_2.txt", "Weak.");
        write("test/pos/0_7.txt", "Fine.");
    }

    @Test
    void readsReviewsByNumberTheNegativeOnesFirst() throws IOException {
        ImdbReviews reviews = ImdbReviews.read(folder);

        assertThat(reviews.train())
                .extracting(ImdbReviews.Review::file, ImdbReviews.Review::text, ImdbReviews.Review::positive)
                .containsExactly(
                        tuple("train/neg/9_4.txt", "Dreadful caf\u00e9.", false),
                        tuple("train/neg/10_1.txt", "Dull.", false),
                        tuple("train/pos/0_10.txt", "Splendid.", true));
        assertThat(reviews.test()).extracting(ImdbReviews.Review::text).containsExactly("Weak.", "Fine.");
    }

    @Test
    void leavesFilesOfOtherNamesOut() throws IOException {
        write("train/pos/urls.txt", "http://example.com");
        write("train/pos/1_8.txt.part", "Half of");

        assertThat(ImdbReviews.read(folder).train()).hasSize(3);
    }

    @Test
    void theDigestFollowsTheTexts() throws IOException {
        String before = ImdbReviews.read(folder).sha256();

        assertThat(ImdbReviews.read(folder).sha256()).isEqualTo(before);
        write("test/pos/0_7.txt", "Fine!");
        assertThat(ImdbReviews.read(folder).sha256()).isNotEqualTo(before);
    }

    @Test
    void namesAReviewThatIsNoUtf8() throws IOException {
        Path file = folder.resolve("aclImdb/train/pos/3_9.txt");
        Files.write(file, new byte[] {'c', 'a', 'f', (byte) 0xE9});

        assertRefused("The review " + file + " is not valid UTF-8.");
    }

    @Test
    void namesAFolderWithoutReviews() throws IOException {
        Files.delete(folder.resolve("aclImdb/test/neg/0_2.txt"));

        assertRefused("There are no reviews in " + folder.resolve("aclImdb/test/neg")
                + ": files named like 123_8.txt are expected.");
    }

    @Test
    void namesAFolderThatIsMissing() throws IOException {
        Files.delete(folder.resolve("aclImdb/test/neg/0_2.txt"));
        Files.delete(folder.resolve("aclImdb/test/neg"));

        assertRefused("There is no folder " + folder.resolve("aclImdb/test/neg") + ": the data set is not complete.");
    }

    @Test
    void namesTwoReviewsOfOneNumber() throws IOException {
        write("test/neg/0_3.txt", "Weak, too.");

        assertThatThrownBy(() -> ImdbReviews.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0_2.txt")
                .hasMessageContaining("0_3.txt")
                .hasMessageContaining("have the same number");
    }

    @Test
    void saysWhatTheFolderMustHold() {
        assertThatThrownBy(() -> ImdbReviews.read(folder.resolve("aclImdb")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("There is no folder aclImdb in " + folder.resolve("aclImdb"));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("aclImdb").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> ImdbReviews.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(sentence);
    }
}
