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

    @Test
    void givesAnEmojiTwoColumns() {
        String ride = "\ud83c\udfa2"; // A roller coaster.
        assertThat(lines("a " + ride + " b", 4)).containsExactly("a " + ride, "b");
        assertThat(lines("a " + ride + " b", 3)).containsExactly("a", ride, "b");
        assertThat(lines(ride, 1)).containsExactly(ride);
    }

    @Test
    void keepsAMarkWithTheCharacterThatItCombinesWith() {
        String heart = "\u2764\ufe0f";
        assertThat(lines("abc" + heart + "d", 4)).containsExactly("abc" + heart, "d");
    }

    private static List<String> lines(String text, int width) {
        return LineBreaks.wrapped(text, width);
    }
}
