package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ImportedSavedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of non-square images to an evaluated explainer of two classes. */
@Timeout(900)
class ImageCommandsIT {

    private static Path records;
    private static Path model;
    private static Path store;

    @BeforeAll
    static void trainAndFit(@TempDir Path folder) throws IOException {
        records = MadeUpRecords.pictures(folder, 160);
        model = folder.resolve("model");
        store = folder.resolve("store");
        assertThat(CommandRun.of(
                        "train images --records {} --out {} --size 16x12 --depth 11 --epochs 4 --batch 20 --window-epochs 1"
                                + " --learning-rate 0.05 --device cpu",
                        records,
                        model))
                .isEqualTo(new CommandRun(0, "", ""));
        CommandRun fitted = CommandRun.of(
                "fit {} --records {} --no-labels --store {} --name small --brief --epochs 5 --batch 20 --device cpu",
                model,
                records,
                store);
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.exitCode()).isZero();
    }

    @Test
    void theCardSaysWhatTheModelTakes() throws IOException {
        FrozenCard card = FrozenModel.read(model).card();

        assertThat(card.input().image())
                .isEqualTo(ImageInput.channelsLast(
                        MadeUpRecords.WIDTH, MadeUpRecords.HEIGHT, 3, MadeUpRecords.WIDTH, MadeUpRecords.HEIGHT));
        assertThat(card.output()).isEqualTo(Manifest.Output.classes("class", List.of("green", "red")));
        assertThat(card.training().at("/measured/testAccuracy").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void theMaskBeatsRandomOrder() {
        JsonNode measured = new ArtifactStore(store).open("small", 1).manifest().measured();

        assertThat(measured.get("parts").asText()).isEqualTo("cells");
        assertThat(measured.at("/faithfulness/methods/random/insertion")
                        .elements()
                        .next()
                        .at("/difference/mean")
                        .asDouble())
                .as("insertion by a random order, less that by the mask")
                .isNegative();
    }

    @Test
    void evaluateReadsTheFoldersNamesAsLabelsAndDraws(@TempDir Path folder) throws IOException {
        CommandRun run = CommandRun.of(
                "evaluate {} --records {} --of all --limit 16 --figures {}",
                store.resolve("small/1"),
                records,
                folder.resolve("figures"));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Records: 16", "accuracy, whole record", "occlusion", "centre");
        BufferedImage sheet = ImageIO.read(folder.resolve("figures/images.png").toFile());
        assertThat(sheet.getWidth()).isGreaterThan(10 * MadeUpRecords.WIDTH);
    }

    @Test
    void anotherMaskNetworkIsFittedToTheModelThatAnExplainerExplains() {
        CommandRun run = CommandRun.of(
                "fit {} --start {} --fresh-mask --records {} --store {} --name anew --brief --epochs 1 --batch 40"
                        + " --limit 80 --no-exact-area --device cpu",
                store.resolve("small/1"),
                store.resolve("small/1"),
                records,
                store);

        assertThat(run.err()).isEmpty();
        ArtifactStore artifacts = new ArtifactStore(store);
        JsonNode fit = artifacts.open("anew", 1).manifest().fit();
        assertThat(fit.at("/startedFrom/continued").asText()).isEqualTo("evidence");
        assertThat(fit.at("/settings/exactArea").asBoolean(true)).isFalse();
        assertThat(artifacts.open("anew", 1).manifest().frozenModel().sha256())
                .isEqualTo(artifacts.open("small", 1).manifest().frozenModel().sha256());
    }

    @Test
    void withoutEpochsTheWeightsAreKept() throws IOException {
        String fit = "fit {} --records {} --store {} --name kept --brief --epochs 0 --limit 80 --device cpu ";
        CommandRun run = CommandRun.of(fit + "--start {}", model, records, store, store.resolve("small/1"));

        assertThat(run.err()).isEmpty();
        assertThat(ImportedSavedModel.weights(store.resolve("kept/1/saved_model")))
                .isEqualTo(ImportedSavedModel.weights(store.resolve("small/1/saved_model")));
        assertThat(CommandRun.of(fit, model, records, store).err()).contains("--epochs 0 needs --start");
    }

    @Test
    void everyMaskKeepsTheShareThatWasAskedFor() {
        JsonNode measured = new ArtifactStore(store).open("small", 1).manifest().measured();

        assertThat(measured.at("/area/mean").asDouble()).isCloseTo(0.3, within(0.02));
    }

    @Test
    void theManifestNamesNoSettingThatHadNoEffect() {
        JsonNode settings =
                new ArtifactStore(store).open("small", 1).manifest().fit().get("settings");

        assertThat(settings.get("network").asText()).isEqualTo("evidence");
        assertThat(settings.get("complementWeight").asDouble(-1)).isZero();
        assertThat(settings.get("hardRecords").asDouble(-1)).isZero();
    }

    @Test
    void optionsThatWouldHaveNoEffectAreRefused() {
        CommandRun run = CommandRun.of(
                "fit {} --records {} --store {} --name other --entropy 0.1 --target model", model, records, store);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--entropy, --target would have no effect", "--mask-network convolutions");
    }

    @Test
    void aTradeOffOfMasksThatFollowTheEvidenceNeedsASingleFit(@TempDir Path drawn) throws IOException {
        JsonNode areas = tradeOff(drawn, "--name areas --epochs 2 --batch 20");

        assertThat(areas.get(0).get("mask").asDouble()).isCloseTo(0.5, within(0.01));
        assertThat(areas.get(1).get("mask").asDouble()).isCloseTo(0.2, within(0.01));
    }

    @Test
    void aTradeOffOfAnExplainersOwnEvidenceNeedsNoFit(@TempDir Path drawn) throws IOException {
        // So many epochs would not end.
        JsonNode areas = tradeOff(drawn, "--name own --epochs 1000000 --start " + store.resolve("small/1"));

        assertThat(areas.findValuesAsText("asked")).containsExactly("0.5", "0.2");
        assertThat(areas.get(0).at("/methods/evidence/mean").asDouble())
                .isGreaterThan(areas.get(0).at("/methods/random/mean").asDouble());
    }

    private static JsonNode tradeOff(Path drawn, String options) throws IOException {
        CommandRun run = CommandRun.of(
                "fit {} --records {} --store {} --areas 0.2,0.5 --trade-off {} --device cpu " + options,
                model,
                records,
                store,
                drawn);
        assertThat(run.err()).isEmpty();
        return new ObjectMapper()
                .readTree(drawn.resolve("trade-off.json").toFile())
                .get("areas");
    }

    @Test
    void aFreshMaskNeedsEvidenceToStartFrom() {
        CommandRun run =
                CommandRun.of("fit {} --fresh-mask --records {} --store {} --name other", model, records, store);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--fresh-mask needs --start");
    }

    @Test
    void aPresetForOtherRecordsIsRefused() {
        CommandRun run =
                CommandRun.of("fit {} --records {} --store {} --name other --preset imdb", model, records, store);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The preset imdb is for reviews, but the model takes an image");
    }
}
