package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Explainers whose manifests define how records become tensors. */
class TypedInputsTest {

    private static final int WIDTH = 12;
    private static final int HEIGHT = 8;

    @TempDir
    private Path store;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void explainsSamplesOfPixelsWithACoarseMask(int channels) {
        ExplainerArtifact artifact =
                TinyImageExplainer.publish(store, "pixels", ImageInput.channelsLast(WIDTH, HEIGHT, channels, 3, 2));
        try (Explainer explainer = Explainer.load(artifact)) {
            explainer.warmUp(4, true);
            Image whiteCell = picture(8, 4);
            List<EncodedInput> inputs = List.of(
                    explainer.encoding().encode(picture(-1, -1)),
                    explainer.encoding().encode(whiteCell));

            List<ModelOutput> outputs = explainer.explain(inputs, explainer.graphLength(inputs.get(0)), true);

            assertThat(outputs.get(0).mask()).containsOnly(0).hasSize(6);
            assertThat(outputs.get(1).mask()).containsExactly(0, 0, 0, 0, 0, 1);
            // 16 white pixels count 1 each, and 80 black ones -1; the mask removes the black ones.
            assertThat(outputs.get(1).prediction()[1]).isLessThan(1e-6f);
            assertThat(outputs.get(1).maskedPrediction()[1]).isGreaterThan(0.999f);

            Explanation explanation = assembled(explainer, inputs.get(1), outputs.get(1));
            assertThat(explanation.getMask().getShape()).containsExactly(2, 3);
            assertThat(explanation.getMask().getImageSize()).isEqualTo(new ImageSize(WIDTH, HEIGHT));
            assertThat(explanation.getMask().getArea()).isCloseTo(1 / 6f, within(1e-6f));
            assertThat(((ClassPrediction) explanation.getPrediction())
                            .getClasses()
                            .get(0)
                            .getName())
                    .isEqualTo("other");
        }
    }

    @Test
    void takesWeightsFromBehindPaddingAndSpecialTokens() {
        try (Explainer explainer = Explainer.load(TinyReviewExplainer.publishPaddedAtTheStart(store, "padded"))) {
            explainer.warmUp(4, true);
            List<EncodedInput> inputs = List.of(
                    explainer.encoding().encode(new Review("a good film and a bad one")),
                    explainer.encoding().encode(new Review("love love love love love love")));
            assertThat(explainer.graphLength(inputs.get(0))).isEqualTo(4);
            assertThat(explainer.graphLength(inputs.get(1))).isEqualTo(16);

            List<ModelOutput> outputs = explainer.explain(inputs, 16, true);

            assertThat(outputs.get(0).mask()).containsExactly(1, 1);
            assertThat(outputs.get(0).prediction()[1]).isEqualTo(0.5f);
            assertThat(outputs.get(1).mask()).containsOnly(1).hasSize(6);
            assertThat(assembled(explainer, inputs.get(0), outputs.get(0), 1).getSpans())
                    .containsExactly(
                            new WeightedSpan(2, 6, 1f, null, 0.125f), new WeightedSpan(18, 21, 1f, null, -0.125f));
        }
    }

    @Test
    void givesTheEvidenceOfAGridThatIsCoarserThanTheMask() {
        try (Explainer explainer = Explainer.load(TinyImageExplainer.publishWithEvidence(store, "signed"))) {
            explainer.warmUp(4, true);
            EncodedInput input = explainer.encoding().encode(picture(8, 4));
            ModelOutput output = explainer
                    .explain(List.of(input), explainer.graphLength(input), true)
                    .get(0);

            // The last of the six cells is white, which includes red.
            assertThat(assembled(explainer, input, output).getEvidence())
                    .isEqualTo(new Evidence(
                            "other",
                            "probability",
                            List.of(2, 3),
                            List.of(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, -0.5f),
                            0.5f,
                            output.prediction()[0] - 2.5f));
            Evidence asked = assembled(explainer, input, output, 1).getEvidence();
            assertThat(asked.getOutput()).isEqualTo("red");
            assertThat(asked.getValues()).containsExactly(-0.5f, -0.5f, -0.5f, -0.5f, -0.5f, 0.5f);
        }
    }

    @Test
    void explainsAMoleculeByItsAtomsHoweverItIsSpelt() {
        try (Explainer explainer = Explainer.load(TinyExplainer.publishOfAtoms(store, "atoms"))) {
            explainer.warmUp(4, true);
            List<EncodedInput> inputs = List.of(
                    explainer.encoding().encode(new Molecule("OC(=O)C")),
                    explainer.encoding().encode(new Molecule("[CH3]/C(O[H])=O.[Na+]")));

            List<ModelOutput> outputs = explainer.explain(inputs, 8, true);

            assertThat(outputs.get(0).prediction())
                    .containsExactly(TinyExplainer.prediction("CC(=O)O"))
                    .isEqualTo(outputs.get(1).prediction());
            assertThat(assembled(explainer, inputs.get(0), outputs.get(0)).getSpans())
                    .containsExactly(
                            new WeightedSpan(0, 1, 1f, 0, null),
                            new WeightedSpan(1, 2, 0.1f, 1, null),
                            new WeightedSpan(4, 5, 1f, 2, null),
                            new WeightedSpan(6, 7, 0.1f, 3, null));
            Explanation other = assembled(explainer, inputs.get(1), outputs.get(1));
            assertThat(other.getSpans())
                    .containsExactly(
                            new WeightedSpan(0, 5, 0.1f, 0, null),
                            new WeightedSpan(6, 7, 0.1f, 1, null),
                            new WeightedSpan(8, 9, 1f, 2, null),
                            new WeightedSpan(14, 15, 1f, 4, null));
            assertThat(other.getMask().getShape()).containsExactly(4);
            assertThat(other.getMask().getArea()).isCloseTo(0.55f, within(1e-6f));
        }
    }

    /** Returns an image that is black except for a cell of 4 x 4 white pixels. */
    private static Image picture(int left, int top) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % WIDTH;
            int y = i / 3 / WIDTH;
            rgb[i] = (byte) (left >= 0 && x >= left && x < left + 4 && y >= top && y < top + 4 ? 255 : 0);
        }
        return new Image(ByteBuffer.wrap(rgb), new ImageSize(WIDTH, HEIGHT));
    }

    private static Explanation assembled(Explainer explainer, EncodedInput input, ModelOutput output) {
        return assembled(explainer, input, output, PreparedRequest.MOST_PROBABLE);
    }

    private static Explanation assembled(Explainer explainer, EncodedInput input, ModelOutput output, int asked) {
        return ExplanationAssembly.assemble(
                new PreparedRequest(
                        new RecordOrigin("requests", 0, 0),
                        "one",
                        "sha256:ab",
                        explainer,
                        input,
                        explainer.graphLength(input),
                        asked),
                output,
                1,
                0);
    }
}
