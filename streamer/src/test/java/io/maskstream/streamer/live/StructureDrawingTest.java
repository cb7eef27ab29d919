package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class StructureDrawingTest {

    private final StructureDrawing drawing = new StructureDrawing();

    @Test
    void drawsAMoleculeWithTheWeightsOfItsSpans() {
        List<WeightedSpan> spans = List.of(
                new WeightedSpan(0, 1, 0f, 0, null),
                new WeightedSpan(1, 2, 0.7f, null, null),
                new WeightedSpan(2, 3, 1f, 1, null));

        assertThat(drawing.svg("C=O", spans).orElseThrow())
                .contains("data-atom='0' fill='#FFFFFF'", "data-atom='1' stroke='#E69F00'");
    }

    @Test
    void drawsTheEvidenceOfTheSpansWhereThereIsSome() {
        List<WeightedSpan> spans = List.of(
                new WeightedSpan(0, 1, 1f, 0, -0.25f),
                new WeightedSpan(1, 2, 0f, null, 0.5f),
                new WeightedSpan(2, 3, 0f, 1, 0.25f));

        assertThat(drawing.svg("C=O", spans).orElseThrow())
                .contains("data-atom='0' fill='#56B4E9'", "data-atom='1' stroke='#E69F00'");
    }

    @Test
    void drawsNothingThatIsNoMoleculeOrAThicket() {
        assertThat(drawing.svg("C1CC", List.of())).isEmpty();
        assertThat(drawing.svg("C".repeat(500), List.of())).isEmpty();
    }
}
