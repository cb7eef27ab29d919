package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class TrainerTest {

    @TempDir
    Path folder;

    static Stream<CommandLine> commands() {
        return withSubcommands(Trainer.commandLine());
    }

    private static Stream<CommandLine> withSubcommands(CommandLine line) {
        return Stream.concat(
                Stream.of(line),
                line.getSubcommands().values().stream()
                        .filter(sub -> !sub.getCommandName().equals("help"))
                        .flatMap(TrainerTest::withSubcommands));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpExplainsEveryOption(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName().replaceFirst("^trainer ?", "");

        CommandRun run = CommandRun.of(name + " --help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        for (OptionSpec option : command.getCommandSpec().options()) {
            assertThat(run.out()).contains(option.longestName());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        }
        for (String subcommand : command.getSubcommands().keySet()) {
            assertThat(run.out()).contains(subcommand);
        }
    }

    @Test
    void saysWhichVersionItIs() {
        assertThat(CommandRun.of("--version").out()).startsWith("maskstream trainer " + Trainer.VERSION);
    }

    @Test
    void aDeviceWithoutMemoryLeftIsNamed() {
        StringWriter err = new StringWriter();
        CommandLine line = Trainer.commandLine().setErr(new PrintWriter(err, true));

        int exitCode = new FailureReport()
                .handleExecutionException(
                        new TFResourceExhaustedException("OOM when allocating tensor with shape[128,64,32,32]"),
                        line,
                        null);

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .contains("ran out of memory: give a smaller --batch")
                .doesNotContain("shape");
    }

    @Test
    void aMissingDataFileIsNamed() {
        assertFailure(
                1,
                "There is no delaney-processed.csv in " + folder,
                "frozen esol --data {} --out {}",
                folder,
                folder.resolve("frozen"));
    }

    @Test
    void aFolderThatHoldsNoFrozenModelIsNamed() {
        assertFailure(
                1,
                "There is no SavedModel in " + folder.resolve("nowhere"),
                "fit esol --frozen {} --data {} --store {}",
                folder.resolve("nowhere"),
                folder,
                folder);
    }

    @Test
    void aFrozenModelOfAnUnknownSplitIsNotFitted() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));

        assertFailure(
                1,
                "does not say which split the model was trained with",
                "fit esol --frozen {} --data {} --store {}",
                folder.resolve("frozen"),
                folder,
                folder);
    }

    @Test
    void aDamagedCardIsNamed() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        Files.writeString(folder.resolve("frozen").resolve(FrozenCard.FILE), "{");

        assertFailure(
                1,
                "frozen.json is damaged",
                "fit esol --frozen {} --data {} --store {}",
                folder.resolve("frozen"),
                folder,
                folder);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kind\" : \"molecule\"', '\"kind\" : \"review\"', takes a review; this command explains models of molecules.",
        "'\"maximumLength\"', '\"maximum\"', needs input.maximumLength in its card"
    })
    void aFrozenModelThatTakesNoMoleculesIsNotFitted(String text, String replacement, String words) throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        replaceInCard(text, replacement);

        assertFailure(1, words, "fit esol --frozen {} --data {} --store {}", folder.resolve("frozen"), folder, folder);
    }

    @Test
    void aModelOfOtherLengthsThanTheTrainersOwnIsFitted() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        replaceInCard("{", "{\"training\": {\"data\": {\"splitSeed\": 0}},");
        StringBuilder rows = new StringBuilder("smiles,measured log solubility in mols per litre\n");
        for (int carbons = 1; carbons <= 15; carbons++) {
            rows.append("C".repeat(carbons)).append("O,1\n");
            rows.append("C".repeat(carbons)).append("N,-1\n");
        }
        Files.writeString(folder.resolve("delaney-processed.csv"), rows);

        CommandRun run = CommandRun.of(
                "fit esol --frozen {} --data {} --store {} --epochs 1 --layers 2",
                folder.resolve("frozen"),
                folder,
                folder.resolve("store"));

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        assertThat(ExplainerArtifact.open(folder.resolve("store/esol/1"))
                        .manifest()
                        .signatures())
                .extracting(Manifest.Signature::length)
                .containsExactly(PlantedTask.LENGTH, PlantedTask.LENGTH);
    }

    private void replaceInCard(String text, String replacement) throws IOException {
        Path card = folder.resolve("frozen").resolve(FrozenCard.FILE);
        String content = Files.readString(card);
        assertThat(content).contains(text);
        int at = content.indexOf(text);
        Files.writeString(card, content.substring(0, at) + replacement + content.substring(at + text.length()));
    }

    @Test
    void aGpuThatIsNotThereIsNotReplacedInSilence() {
        assumeTrue(ComputeDevice.take(ComputeDevice.Choice.AUTO) == ComputeDevice.CPU, "this machine has a GPU");

        assertFailure(
                1, "sees no GPU", "frozen esol --device gpu --data {} --out {}", folder, folder.resolve("frozen"));
    }

    @Test
    void evaluatingAFolderWithoutAnExplainerIsRefused() {
        assertFailure(1, "There is no explainer in " + folder, "evaluate --explainer {} --data {}", folder, folder);
    }

    @Test
    void evaluatingAnExplainerOfAnUnknownSplitIsRefused() {
        Path explainer = StoredExplainer.publish(folder).folder();

        assertFailure(
                1,
                "does not say which split the explainer was fitted with",
                "evaluate --explainer {} --data {}",
                explainer,
                folder);
    }

    @Test
    void listShowsEveryVersionAndWhichOnesAreDamaged() throws IOException {
        ExplainerArtifact first = StoredExplainer.publish(folder);
        ExplainerArtifact second = StoredExplainer.publish(folder);

        CommandRun whole = CommandRun.of("list --store {}", folder);
        Files.writeString(second.folder().resolve(ExplainerArtifact.VOCABULARY), "C\n");
        CommandRun damaged = CommandRun.of("list --store {}", folder);

        assertThat(whole.exitCode()).isZero();
        assertThat(whole.out().lines()).hasSize(3);
        assertThat(whole.out()).contains(first.digest().substring(0, 12)).doesNotContain("DAMAGED");
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out().lines().toList().get(1)).doesNotContain("DAMAGED");
        assertThat(damaged.out().lines().toList().get(2))
                .contains("DAMAGED: ")
                .contains(ExplainerArtifact.VOCABULARY)
                .contains(" 2 ");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        assertFailure(
                1, "There is no folder " + folder.resolve("nowhere"), "list --store {}", folder.resolve("nowhere"));
    }

    @Test
    void publishNeedsBrokers() {
        assertFailure(
                2,
                "Missing required option: '--bootstrap-servers=HOST:PORT'",
                "publish --store {} --explainer planted",
                folder);
    }

    @Test
    void rollbackNeedsBrokers() {
        assertFailure(
                2,
                "Missing required option: '--bootstrap-servers=HOST:PORT'",
                "rollback --store {} --name planted --to 1",
                folder);
    }

    @Test
    void publishNamesAnExplainerThatTheStoreLacks() {
        StoredExplainer.publish(folder);

        assertFailure(
                1,
                "There is no explainer named 'plantd' in " + folder + "; it has planted.",
                "publish --bootstrap-servers 127.0.0.1:1 --store {} --explainer plantd",
                folder);
    }

    @Test
    void publishNamesAClientConfigurationThatIsNotThere() {
        StoredExplainer.publish(folder);
        Path config = folder.resolve("client.properties");

        assertFailure(
                1,
                "There is no file " + config + ".",
                "publish --bootstrap-servers 127.0.0.1:1 --client-config {} --store {} --explainer planted",
                config,
                folder);
    }

    @Test
    void aMisspeltOptionIsAnsweredWithTheOneThatWasMeant() {
        assertFailure(2, "--store", "list --stor {}", folder);
        assertThat(CommandRun.of("list --stor {}", folder).err()).contains("See 'trainer list --help'.");
    }

    /** Nothing on standard output, and on standard error a few words and no stack trace. */
    private static void assertFailure(int exitCode, String words, String line, Object... values) {
        CommandRun run = CommandRun.of(line, values);

        assertThat(run.err()).contains(words).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(exitCode == 1 ? 1 : 3);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
