package io.maskstream.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.trainer.data.Glove;
import io.maskstream.trainer.data.ReviewSet;
import io.maskstream.trainer.frozen.FrozenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frozen model of reviews by the command that a person types, on made-up reviews. */
class ImdbCommandsTest {

    private static Path data;
    private static Path frozen;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        data = folder.resolve("data");
        frozen = folder.resolve("frozen");
        SmallImdb.write(data);
        assertThat(train("6")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void theCardSaysWhatTheModelIsAndHowItWasTrained() throws IOException {
        FrozenModel model = FrozenModel.read(frozen);

        assertThat(model.card().input()).isEqualTo(new Manifest.Input(InputKind.REVIEW, 500));
        assertThat(model.card().output())
                .isEqualTo(Manifest.Output.classes("sentiment", List.of("negative", "positive")));
        assertThat(model.card().tensors()).containsOnlyKeys(ReviewSet.LENGTHS);
        assertThat(model.vocabulary()).hasSize(29).startsWith("<unknown>").contains("splendid", "dreadful");
        JsonNode training = model.card().training();
        assertThat(training.at("/data/splitSeed").asInt()).isEqualTo(3);
        assertThat(training.at("/data/train").asInt()).isEqualTo(144);
        assertThat(training.at("/data/validation").asInt()).isEqualTo(16);
        assertThat(training.at("/data/test").asInt()).isEqualTo(160);
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

        CommandRun run = train("6", "--resume");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(Digests.sha256(frozen.resolve("saved_model.pb"))).isEqualTo(first);
    }

    @Test
    void aTrainingOfOtherSettingsIsNotResumed() {
        CommandRun run = train("7", "--resume");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("is of a training with other settings or data")
                .contains("without --resume");
    }

    private static CommandRun train(String epochs, String... further) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "frozen",
                                "imdb",
                                "--data",
                                data.toString(),
                                "--out",
                                frozen.toString(),
                                "--split-seed",
                                "3",
                                "--epochs",
                                epochs,
                                "--batch",
                                "8",
                                "--learning-rate",
                                "0.01",
                                "--gru",
                                "4",
                                "--dense",
                                "4",
                                "--word-dropout",
                                "0.5",
                                "--device",
                                "cpu"),
                        Stream.of(further))
                .toArray(String[]::new));
    }
}
