package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {

    private static final String FILE = "vectors.txt";

    @TempDir
    Path folder;

    @Test
    void readsTheVectorsOfTheWordsThatAreAskedFor() throws IOException {
        Map<String, float[]> vectors = read(line("film", "0.5") + line("the", "0.25") + line(".", "1"), "film", "plot");

        assertThat(vectors).containsOnlyKeys("film");
        assertThat(vectors.get("film")).hasSize(100).containsOnly(0.5f);
    }

    @Test
    void namesALineWithAnotherNumberOfValues() {
        assertThatThrownBy(() -> read(line("film", "0.5") + "plot 0.1 0.2\n", "film"))
                .isInstanceOf(IOException.class)
                .hasMessage("Line 2 of " + file() + " has 2 values after the word, not 100.");
    }

    @Test
    void namesAValueThatIsNoNumber() {
        for (String value : List.of("0,5", "NaN", "")) {
            assertThatThrownBy(() -> read(line("film", value), "film"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Line 1 of " + file() + ": '" + value + "' is not a number.");
        }
    }

    @Test
    void saysBehindWhichLineTheFileIsNoUtf8() throws IOException {
        byte[] good = line("film", "0.5").getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(good, good.length + 2);
        both[good.length] = (byte) 0xC3;
        both[good.length + 1] = '\n';
        Files.write(file(), both);

        assertThatThrownBy(() -> WordVectors.read(file(), List.of("film")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(FILE + " is not valid UTF-8");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> WordVectors.read(file(), List.of("film")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no file " + file());
    }

    @Test
    void theTableHoldsThePaddingThenTheWordsInOrder() {
        float[] film = new float[100];
        Arrays.fill(film, 0.5f);

        float[] table = new WordVectors(100, Map.of("film", film)).table(List.of("<unknown>", "film"), 3);

        assertThat(table).hasSize(300);
        assertThat(Arrays.copyOfRange(table, 0, 100)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(table, 200, 300)).containsExactly(film);
        assertThat(table).isEqualTo(new WordVectors(100, Map.of("film", film)).table(List.of("<unknown>", "film"), 3));
        assertThat(table)
                .isNotEqualTo(new WordVectors(100, Map.of("film", film)).table(List.of("<unknown>", "film"), 4));
    }

    @Test
    void wordsWithoutAVectorAreSpreadLikeThoseThatHaveOne() {
        float[] film = new float[100];
        for (int i = 0; i < film.length; i++) {
            film[i] = i % 2 == 0 ? 0.3f : -0.3f;
        }
        List<String> others = IntStream.range(0, 200).mapToObj(i -> "word" + i).toList();

        assertThat(deviation(new WordVectors(100, Map.of("film", film)).table(others, 1)))
                .isCloseTo(0.3, within(0.01));
        assertThat(deviation(new WordVectors(100, Map.of()).table(others, 1))).isCloseTo(1, within(0.03));
    }

    private static double deviation(float[] table) {
        return Math.sqrt(IntStream.range(100, table.length)
                .mapToDouble(i -> table[i] * table[i])
                .average()
                .orElseThrow());
    }

    private Map<String, float[]> read(String content, String... words) throws IOException {
        Files.writeString(file(), content);
        return WordVectors.read(file(), List.of(words)).byWord();
    }

    private Path file() {
        return folder.resolve(FILE);
    }

    private static String line(String word, String value) {
        return IntStream.range(0, 100).mapToObj(i -> value).collect(Collectors.joining(" ", word + " ", "\n"));
    }

    @Test
    void theWidthIsThatOfTheFile() throws IOException {
        Files.writeString(file(), "film 0.5 1.5\nplot 1 2\n");

        assertThat(WordVectors.read(file(), List.of("plot")).width()).isEqualTo(2);
        assertThat(WordVectors.read(file(), List.of("plot")).table(List.of("plot"), 1))
                .containsExactly(0, 0, 1, 2);
    }
}
