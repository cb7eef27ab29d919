package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.trainer.records.Esol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a data set to a listed explainer by the commands that a person types, with networks too small to be any good. */
class EsolCommandsTest {

    private static Path data;
    private static Path frozen;
    private static Path store;

    @BeforeAll
    static void trainAndFit(@TempDir Path folder) throws IOException {
        data = folder.resolve("data");
        frozen = folder.resolve("frozen");
        store = folder.resolve("store");
        SmallEsol.write(data);
        assertThat(train("--epochs 2")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(fit("")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void theArtifactSaysWhatItIsAndHowItCameToBe() throws IOException {
        Manifest manifest = new ArtifactStore(store).open("esol", 1).manifest();

        assertThat(manifest.signatures())
                .extracting(Manifest.Signature::name)
                .containsExactly(
                        "explain_24",
                        "verify_24",
                        "explain_40",
                        "verify_40",
                        "explain_64",
                        "verify_64",
                        "explain_104",
                        "verify_104");
        assertThat(manifest.frozenModel().sha256()).isEqualTo(Digests.sha256(frozen.resolve("saved_model.pb")));
        assertThat(manifest.frozenModel().training().at("/measured/testRmse").isNumber())
                .isTrue();
        assertThat(manifest.fit().at("/data/sha256").asText()).isEqualTo(Digests.sha256(data.resolve(Esol.FILE)));
        assertThat(manifest.fit().at("/data/splitSeed").asInt()).isEqualTo(3);
        assertThat(manifest.fit().at("/settings/layers").asInt()).isEqualTo(2);
        assertThat(manifest.fit().at("/software/sourceRevision").asText()).isNotEmpty();
        assertThat(manifest.measured().get("molecules").asInt()).isEqualTo(SmallEsol.MOLECULES / 10);
        assertThat(manifest.measured().get("maskedRmse").isNumber()).isTrue();
    }

    @Test
    void theArtifactEncodesTheMoleculesThatItWasFittedTo() {
        SmilesEncoding encoding =
                (SmilesEncoding) new ArtifactStore(store).openLatest("esol").encoding();

        assertThat(encoding.encode("CCc1ccc(Cl)cc1").ids()).hasSize(14).doesNotContain(0);
    }

    @Test
    void evaluateFindsWhatTheManifestSays(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("figures.json");

        CommandRun run = CommandRun.of(
                "evaluate --explainer {} --data {} --json {} --figures {}",
                store.resolve("esol/1"),
                data,
                json,
                folder.resolve("figures"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("figures/molecule-06.svg")).isNotEmptyFile();
        assertThat(folder.resolve("figures/molecules.html")).content().contains("<svg", "predicted");
        assertThat(run.out())
                .contains(
                        "Molecules: 6",
                        "Mask area: mean",
                        "masked input",
                        "gradient x input",
                        "first tokens",
                        "Chemistry");
        JsonNode published = new ArtifactStore(store).open("esol", 1).manifest().measured();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        for (String figure : List.of("rmse", "maskedRmse", "maskedToWholeRmse")) {
            assertThat(figures.get(figure).asDouble())
                    .isCloseTo(published.get(figure).asDouble(), within(1e-5));
        }
    }

    @Test
    void evaluateTakesTheOtherPartsOfTheSplit() {
        CommandRun run = CommandRun.of("evaluate --explainer {} --data {} --part train", store.resolve("esol/1"), data);

        assertThat(run.out()).contains("Molecules: 48");
    }

    @Test
    void aResumedFitThatWasFinishedPublishesTheSameGraphAgain(@TempDir Path folder) throws IOException {
        Path first = store.resolve("esol/1/saved_model/saved_model.pb");
        int versions = new ArtifactStore(store).versions("esol").size();

        CommandRun run = fit("--resume");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(new ArtifactStore(store).versions("esol")).hasSize(versions + 1);
        Path again = new ArtifactStore(store).openLatest("esol").savedModel().resolve("saved_model.pb");
        assertThat(Digests.sha256(again)).isEqualTo(Digests.sha256(first));
    }

    @Test
    void masksThatKeepNothingAreNotPublished(@TempDir Path other) {
        CommandRun run = CommandRun.of(
                "fit esol --frozen {} --data {} --store {} --epochs 2 --layers 2 --filters 4 --device cpu --l1 1000 --batch 4"
                        + " --learning-rate 3",
                frozen,
                data,
                other);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("The masks keep nothing (mean area 0.0")
                .contains("not published");
        assertThat(new ArtifactStore(other).versions("esol")).isEmpty();
    }

    @Test
    void aTrainingOfOtherSettingsIsNotResumed() {
        CommandRun run = train("--epochs 3 --resume");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("is of a training with other settings or data")
                .contains("without --resume");
    }

    @Test
    void listShowsTheFigures() {
        CommandRun run = CommandRun.of("list --store {}", store);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("esol")
                .contains("molecule")
                .containsPattern("RMSE [0-9.]+, masked [0-9.]+ at area");
    }

    @Test
    void aMoleculeThatTheFrozenModelCannotSpellIsNamed(@TempDir Path other) throws IOException {
        Path file = other.resolve(Esol.FILE);
        SmallEsol.write(other);
        Files.writeString(file, Files.readString(file).replace("CCCCCCCl", "CCCCCCBr"));

        CommandRun run =
                CommandRun.of("evaluate --explainer {} --data {} --part train", store.resolve("esol/1"), other);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("CCBr").contains("'B'");
    }

    private static CommandRun train(String more) {
        return CommandRun.of(
                "frozen esol --data {} --out {} --split-seed 3 --embedding 4 --filters 4 --gru 4 --device cpu " + more,
                data,
                frozen);
    }

    private static CommandRun fit(String more) {
        return CommandRun.of(
                "fit esol --frozen {} --data {} --store {} --epochs 2 --layers 2 --filters 4 --device cpu " + more,
                frozen,
                data,
                store);
    }
}
