package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.trainer.evaluate.Closeness;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Glove;
import io.maskstream.trainer.records.ImdbReviews;
import io.maskstream.trainer.records.ReviewSet;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From reviews to an evaluated explainer by the commands that a person types, on made-up reviews. */
class ImdbCommandsTest {

    private static Path data;
    private static Path frozen;
    private static Path store;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        data = folder.resolve("data");
        frozen = folder.resolve("frozen");
        SmallImdb.write(data);
        store = folder.resolve("store");
        assertThat(train("--epochs 6")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(fit(store, "--mask-network lean --epochs 12")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void theCardSaysWhatTheModelIsAndHowItWasTrained() throws IOException {
        FrozenModel model = FrozenModel.read(frozen);

        assertThat(model.card().input()).isEqualTo(Manifest.Input.texts(60, TextNormalization.UNICODE_1));
        assertThat(model.card().output())
                .isEqualTo(Manifest.Output.classes("sentiment", List.of("negative", "positive")));
        assertThat(model.card().tensors()).containsOnlyKeys(40, 60);
        assertThat(model.vocabulary()).hasSize(29).startsWith("<unknown>").contains("splendid", "dreadful");
        JsonNode training = model.card().training();
        assertThat(training.at("/data/splitSeed").asInt()).isEqualTo(3);
        assertThat(training.at("/data/train").asInt()).isEqualTo(216);
        assertThat(training.at("/data/validation").asInt()).isEqualTo(24);
        assertThat(training.at("/data/test").asInt()).isEqualTo(240);
        assertThat(training.at("/wordVectors/words").asInt()).isEqualTo(22);
        assertThat(training.at("/wordVectors/sha256").asText()).isEqualTo(Digests.sha256(data.resolve(Glove.FILE)));
        assertThat(training.at("/settings/wordDropout").asDouble()).isEqualTo(0.5);
    }

    @Test
    void theModelTellsReviewsApartByTheWordsThatDecide() throws IOException {
        JsonNode measured = FrozenModel.read(frozen).card().training().get("measured");

        for (String part : List.of("train", "validation", "test")) {
            assertThat(measured.get(part + "Accuracy").asDouble()).as(part).isGreaterThan(0.95);
        }
        assertThat(measured.get("testAccuracyInSinglePrecision").asDouble()).isGreaterThan(0.95);
    }

    @Test
    void aResumedTrainingThatWasFinishedWritesTheSameModelAgain() throws IOException {
        String first = Digests.sha256(frozen.resolve("saved_model.pb"));
        Files.delete(frozen.resolve("saved_model.pb"));

        CommandRun run = train("--epochs 6 --resume");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(Digests.sha256(frozen.resolve("saved_model.pb"))).isEqualTo(first);
    }

    @Test
    void aTrainingOfOtherSettingsIsNotResumed() {
        CommandRun run = train("--epochs 7 --resume");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("is of a training with other settings or data")
                .contains("without --resume");
    }

    @Test
    void theMaskKeepsThePredictionsByTheWordsThatDecide() {
        JsonNode measured = new ArtifactStore(store).open("imdb", 1).manifest().measured();

        assertThat(measured.get("reviews").asInt()).isEqualTo(240);
        assertThat(measured.get("agreement").asDouble()).isGreaterThan(0.9);
        assertThat(measured.at("/area/mean").asDouble()).isLessThan(0.4);
        for (String control : List.of("shuffled", "constant")) {
            assertThat(measured.at("/controls/agreement/" + control).asDouble())
                    .as(control)
                    .isLessThan(measured.get("agreement").asDouble());
        }
    }

    @Test
    void theHighestWordIsOneOfThoseThatDecide() throws IOException {
        ExplainerArtifact artifact = new ArtifactStore(store).open("imdb", 1);
        TextEncoding encoding = (TextEncoding) artifact.encoding();
        List<EncodedInput> ids = new ReviewSet(ImdbReviews.read(data).test(), encoding)
                .examples().stream().map(Batch.Example::input).toList();
        int judged = 0;
        int hits = 0;
        double chance = 0;
        try (ExplainedModel model =
                new ExplainedModel(artifact.savedModel(), artifact.manifest(), ComputeDevice.CPU.session())) {
            List<float[]> masks = model.masks(ids);
            float[][] whole = model.predictions(ids);
            float[][] nothing = model.maskedPredictions(
                    ids, ids.stream().map(row -> new float[row.parts()]).toList());
            for (int i = 0; i < masks.size(); i++) {
                if (Closeness.ofClasses().agree(whole[i], nothing[i])) {
                    continue; // What the model says of no words at all needs no word for evidence.
                }
                judged++;
                int highest = 0;
                int deciding = 0;
                for (int t = 0; t < masks.get(i).length; t++) {
                    highest = masks.get(i)[t] > masks.get(i)[highest] ? t : highest;
                    deciding += decides(encoding, ((TokenSequence) ids.get(i)).ids()[t]) ? 1 : 0;
                }
                hits += decides(encoding, ((TokenSequence) ids.get(i)).ids()[highest]) ? 1 : 0;
                chance += deciding / (double) masks.get(i).length;
            }
        }

        assertThat(judged).isEqualTo(SmallImdb.REVIEWS); // those of one class
        assertThat(hits / (double) judged)
                .as("share of reviews; by chance %.2f", chance / judged)
                .isGreaterThan(0.95);
        assertThat(chance / judged).isLessThan(0.15);
    }

    private static boolean decides(TextEncoding encoding, int id) {
        String word = encoding.vocabulary().get(id - 1);
        return SmallImdb.GOOD.contains(word) || SmallImdb.BAD.contains(word);
    }

    @Test
    void theArtifactSaysWhatItIsAndHowItCameToBe() throws IOException {
        Manifest manifest = new ArtifactStore(store).open("imdb", 1).manifest();

        assertThat(manifest.input().kind()).isEqualTo(InputKind.REVIEW);
        assertThat(manifest.signatures()).extracting(Manifest.Signature::length).containsExactly(40, 40, 60, 60);
        assertThat(manifest.frozenModel().sha256()).isEqualTo(Digests.sha256(frozen.resolve("saved_model.pb")));
        assertThat(manifest.fit().at("/settings/network").asText()).isEqualTo("lean");
        assertThat(manifest.fit().at("/data/fitted").asInt()).isEqualTo(216);
    }

    @Test
    void evaluateFindsWhatTheManifestSays(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("figures.json");

        CommandRun run = CommandRun.of(
                "evaluate --explainer {} --data {} --json {} --figures {}",
                store.resolve("imdb/1"),
                data,
                json,
                folder.resolve("figures"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Reviews: 240",
                        "agreement, masked review",
                        "last tokens",
                        "occlusion",
                        "positive:",
                        "negative:");
        assertThat(folder.resolve("figures/reviews.html")).content().contains("splendid", "<mark style=");
        JsonNode published = new ArtifactStore(store).open("imdb", 1).manifest().measured();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.get("agreement").asDouble())
                .isCloseTo(published.get("agreement").asDouble(), within(1e-6));
        assertThat(figures.at("/area/mean").asDouble())
                .isCloseTo(published.at("/area/mean").asDouble(), within(1e-5));
    }

    @Test
    void thePapersNetworkIsFittedToo(@TempDir Path other) {
        CommandRun run = fit(other, "--mask-network paper --epochs 1 --reviews 64");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        Manifest manifest = new ArtifactStore(other).open("imdb", 1).manifest();
        assertThat(manifest.fit().at("/settings/network").asText()).isEqualTo("paper");
        assertThat(manifest.fit().at("/data/fitted").asInt()).isEqualTo(64);
    }

    @Test
    void noReviewsAtAllAreRefused() {
        CommandRun run = fit(store, "--mask-network lean --epochs 1 --reviews 0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--reviews must be at least 1, not 0.");
    }

    @Test
    void aModelOfMoleculesIsNotForReviews(@TempDir Path folder) throws IOException {
        PlantedTask.writeFrozen(folder);

        CommandRun run = CommandRun.of("fit imdb --frozen {} --data {} --store {}", folder, data, store);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("takes a molecule; this command explains models of reviews.");
    }

    private static CommandRun fit(Path into, String more) {
        return CommandRun.of(
                "fit imdb --frozen {} --data {} --store {} --batch 8 --learning-rate 0.01 --device cpu " + more,
                frozen,
                data,
                into);
    }

    private static CommandRun train(String more) {
        return CommandRun.of(
                "frozen imdb --data {} --out {} --split-seed 3 --batch 8 --learning-rate 0.01 --maximum-length 60"
                        + " --gru 4 --dense 4 --word-dropout 0.5 --device cpu " + more,
                data,
                frozen);
    }
}
