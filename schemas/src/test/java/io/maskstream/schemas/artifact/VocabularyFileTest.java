package io.maskstream.schemas.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.TokenInput.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsTheCharactersThatItWrote() throws IOException {
        List<String> characters = List.of("a", " ", "\n", "\r", "\\", "\t", "\u2028", "\uD83D\uDE00");
        Path file = folder.resolve("vocabulary.txt");

        VocabularyFile.write(file, Unit.CHARACTERS, characters);

        assertThat(VocabularyFile.read(file, Unit.CHARACTERS)).isEqualTo(characters);
    }

    @Test
    void readsABackslashAndALetterAsTheyAreWhereTokensAreLonger() throws IOException {
        Path file = Files.writeString(folder.resolve("vocabulary.txt"), "C\n\\n\n");

        assertThat(VocabularyFile.read(file, Unit.LONGEST_MATCH)).containsExactly("C", "\\n");
    }

    @Test
    void writesNoTokenThatWouldBeReadAsTwo() {
        assertThatThrownBy(() -> VocabularyFile.write(
                        folder.resolve("vocabulary.txt"), Unit.SPACES, List.of("good", "two\nlines")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a token of the vocabulary contains a line break");
    }

    @Test
    void refusesWhatIsTooLargeOrNoText() throws IOException {
        Path file = Files.writeString(folder.resolve("many"), "a\n".repeat(500_001));
        assertThatThrownBy(() -> VocabularyFile.read(file, Unit.WORDS))
                .isInstanceOf(IOException.class)
                .hasMessage("it has more than 500000 lines");

        Path damaged = Files.write(folder.resolve("damaged"), new byte[] {'a', '\n', (byte) 0xC3});
        assertThatThrownBy(() -> VocabularyFile.read(damaged, Unit.WORDS)).isInstanceOf(IOException.class);
    }
}
