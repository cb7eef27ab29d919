package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeAModelWithoutACard() throws IOException {
        PlantedTask.writeFrozen(folder);
        Files.delete(folder.resolve(FrozenCard.FILE));
    }

    @Test
    void showsWhatIsFoundAndTriesItOut() {
        assertThat(inspect("--prediction", "prediction")).isZero();

        assertThat(out.toString())
                .containsPattern("kind +molecule +by the vocabulary's entries")
                .containsPattern("maskable +embedded +float32 \\[batch, 16, 4] +the first look-up by the ids")
                .containsPattern("output +a value")
                .contains("its gradient reaches the maskable tensor (up to 1.00)")
                .endsWith("The model can be explained." + System.lineSeparator());
        assertThat(folder.resolve(FrozenCard.FILE)).doesNotExist();
    }

    @Test
    void whatWasWrittenNeedNotBeSaidAgain() throws IOException {
        assertThat(inspect("--prediction", "prediction", "--output-name", "oxygen", "--unit", "atoms", "--write"))
                .isZero();

        FrozenCard card = FrozenModel.read(folder).card();
        assertThat(card.output().name()).isEqualTo("oxygen");
        assertThat(card.output().unit()).isEqualTo("atoms");
        assertThat(inspect()).isZero();
    }

    @Test
    void saysInASentenceWhatStandsInTheWay() {
        assertThat(inspect()).isEqualTo(1);

        assertThat(err.toString()).startsWith("The model in " + folder + " cannot be explained: it has 3 outputs (");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aCheckThatFailsGivesAnExitCode() throws IOException {
        Path file = Files.writeString(folder.resolve("check.jsonl"), "{\"smiles\": \"CO\", \"ids\": [3, 1]}");

        assertThat(inspect("--prediction", "prediction", "--check", file.toString()))
                .isEqualTo(1);

        assertThat(out.toString()).contains("0 of 1 records have the same ids");
    }

    @Test
    void nonsenseIsRefusedByTheOptionThatSaysIt() {
        assertThat(inspect("--padding", "left")).isEqualTo(2);

        assertThat(err.toString()).contains("--padding").contains("must be pre or post, not 'left'");
    }

    private int inspect(String... options) {
        FailureReport report = new FailureReport();
        CommandLine line = new CommandLine(new Inspect())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(report)
                .setParameterExceptionHandler(report);
        String[] arguments = new String[options.length + 1];
        arguments[0] = folder.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        return line.execute(arguments);
    }
}
