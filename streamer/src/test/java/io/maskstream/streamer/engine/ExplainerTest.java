package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.Molecule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {

    @TempDir
    static Path store;

    private static Explainer explainer;
    private static Explainer classifier;

    @BeforeAll
    static void load() {
        explainer = Explainer.load(TinyExplainer.publish(store, "tiny"));
        classifier = Explainer.load(TinyExplainer.publishClassifier(store, "classifier"));
    }

    @AfterAll
    static void close() {
        explainer.close();
        classifier.close();
    }

    @Test
    void answersEveryRecordOfABatchInItsPlace() {
        List<ModelOutput> outputs = explainer.explain(encoded("CCO", "N", "OCCCCC"), 8, false);
        assertThat(outputs)
                .extracting(output -> output.prediction()[0])
                .containsExactly(
                        TinyExplainer.prediction("CCO"),
                        TinyExplainer.prediction("N"),
                        TinyExplainer.prediction("OCCCCC"));
        assertThat(outputs.get(0).mask()).containsExactly(0.1f, 0.1f, 1);
        assertThat(outputs.get(1).mask()).containsExactly(1);
        assertThat(outputs.get(2).mask()).containsExactly(1, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f);
        assertThat(outputs)
                .allSatisfy(output -> assertThat(output.maskedPrediction()).isNull());
    }

    @Test
    void predictsTheMaskedInputWhenItVerifies() {
        ModelOutput output = explainer.explain(encoded("CCO"), 8, true).get(0);
        assertThat(output.prediction()).containsExactly(TinyExplainer.prediction("CCO"));
        assertThat(output.maskedPrediction()[0]).isCloseTo(3.2f, within(1e-5f));
    }

    @Test
    void predictsThroughMasksThatItIsGiven() {
        EncodedInput input = encoded("CCO").get(0);
        assertThat(explainer.weights(input)).isEqualTo(3);
        for (int length : List.of(8, 16)) {
            List<float[]> predictions = explainer.predictMasked(
                    input, length, List.of(new float[] {1, 1, 1}, new float[] {0, 0, 1}, new float[3]));
            assertThat(predictions)
                    .extracting(prediction -> prediction[0])
                    .containsExactly(TinyExplainer.prediction("CCO"), TinyExplainer.prediction("O"), 0f);
        }
    }

    @Test
    void everyClassHasItsProbability() {
        List<ModelOutput> outputs = classifier.explain(encoded("CCO", "CC"), 8, false);
        assertThat(outputs.get(0).prediction()).hasSize(2);
        assertThat(outputs.get(0).prediction()[1]).isGreaterThan(0.5f);
        assertThat(outputs.get(1).prediction()[1]).isLessThan(0.5f);
    }

    @Test
    void takesTheShortestGraphThatHoldsTheInput() {
        assertThat(explainer.graphLength(encoded("CCCCCCCC").get(0))).isEqualTo(8);
        assertThat(explainer.graphLength(encoded("CCCCCCCCC").get(0))).isEqualTo(16);
        assertThat(explainer.explain(encoded("CCO"), 16, false).get(0).mask()).hasSize(3);
    }

    @Test
    void failsOnABatchWithPoisonAndStillAnswersOthers() {
        assertThatThrownBy(() -> explainer.explain(encoded("CCO", "C" + TinyExplainer.POISON), 8, false))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("tiny 1 failed on a batch of 2")
                .hasMessageNotContaining("\n");
        explainer.check();
    }

    @Test
    void answersSeveralThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Float>> sums = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String smiles = "C".repeat(1 + i % 8);
                sums.add(threads.submit(() ->
                        explainer.explain(encoded(smiles), 8, false).get(0).prediction()[0]));
            }
            for (int i = 0; i < 64; i++) {
                assertThat(sums.get(i).get()).isEqualTo(1 + i % 8);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesASavedModelThatTensorFlowCannotLoad() {
        ExplainerArtifact good = TinyExplainer.publish(store, "tiny");
        ExplainerArtifact bad = new ArtifactStore(store)
                .publish(renamed(good, "broken", good.manifest().signatures()), folder -> {
                    Files.copy(good.folder().resolve("vocabulary.txt"), folder.resolve("vocabulary.txt"));
                    Files.createDirectory(folder.resolve("saved_model"));
                    Files.writeString(folder.resolve("saved_model/saved_model.pb"), "no model");
                });
        assertThatThrownBy(() -> Explainer.load(bad))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(bad.folder() + " cannot be loaded by TensorFlow");
    }

    @Test
    void refusesASavedModelWithoutASignatureOfItsManifest() {
        ExplainerArtifact good = TinyExplainer.publish(store, "tiny");
        List<Manifest.Signature> signatures = new ArrayList<>(good.manifest().signatures());
        signatures.add(new Manifest.Signature("explain_99", 99, false));
        ExplainerArtifact bad = republished(good, "signatures", signatures);
        assertThatThrownBy(() -> Explainer.load(bad))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("its SavedModel has no signature 'explain_99'");
    }

    @Test
    void refusesAManifestWhoseGraphsAreTooShortForItsInput() {
        ExplainerArtifact good = TinyExplainer.publish(store, "tiny");
        List<Manifest.Signature> signatures = good.manifest().signatures().stream()
                .filter(s -> s.length() == 8)
                .toList();
        ExplainerArtifact bad = republished(good, "lengths", signatures);
        assertThatThrownBy(() -> Explainer.load(bad))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("up to 16 tokens or pixels, but explain [8]");
    }

    @Test
    void givesTheEvidenceOfEveryClassWithoutPadding() {
        try (Explainer signed = Explainer.load(TinyExplainer.publishWithEvidence(store, "signed"))) {
            for (boolean verify : new boolean[] {false, true}) {
                List<ModelOutput> outputs = signed.explain(encoded("CCO", "N"), 8, verify);

                ModelOutput.Evidence with = outputs.get(0).evidence()[1];
                assertThat(with.values()).containsExactly(-0.0625f, -0.0625f, 0.25f);
                assertThat(with.baseline()).isEqualTo(0.5f);
                assertThat(with.remainder())
                        .isCloseTo(outputs.get(0).prediction()[1] - 0.5f - 0.125f, within(1e-6f))
                        .isNotZero();
                assertThat(outputs.get(0).evidence()[0].values()).containsExactly(0.0625f, 0.0625f, -0.25f);
                assertThat(outputs.get(1).evidence()[1].values()).containsExactly(0.25f);
            }
        }
        assertThat(classifier.explain(encoded("CCO"), 8, false).get(0).evidence())
                .isNull();
    }

    @Test
    void isNotFiniteWithEvidenceThatIsNone() {
        float[] numbers = {0.25f};
        for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (ModelOutput.Evidence evidence : List.of(
                    ModelOutput.Evidence.of(1, new float[] {0.5f, none}, 0.5f),
                    ModelOutput.Evidence.of(1, new float[] {0.5f, 0.25f}, none),
                    ModelOutput.Evidence.of(1, new float[] {none, -none}, 0.5f))) {
                assertThat(output(numbers, evidence).isFinite()).isFalse();
            }
        }
        assertThat(output(numbers, ModelOutput.Evidence.of(1, new float[] {0.5f, 0.25f}, 0.5f))
                        .isFinite())
                .isTrue();
    }

    private static ModelOutput output(float[] numbers, ModelOutput.Evidence evidence) {
        return new ModelOutput(numbers, null, numbers, new ModelOutput.Evidence[] {evidence});
    }

    @Test
    void refusesASavedModelWithoutTheEvidenceOfItsManifest() {
        ExplainerArtifact good = TinyExplainer.publishClassifier(store, "classifier");
        Manifest.Evidence evidence = new Manifest.Evidence(Manifest.Evidence.PROBABILITY, null, null);
        ExplainerArtifact bad =
                republished(good, renamed(good, "unsigned", good.manifest().signatures(), evidence));
        assertThatThrownBy(() -> Explainer.load(bad))
                .isInstanceOf(EngineException.class)
                .hasMessage("The explainer in " + bad.folder()
                        + " cannot be served: its signature 'explain_8' must have the"
                        + " input 'input' and the outputs prediction, mask, evidence, baseline.");
    }

    private static ExplainerArtifact republished(
            ExplainerArtifact good, String name, List<Manifest.Signature> signatures) {
        return republished(good, renamed(good, name, signatures));
    }

    private static ExplainerArtifact republished(ExplainerArtifact good, Manifest draft) {
        return new ArtifactStore(store).publish(draft, folder -> {
            Files.copy(good.folder().resolve("vocabulary.txt"), folder.resolve("vocabulary.txt"));
            Files.createDirectory(folder.resolve("saved_model"));
            Files.copy(
                    good.savedModel().resolve("saved_model.pb"),
                    folder.resolve("saved_model").resolve("saved_model.pb"));
        });
    }

    private static Manifest renamed(ExplainerArtifact good, String name, List<Manifest.Signature> signatures) {
        return renamed(good, name, signatures, null);
    }

    private static Manifest renamed(
            ExplainerArtifact good, String name, List<Manifest.Signature> signatures, Manifest.Evidence evidence) {
        Manifest manifest = good.manifest();
        return new Manifest(
                Manifest.FORMAT,
                name,
                0,
                null,
                manifest.input(),
                manifest.output(),
                evidence,
                signatures,
                manifest.frozenModel(),
                null,
                null,
                manifest.files());
    }

    private static List<EncodedInput> encoded(String... smiles) {
        return Arrays.stream(smiles)
                .map(s -> explainer.encoding().encode(new Molecule(s)))
                .toList();
    }
}
