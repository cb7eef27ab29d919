package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a table of texts to an evaluated explainer of two classes, with a task file. */
@Timeout(600)
class TextCommandsIT {

    private static Path folder;
    private static Path records;
    private static Path model;
    private static Path task;

    @BeforeAll
    static void trainAndFit(@TempDir Path shared) throws IOException {
        folder = shared;
        records = MadeUpRecords.texts(folder, 400);
        model = folder.resolve("model");
        assertThat(CommandRun.of(
                        "train texts --records {} --label mood --out {} --output-name mood --epochs 5 --batch 16"
                                + " --learning-rate 0.01 --maximum-length 40 --gru 4 --dense 4 --word-dropout 0.5"
                                + " --device cpu",
                        records,
                        model))
                .isEqualTo(new CommandRun(0, "", ""));
        task = Files.writeString(
                folder.resolve("task.json"),
                """
                {"model": "%1$s/model", "explainer-folder": "%1$s/store/small", "records": "%1$s/texts.tsv",
                 "input": "text", "store": "%1$s/store", "name": "small", "epochs": 6, "batch": 16, "learning-rate": 0.005,
                 "device": "cpu", "measures": ["word_table"]}
                """
                        .formatted(folder.toString().replace("\\", "/")));
        CommandRun fitted = CommandRun.of("fit --task {}", task);
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.exitCode()).isZero();
    }

    @Test
    void theCardNamesTheClassesByTheLabels() throws IOException {
        FrozenModel frozen = FrozenModel.read(model);
        FrozenCard card = frozen.card();

        assertThat(card.output()).isEqualTo(Manifest.Output.classes("mood", List.of("cross", "glad")));
        assertThat(card.tensors()).containsOnlyKeys(40);
        assertThat(frozen.vocabulary()).startsWith("<unknown>").contains("splendid", "dreadful");
        assertThat(card.training().at("/measured/testAccuracy").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void theMaskKeepsThePredictionsByTheWordsThatDecide() {
        ExplainerArtifact artifact = new ArtifactStore(folder.resolve("store")).openLatest("small");
        JsonNode measured = artifact.manifest().measured();

        assertThat(measured.get("agreement").asDouble()).isGreaterThan(0.85);
        assertThat(measured.at("/area/mean").asDouble()).isLessThan(0.5);
        assertThat(measured.at("/faithfulness/methods/random/insertion")
                        .elements()
                        .next()
                        .at("/difference/mean")
                        .asDouble())
                .as("insertion by a random order, less that by the mask")
                .isNegative();
        assertThat(measured.at("/faithfulness/methods/mask/agreement/10%").asDouble())
                .isPositive();
        assertThat(measured.has("words")).isTrue();
        assertThat(measured.has("accuracy")).as("the task names no labels").isFalse();
    }

    @Test
    void theSameTaskIsEvaluatedAndTheCommandLineOverridesIt() {
        CommandRun run = CommandRun.of("evaluate --task {} --label mood --of validation", task);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Records: 40", "accuracy, masked record", "last tokens", "glad:", "cross:");
    }

    @Test
    void aFinishedFitThatIsResumedPublishesTheSameGraphAgain() {
        int versions =
                new ArtifactStore(folder.resolve("store")).versions("small").size();

        CommandRun run = CommandRun.of("fit --task {} --brief --resume", task);

        assertThat(run.err()).isEmpty();
        ArtifactStore store = new ArtifactStore(folder.resolve("store"));
        assertThat(store.versions("small")).hasSize(versions + 1);
        assertThat(store.openLatest("small").manifest().files())
                .isEqualTo(store.open("small", 1).manifest().files());
    }

    @Test
    void theTradeOffOfSeveralAreasIsFittedAndDrawn(@TempDir Path drawn) throws IOException {
        CommandRun run = CommandRun.of("fit --task {} --epochs 2 --areas 0.2,0.5 --trade-off {}", task, drawn);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode areas = new ObjectMapper()
                .readTree(drawn.resolve("trade-off.json").toFile())
                .get("areas");
        assertThat(areas).extracting(area -> area.get("asked").asDouble()).containsExactly(0.5, 0.2);
        assertThat(areas).allSatisfy(area -> {
            assertThat(area.at("/agreement/low").asDouble())
                    .isLessThanOrEqualTo(area.at("/agreement/mean").asDouble());
            assertThat(area.get("methods").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("mask", "gradient x input", "random", "evidence");
        });
        assertThat(areas.get(1).get("mask").asDouble())
                .isLessThan(areas.get(0).get("mask").asDouble());
        assertThat(ImageIO.read(drawn.resolve("trade-off.png").toFile()).getWidth())
                .isEqualTo(900);
    }

    @Test
    void aFitOfOtherSettingsIsNotResumed() {
        CommandRun run = CommandRun.of("fit --task {} --epochs 7 --resume", task);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("belongs to a run with other settings or data", "without --resume");
    }

    @Test
    void aMisspeltFieldOfATaskIsNamed() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"lable\": \"mood\"}");

        CommandRun run = CommandRun.of("fit --task {}", wrong);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("has a field 'lable'", "label,");
    }

    @Test
    void moreClassesThanTheModelHasAreRefused() throws IOException {
        StringBuilder rows = new StringBuilder("text,mood\n");
        for (int i = 0; i < 10; i++) {
            rows.append("the film of %1$d,glad\nthe story of %1$d,cross\na story of %1$d,bored\n".formatted(i));
        }
        Path others = Files.writeString(folder.resolve("others.csv"), rows);

        CommandRun run = CommandRun.of("fit --task {} --records {} --label mood", task, others);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("'bored'", "not one of the model's classes");
    }

    @Test
    void aMeasureForOtherRecordsIsRefusedBeforeAnythingIsFitted() {
        CommandRun run = CommandRun.of("fit --task {} --measures solubility_rule", task);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The measure solubility_rule is only for molecules");
    }
}
