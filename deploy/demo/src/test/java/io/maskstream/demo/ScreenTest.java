package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.schemas.render.Png;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenTest {

    private static final ValuePrediction SOLUBILITY = new ValuePrediction("aqueous solubility", -0.764f, "log10 mol/L");
    private static final ClassPrediction OBJECT =
            new ClassPrediction(List.of(new ClassProbability("ship", 0.98f), new ClassProbability("truck", 0.02f)));

    @TempDir
    private Path overlays;

    @Test
    void showsAValueWithItsUnitAndInWords() {
        assertThat(shown(explained("caffeine", "CO", SOLUBILITY, null), false))
                .containsExactly("", "caffeine: -0.76 log10 mol/L, very soluble", "  CO", "  29", "  mask area 0.55");
    }

    @Test
    void showsWhatTheModelSaysOfTheMaskedInput() {
        ValuePrediction masked = new ValuePrediction("aqueous solubility", -0.8f, "log10 mol/L");
        assertThat(shown(explained("caffeine", "CO", SOLUBILITY, masked), false))
                .contains("caffeine: -0.76 log10 mol/L, very soluble")
                .contains("  mask area 0.55; seen through the mask: -0.80, very soluble");
    }

    @Test
    void showsTheMostProbableClassAndTheReviewInLinesThatFit() {
        ClassPrediction classes = new ClassPrediction(
                List.of(new ClassProbability("positive", 0.93f), new ClassProbability("negative", 0.07f)));
        Review review = new Review("A\ud83d\ude42 film\nfor those who like their films long");
        assertThat(shown(explained("review", review, classes, null), false, 30))
                .containsExactly(
                        "",
                        "review: positive (93%)",
                        "  A**\ud83d\ude42** film for those who",
                        "  like their films long",
                        "  mask area 0.55");
    }

    @Test
    void namesTheOverlayOfAnImageWhereThereIsNoColour() {
        Mask mask = Pictures.mask(32, 32, new ImageSize(16, 12), (column, row) -> row < 16);
        assertThat(shown(image("image-ship", mask), false))
                .containsExactly(
                        "",
                        "image-ship: ship (98%)",
                        "  overlay: " + overlays.resolve("image-ship.png"),
                        "  mask area 0.50");
        assertThat(overlays.resolve("image-ship.png")).exists();
    }

    @Test
    void showsAnImageAndItsMaskInColour() {
        Mask mask = Pictures.mask(32, 32, new ImageSize(16, 12), (column, row) -> row < 16);
        List<String> lines = shown(image("image-ship", mask), true, 44);
        assertThat(lines).hasSize(2 + 8 + 2);
        assertThat(lines.subList(2, 10)).allMatch(line -> line.startsWith("  \u001b[38;2;"));
        assertThat(lines.get(10)).isEqualTo("  overlay: " + overlays.resolve("image-ship.png"));
    }

    @Test
    void saysWhyAnImageCannotBeShown() {
        Mask mask = new Mask(List.of(3, 4), List.of(0.5f), 0.5f, new ImageSize(16, 12), null);
        assertThat(shown(image("odd", mask), false))
                .containsExactly(
                        "",
                        "odd: ship (98%)",
                        "  It cannot be shown: the mask has the shape [3, 4], but 1 weights.",
                        "  mask area 0.50");
        assertThat(overlays).isEmptyDirectory();
    }

    private static Outcome image(String id, Mask mask) {
        Explanation explanation =
                new Explanation(id, new ExplainerIdentity("any", 1, "", ""), OBJECT, null, mask, List.of(), null, null);
        return new Outcome.Explained(explanation, new Image(ByteBuffer.wrap(Png.of(Pictures.colourful(16, 12))), null));
    }

    @Test
    void saysWhatEvidenceAddsUpToInLinesThatFit() {
        Outcome.Explained explained = (Outcome.Explained) explained("one", "CO", SOLUBILITY, null);
        explained.explanation().getSpans().get(1).setEvidence(1f);
        explained.explanation().setEvidence(new Evidence("solubility", "log", List.of(2), List.of(0f, 1f), -2f, 0.25f));

        assertThat(shown(explained, false, 30))
                .containsExactly(
                        "",
                        "one: -0.76 log10 mol/L, very",
                        "  soluble",
                        "  CO",
                        "   +",
                        "  mask area 0.55",
                        "  evidence for solubility:",
                        "  -2.00 with nothing seen,",
                        "  +1.00 from its parts, +0.25",
                        "  unexplained, together -0.75",
                        "  log; O (2) +1.00");
    }

    @Test
    void showsNothingMoreWhereTheRequestIsGone() {
        assertThat(shown(explained("old", (Object) null, SOLUBILITY, null), false))
                .containsExactly("", "old: -0.76 log10 mol/L, very soluble", "  mask area 0.55");
    }

    @Test
    void explainsTheMarksOfTheKindsThatAreServed() {
        assertThat(legend(false, InputKind.MOLECULE))
                .hasSize(2)
                .first()
                .asString()
                .contains("+ raises the prediction, - lowers it");
        assertThat(legend(false, InputKind.MOLECULE, InputKind.REVIEW)).hasSize(3);
        assertThat(legend(true, InputKind.MOLECULE, InputKind.REVIEW)).hasSize(2);
        assertThat(legend(true, InputKind.IMAGE, InputKind.MOLECULE, InputKind.REVIEW))
                .hasSize(3)
                .first()
                .asString()
                .contains("image");
    }

    private List<String> legend(boolean colour, InputKind... kinds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour, 30, new OverlayFolder(overlays))
                .legend(List.of(kinds));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void showsADeadLetterInRedWithItsReason() {
        Outcome refused = new Outcome.Refused("bad", "{\"id\":\"bad\",\"smiles\":\"\"}", "field 'smiles' is empty");
        assertThat(shown(refused, true))
                .containsExactly(
                        "",
                        "\u001b[31mNot explained: \u001b[0mfield 'smiles' is empty",
                        "  {\"id\":\"bad\",\"smiles\":\"\"}");
    }

    @Test
    void doesNotLetARecordCommandTheTerminal() {
        Outcome refused = new Outcome.Refused("a", "\u0007", "a\u001b[2Jb\u009b31m");
        assertThat(String.join("\n", shown(refused, false))).isEqualTo("\nNot explained: a?[2Jb?31m\n  ?");
        assertThat(String.join("\n", shown(explained("\u001b[2J", "\u001bC", SOLUBILITY, null), false)))
                .doesNotContain("\u001b");
    }

    private static Outcome explained(String id, String smiles, Object prediction, Object masked) {
        return explained(id, new Molecule(smiles), prediction, masked);
    }

    private static Outcome explained(String id, Object input, Object prediction, Object masked) {
        List<WeightedSpan> spans =
                List.of(new WeightedSpan(0, 1, 0.2f, 0, null), new WeightedSpan(1, 2, 0.9f, 1, null));
        Explanation explanation = new Explanation(
                id,
                new ExplainerIdentity("any", 1, "", ""),
                prediction,
                masked,
                new Mask(List.of(2), List.of(0.2f, 0.9f), 0.55f, null, null),
                spans,
                null,
                null);
        return new Outcome.Explained(explanation, input);
    }

    private List<String> shown(Outcome outcome, boolean colour) {
        return shown(outcome, colour, 120);
    }

    private List<String> shown(Outcome outcome, boolean colour, int width) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour, width, new OverlayFolder(overlays))
                .show(outcome);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
