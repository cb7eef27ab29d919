package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineBreaksTest {

    @Test
    void breaksAtTheLastSpaceThatFits() {
        assertThat(lines("one two three", 7)).containsExactly("one two", "three");
        assertThat(lines("one two three", 8)).containsExactly("one two", "three");
        assertThat(lines("one two three", 6)).containsExactly("one", "two", "three");
        assertThat(lines("one two three", 13)).containsExactly("one two three");
    }

    @Test
    void breaksAWordThatIsLongerThanALineAnywhere() {
        assertThat(lines("a bcdefghij k", 4)).containsExactly("a", "bcde", "fghi", "j k");
    }

    @Test
    void anEmptyTextIsOneEmptyLine() {
        assertThat(lines("", 4)).containsExactly("");
    }

    private static List<String> lines(String text, int width) {
        int[] codePoints = text.codePoints().toArray();
        return LineBreaks.of(codePoints, width).stream()
                .map(line -> new String(codePoints, line.start(), line.end() - line.start()))
                .toList();
    }
}
