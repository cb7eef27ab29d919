package io.maskstream.trainer.records.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecordOptionsTest {

    @TempDir
    Path folder;

    private String table;

    @BeforeEach
    void write() throws IOException {
        table = table("all.csv", 0, 100);
    }

    @Test
    void otherFilesAreTheOtherParts() throws IOException {
        String test = table("test.csv", 95, 120);

        RecordSplit split = split(null, "--records", table, "--test", test, "--held-out", "0.2");

        assertThat(split.size(Part.TEST)).isEqualTo(25);
        assertThat(split.size(Part.TRAIN)).isEqualTo(76);
        assertThat(split.size(Part.VALIDATION)).isEqualTo(19);
        assertThat(split.name()).isEqualTo("all.csv (train), test.csv (test)");
    }

    @Test
    void theSeedOfTheModelsCardDividesWhereNoneIsGiven() throws IOException {
        RecordSplit told = split(training(7, null), "--records", table);
        RecordSplit given = split(null, "--records", table, "--split-seed", "7");
        RecordSplit other = split(null, "--records", table);

        assertThat(described(told)).isEqualTo(described(given)).isNotEqualTo(described(other));
    }

    @Test
    void aCardThatTellsTheSameSplitMakesTheTestRecordsUnseen() throws IOException {
        String digest = ReadRecords.open(InputKind.REVIEW, "--records", table)
                .describe()
                .sha256();
        ObjectNode training = training(7, digest);

        assertThat(split(training, "--records", table).exposure(training)).isEqualTo(RecordSplit.Exposure.UNSEEN);
        assertThat(split(training, "--records", table, "--split-seed", "8").exposure(training))
                .isEqualTo(RecordSplit.Exposure.SEEN);
        assertThat(split(training, "--records", table, "--test", table("t.csv", 200, 220))
                        .exposure(training))
                .isEqualTo(RecordSplit.Exposure.NOT_KNOWN);
        assertThat(split(null, "--records", table).exposure(null)).isEqualTo(RecordSplit.Exposure.NOT_KNOWN);
    }

    @Test
    void aLimitDrawsFromAllParts() throws IOException {
        RecordSplit split = split(null, "--records", table, "--limit", "40");

        assertThat(split.total()).isEqualTo(40);
        assertThat(split.size(Part.TRAIN)).isBetween(24, 38);
        assertThat(split.size(Part.TEST)).isPositive();
    }

    @Test
    void optionsThatDoNotBelongTogetherAreRefused() {
        assertRefused("Give either --part", "--records", table, "--part=text", "--test", table);
        assertRefused("--last, --since and --offsets only apply to a topic", "--records", table, "--last=5");
        assertRefused("Give only one of", "--records", "topic:t", "--last=5", "--since=PT1H");
        assertRefused("Reading a topic needs --bootstrap-servers", "--records", "topic:t");
        assertRefused("Requests on a topic have no columns", "--records", "topic:t", "--label=x");
        assertRefused("A folder has no columns", "--records", folder.toString(), "--input=x");
        assertRefused(
                "--since must be a duration", "--records=topic:t", "--bootstrap-servers=localhost:1", "--since=6h");
        assertRefused(
                "--offsets must be like", "--records=topic:t", "--bootstrap-servers=localhost:1", "--offsets=0:5");
        assertRefused("--last must be at least 1", "--records=topic:t", "--bootstrap-servers=x:1", "--last=0");
    }

    @Test
    void whatIsNotThereIsAnsweredByWhatThereCanBe() {
        assertThatThrownBy(() -> ReadRecords.open(InputKind.REVIEW, "--records", "s3://bucket/reviews.csv"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("There is no file or folder s3://bucket/reviews.csv: name a table");
    }

    private static void assertRefused(String sentence, String... arguments) {
        assertThatThrownBy(() -> ReadRecords.open(InputKind.REVIEW, arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    private static RecordSplit split(ObjectNode training, String... arguments) throws IOException {
        return CommandLine.populateCommand(new RecordOptions(), arguments).split(InputKind.REVIEW, training);
    }

    private static String described(RecordSplit split) throws IOException {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        split.describe(data);
        StringBuilder names = new StringBuilder(data.toString());
        split.forEach(Set.of(Part.TEST), (part, index, record) -> names.append(record.name()));
        return names.toString();
    }

    private static ObjectNode training(long seed, String sha256) {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("data")
                .put("sha256", sha256)
                .put("split", "random 80/10/10 by molecule, copies of a molecule on one side")
                .put("splitSeed", seed);
        return training;
    }

    private String table(String name, int from, int to) throws IOException {
        String rows = IntStream.range(from, to)
                .mapToObj(i -> "review number " + i)
                .collect(Collectors.joining("\n", "text\n", "\n"));
        return Files.writeString(folder.resolve(name), rows).toString();
    }
}
