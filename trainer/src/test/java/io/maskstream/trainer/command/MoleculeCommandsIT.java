package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a table of molecules to an evaluated explainer of a value, on the command line. */
@Timeout(600)
class MoleculeCommandsIT {

    private static Path records;
    private static Path model;
    private static Path store;

    @BeforeAll
    static void trainAndFit(@TempDir Path folder) throws IOException {
        records = MadeUpRecords.molecules(folder);
        model = folder.resolve("model");
        store = folder.resolve("store");
        CommandRun trained = train("");
        assertThat(trained).isEqualTo(new CommandRun(0, "", ""));
        CommandRun fitted = fit("");
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.exitCode()).isZero();
    }

    private static CommandRun train(String more) {
        return CommandRun.of(
                "train molecules --records {} --label solubility --out {} --split-seed 2 --output-name solubility --unit"
                        + " log10(mol/L) --epochs 12 --batch 8 --learning-rate 0.01 --maximum-length 32 --embedding 8"
                        + " --filters 8 --gru 6 --device cpu " + more,
                records,
                model);
    }

    private static CommandRun fit(String more) {
        return CommandRun.of(
                "fit {} --records {} --store {} --name small --epochs 6 --batch 8 --device cpu " + more,
                model,
                records,
                store);
    }

    @Test
    void theCardSaysWhatTheModelIsAndHowItWasTrained() throws IOException {
        FrozenCard card = FrozenModel.read(model).card();

        assertThat(card.input()).isEqualTo(new Manifest.Input(InputKind.MOLECULE, TokenInput.atoms(32), null));
        assertThat(card.output()).isEqualTo(Manifest.Output.value("solubility", "log10(mol/L)"));
        assertThat(card.tensors()).containsOnlyKeys(24, 32);
        assertThat(card.training().at("/data/splitSeed").asInt()).isEqualTo(2);
        assertThat(card.training().at("/data/train").asInt()).isEqualTo(48);
        assertThat(card.training().at("/settings/gru").asInt()).isEqualTo(6);
        // The generated solubilities have a standard deviation of 2.5.
        assertThat(card.training().at("/measured/trainRmse").asDouble()).isLessThan(1.2);
    }

    @Test
    void aFinishedTrainingThatIsResumedWritesTheSameModelAgain() throws IOException {
        String first = Digests.sha256(model.resolve("saved_model.pb"));
        Files.delete(model.resolve("saved_model.pb"));

        assertThat(train("--resume")).isEqualTo(new CommandRun(0, "", ""));

        assertThat(Digests.sha256(model.resolve("saved_model.pb"))).isEqualTo(first);
    }

    @Test
    void inspectShowsWhatIsInIt() {
        CommandRun run = CommandRun.of("inspect {}", model);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("molecule", "solubility", "maskable");
    }

    @Test
    void withoutLabelsTheMaskExplainsTheModelAndNothingIsMeasuredAgainstThem() throws IOException {
        Manifest manifest = new ArtifactStore(store).open("small", 1).manifest();
        JsonNode measured = manifest.measured();

        assertThat(manifest.fit().at("/data/labelled").asBoolean()).isFalse();
        assertThat(manifest.fit().at("/data/splitSeed").asInt())
                .as("as the card tells")
                .isEqualTo(2);
        assertThat(manifest.fit().at("/settings/target").asText()).isEqualTo("model");
        assertThat(manifest.frozenModel().sha256()).isEqualTo(Digests.sha256(model.resolve("saved_model.pb")));
        assertThat(measured.get("records").asInt()).isEqualTo(6);
        assertThat(measured.get("parts").asText()).isEqualTo("atoms");
        assertThat(measured.at("/stability/other spelling/mask/mean").asDouble())
                .isEqualTo(1);
        assertThat(measured.at("/stability/other spelling/prediction/mean").asDouble())
                .isLessThan(1e-6);
        assertThat(measured.has("rmse")).isFalse();
        assertThat(measured.get("tolerance").asDouble()).isPositive();
        assertThat(measured.get("testRecords").asText()).isEqualTo("the model was not trained on the test records");
    }

    @Test
    void evaluateMeasuresLabelsWhereThereAreSomeAndDraws(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("figures.json");

        CommandRun run = CommandRun.of(
                "evaluate {} --records {} --label solubility --tolerance 0.5 --measures solubility_rule --json {} --figures"
                        + " {}",
                store.resolve("small"),
                records,
                json,
                folder.resolve("figures"));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Records: 6", "RMSE, masked record", "within 0.5", "soluble: hydrophilic", "times as long");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(folder.resolve("figures/molecules.html")).content().contains("log10(mol/L)");
        assertThat(folder.resolve("figures/molecule-01.svg")).exists();
        assertThat(folder.resolve("figures/insertion-atoms-taken-out.png")).exists();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        JsonNode published =
                new ArtifactStore(store).open("small", 1).manifest().measured();
        assertThat(figures.get("maskedRmse").asDouble()).isPositive();
        assertThat(figures.at("/bands")).hasSize(3);
        assertThat(figures.at("/area/mean").asDouble())
                .isCloseTo(published.at("/area/mean").asDouble(), within(1e-5));
    }

    @Test
    void theFitIsJudged() throws IOException {
        Judgement judgement =
                new ArtifactStore(store).open("small", 1).manifest().judgement().orElseThrow();

        assertThat(judgement.asked()).containsEntry("stable", 0.5).doesNotContainKey("no_class_over_black");
        List<String> judged = new ArrayList<>(judgement.holds());
        judgement.fails().forEach(failure -> judged.add(failure.condition()));
        assertThat(judged).contains("not_degenerate", "better_than_random", "better_than_table");
    }

    @Test
    void evaluateWritesNewFiguresIntoTheManifestAndComparesWithAnotherVersion(@TempDir Path folder) throws IOException {
        ExplainerArtifact former = new ArtifactStore(store).open("small", 1);
        Path copy = Files.createDirectories(folder.resolve("small")).resolve("1");
        copy(former.folder(), copy);
        Path json = folder.resolve("figures.json");

        CommandRun run = CommandRun.of(
                "evaluate {} --records {} --gate not_degenerate,stable=0.3 --write --against {} --json {}",
                copy,
                records,
                store.resolve("small/1"),
                json);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        ExplainerArtifact written = ExplainerArtifact.open(copy);
        assertThat(written.digest()).isNotEqualTo(former.digest());
        assertThat(run.out()).contains("Gate: ", written.digest(), "Against small 1, record by record (6;");
        assertThat(written.manifest().judgement().orElseThrow().asked())
                .isEqualTo(Map.of("not_degenerate", 0.02, "stable", 0.3));
        assertThat(written.manifest().measured().has("against")).isFalse();
        JsonNode against = new ObjectMapper().readTree(json.toFile()).get("against");
        assertThat(against.get("digest").asText()).isEqualTo(former.digest());
        assertThat(against.get("sameModel").asBoolean()).isTrue();
        assertThat(against.at("/measures/deletion/difference/mean").asDouble()).isZero();
        assertThat(against.at("/rankCorrelation/low").asDouble()).isCloseTo(1, within(1e-9));
    }

    @Test
    void theManifestHasAProfileOfTheRecordsWhichACommandReplaces(@TempDir Path folder) throws IOException {
        ExplainerArtifact fitted = new ArtifactStore(store).open("small", 1);
        Profile profile = fitted.manifest().profile();
        assertThat(profile.records()).as("all, for too few are held out").isEqualTo(60);
        assertThat(profile.source()).startsWith("60 records of ").endsWith(", for train, validation, test");
        assertThat(profile.distributions())
                .extracting(Profile.Distribution::measure)
                .containsExactly("mask_area", "prediction", "length", "unknown_share", "remainder");
        assertThat(profile.distributions()).allSatisfy(distribution -> assertThat(distribution.counts().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(60));
        assertThat(profile.parts().tokens()).contains("C", "O");
        assertThat(profile.groups().names()).contains("alkyl", "alcohol");

        Path copy = Files.createDirectories(folder.resolve("small")).resolve("1");
        copy(fitted.folder(), copy);
        CommandRun run = CommandRun.of("profile {} --records {} --of all", copy, records);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        ExplainerArtifact written = ExplainerArtifact.open(copy);
        assertThat(run.out()).contains("Wrote the profile of 60 records of ", written.digest());
        assertThat(written.manifest().profile().distributions()).isEqualTo(profile.distributions());
        assertThat(written.manifest().measured()).isEqualTo(fitted.manifest().measured());
    }

    @Test
    void figuresOfOtherRecordsThanThoseOfTheTestAreNotWritten() {
        CommandRun run = CommandRun.of("evaluate {} --records {} --of train --write", store.resolve("small"), records);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("The manifest only holds figures of test records");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aModelMayTakeMoleculesAsTheyAreWritten(@TempDir Path folder) throws IOException {
        CommandRun run = CommandRun.of(
                "train molecules --form as-written --records {} --label solubility --out {} --epochs 1 --maximum-length 32"
                        + " --embedding 4 --filters 4 --gru 2 --device cpu",
                records,
                folder.resolve("model"));

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(FrozenModel.read(folder.resolve("model")).card().input())
                .isEqualTo(Manifest.Input.tokens(InputKind.MOLECULE, 32));
    }

    @Test
    void labelsThatAreNoNumbersAreRefusedBeforeAnythingIsFitted() {
        CommandRun run = fit("--label name");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is not a number, but the model predicts a value");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aTargetThatNeedsLabelsIsRefusedWithoutThem() {
        CommandRun run = fit("--target label");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--target label needs labels", "--target model");
    }
}
