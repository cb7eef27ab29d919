package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MoleculeDrawingTest {

    private final MoleculeDrawing drawing = new MoleculeDrawing();

    @Test
    void everyAtomHasAGroundOfItsWeight() {
        String svg = drawing.svg("CCO", new float[] {0, 0.5f, 1}).orElseThrow();
        assertThat(svg)
                .startsWith("<svg")
                .containsPattern(Pattern.compile("data-atom='0' fill='#FFFFFF'"))
                .contains("data-atom='1' fill='#F3CF80'", "data-atom='2' stroke='#E69F00'")
                .doesNotContain("#7E0");
    }

    @Test
    void drawsNothingThatIsNoMoleculeOrAThicket() {
        assertThat(drawing.svg("C1CC", new float[3])).isEmpty();
        assertThat(drawing.svg("C".repeat(500), new float[500])).isEmpty();
    }

    @Test
    void writesNoTextOfTheRecordIntoTheDrawing() {
        assertThat(drawing.svg("CCO |$<script>;;$|", new float[3]).orElse("")).doesNotContain("script");
    }
}
