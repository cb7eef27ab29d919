package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
            assertThat(run.out())
                    .contains(
                            option.negatable()
                                    ? "--[no-]" + option.longestName().substring(2)
                                    : option.longestName());
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
                .contains("ran out of memory: use a smaller --batch")
                .doesNotContain("shape");
    }

    @Test
    void recordsThatAreNotThereAreNamed() {
        assertFailure(
                1,
                "There is no file or folder " + folder.resolve("nowhere"),
                "train molecules --records {} --label y --out {}",
                folder.resolve("nowhere"),
                folder.resolve("model"));
    }

    @Test
    void aModelIsNotTrainedWithoutLabels() throws IOException {
        Path records = MadeUpRecords.molecules(folder);

        assertFailure(
                1,
                "Training a model needs labels",
                "train molecules --records {} --output value --out {}",
                records,
                folder.resolve("model"));
    }

    @Test
    void aFolderThatHoldsNoModelIsNamed() {
        assertFailure(
                1,
                "There is no SavedModel in " + folder.resolve("nowhere"),
                "fit {} --records {} --store {} --name mine",
                folder.resolve("nowhere"),
                folder,
                folder);
    }

    @Test
    void aNameThatNoExplainerCanHaveIsRefusedBeforeAnythingIsRead() {
        assertFailure(
                2,
                "--name: an explainer's name has letters",
                "fit {} --records {} --store {} --name=-mine",
                folder.resolve("nowhere"),
                folder.resolve("nowhere"),
                folder);
    }

    @Test
    void aStoreThatCannotBeWrittenIsRefusedBeforeAnythingIsRead() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertFailure(
                1,
                "No explainer can be written to the store " + file.resolve("store"),
                "fit {} --records {} --store {} --name mine",
                folder.resolve("nowhere"),
                folder.resolve("nowhere"),
                file.resolve("store"));
    }

    @Test
    void helpPutsWhatEveryFitNeedsFirst() {
        List<String> lines = CommandRun.of("fit --help").out().lines().toList();

        assertThat(lines.get(0)).isEqualTo("Usage: trainer fit [OPTIONS] MODEL");
        assertThat(lines)
                .containsSubsequence(
                        "Records", "Store and announcement", "Kafka", "Model", "Fit", "Evaluation", "Further options");
    }

    @Test
    void aDamagedCardIsNamed() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("model"));
        Files.writeString(folder.resolve("model").resolve(FrozenCard.FILE), "{");

        assertFailure(
                1,
                "frozen.json is damaged",
                "fit {} --records {} --store {} --name mine",
                folder.resolve("model"),
                folder,
                folder);
    }

    @Test
    void whatAnExplainerSaysOfItsModelIsNotOverridden() {
        Path explainer = StoredExplainer.publish(folder.resolve("store")).folder();

        assertFailure(
                1,
                explainer
                        + " is an explainer, whose manifest describes its model: leave --pixels, --maskable,"
                        + " --card out",
                "fit {} --maskable embedded --pixels 0..1 --card {} --records {} --store {} --name mine",
                explainer,
                folder.resolve("card.json"),
                folder,
                folder);
        assertFailure(
                1,
                explainer + " is an explainer, whose manifest describes its model: leave out --write.",
                "inspect --write {}",
                explainer);
    }

    @Test
    void whatACardSaysInFullIsNotOverridden() throws IOException {
        Path model = folder.resolve("model");
        PlantedTask.writeFrozen(model);

        assertFailure(
                1,
                "The card of the model in " + model + " describes it in full: leave --features out, or change "
                        + model.resolve(FrozenCard.FILE),
                "fit {} --features embedded --records {} --store {} --name mine",
                model,
                folder,
                folder);
        assertFailure(1, "leave --features out", "inspect --features embedded {}", model);
    }

    @Test
    void announcingNeedsBrokersBeforeAnythingIsFitted() {
        assertFailure(
                2,
                "Announcing a version needs --bootstrap-servers HOST:PORT.",
                "fit {} --records {} --store {} --name mine --announce",
                folder,
                folder,
                folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --areas 0.2                               | leave out --announce, --brief, --run and --sign-key.
                    --areas 0.2 --trade-off drawn --brief     | leave out --announce, --brief, --run and --sign-key.
                    --areas 0.2,-1 --trade-off drawn          | --areas must be above 0 and at most 1, not -1.0.
                    """)
    void areasAreCheckedBeforeAnythingIsFitted(String options, String words) {
        assertFailure(2, words, "fit {} --records {} --store {} --name mine " + options, folder, folder, folder);
    }

    @Test
    void aGpuThatIsNotThereIsNotReplacedInSilence() throws IOException {
        assumeTrue(ComputeDevice.take(ComputeDevice.Choice.AUTO) == ComputeDevice.CPU, "this machine has a GPU");

        assertFailure(
                1,
                "sees no GPU",
                "train molecules --records {} --label solubility --device gpu --out {}",
                MadeUpRecords.molecules(folder),
                folder.resolve("model"));
    }

    @Test
    void evaluatingAFolderWithoutAnExplainerIsRefused() {
        assertFailure(1, "There is no explainer in " + folder, "evaluate {} --records {}", folder, folder);
    }

    @Test
    void listShowsEveryVersionAndWhichOnesAreDamaged() throws IOException {
        ExplainerArtifact first = StoredExplainer.publish(folder);
        ExplainerArtifact second = StoredExplainer.publish(folder);

        CommandRun whole = CommandRun.of("list {}", folder);
        Files.writeString(second.folder().resolve(ExplainerArtifact.VOCABULARY), "C\n");
        CommandRun damaged = CommandRun.of("list {}", folder);

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
    void listShowsWhatNobodyTrustedHasSigned() throws Exception {
        StoredExplainer.publish(folder);
        ReleaseGateTest.judged(folder);
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = pem("sign.key", "PRIVATE KEY", pair.getPrivate());
        Path trusted = pem("sign.pub", "PUBLIC KEY", pair.getPublic());

        CommandRun publish = CommandRun.of("publish {} --sign-key {}", folder.resolve("planted"), key);
        CommandRun list = CommandRun.of("list {} --trust {}", folder, trusted);

        assertThat(publish).isEqualTo(new CommandRun(0, "", ""));
        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.out().lines().toList().get(1))
                .contains(" 1 ", "UNTRUSTED: it is not signed: there is no manifest.dsse.json");
        assertThat(list.out().lines().toList().get(2)).contains(" 2 ").doesNotContain("UNTRUSTED");
        assertFailure(1, "The keys of --trust cannot be used: ", "list {} --trust {}", folder, key);
        assertFailure(1, "has no private key", "publish {} --sign-key {}", folder.resolve("planted"), trusted);
    }

    private Path pem(String name, String label, Key key) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n-----END "
                        + label + "-----\n");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        assertFailure(1, "There is no folder " + folder.resolve("nowhere"), "list {}", folder.resolve("nowhere"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish {}", "rollback {}"})
    void announcingNeedsBrokers(String command) {
        Path first = StoredExplainer.publish(folder).folder();
        StoredExplainer.publish(folder);

        assertFailure(2, "Announcing a version needs --bootstrap-servers HOST:PORT.", command, first);
    }

    @Test
    void publishNamesAFolderThatHoldsNoExplainer() {
        StoredExplainer.publish(folder);

        assertFailure(
                1,
                "There is no explainer in " + folder.resolve("plantd") + ": 'trainer list " + folder + "' lists them.",
                "publish --bootstrap-servers 127.0.0.1:1 {}",
                folder.resolve("plantd"));
        assertFailure(
                1,
                "There is no explainer in " + folder.resolve("planted/2") + ": 'trainer list " + folder
                        + "' lists them.",
                "rollback --bootstrap-servers 127.0.0.1:1 {}",
                folder.resolve("planted/2"));
    }

    @Test
    void publishNamesAClientConfigurationThatIsNotThere() {
        ReleaseGateTest.judged(folder);
        Path config = folder.resolve("client.properties");

        assertFailure(
                1,
                "There is no file " + config + ".",
                "publish --bootstrap-servers 127.0.0.1:1 --command-config {} {}",
                config,
                folder.resolve("planted"));
    }

    @Test
    void aMisspeltOptionIsAnsweredWithTheOneThatWasMeant() {
        assertFailure(2, "--version", "list --versio {}", folder);
        assertThat(CommandRun.of("list --versio {}", folder).err()).contains("See 'trainer list --help'.");
    }

    /** Asserts that standard output is empty, and that standard error has the words and no stack trace. */
    private static void assertFailure(int exitCode, String words, String line, Object... values) {
        CommandRun run = CommandRun.of(line, values);

        assertThat(run.err()).contains(words).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(exitCode == 1 ? 1 : 3);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
