package io.maskstream.trainer.records.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.RecordSplit;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the records that a command uses, and for their split. */
public final class RecordOptions {

    @Option(
            names = "--records",
            required = true,
            paramLabel = "RECORDS",
            order = 101,
            description = {
                "Records: a table (CSV, TSV or JSON Lines, optionally gzipped), a folder of images or .txt files"
                        + " (each subfolder is a class), topic:NAME, or a data set as its authors distribute it: esol:DIR,"
                        + " imdb:DIR, cifar10:DIR."
            })
    String records;

    @Option(
            names = "--input",
            paramLabel = "COLUMN",
            order = 102,
            description = "Column of a table with the texts, SMILES strings or images (paths relative to the table, or"
                    + " base64). Default: the only column, or the one called text, smiles or image.")
    String input;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            order = 103,
            description = "Column of a table with the labels: values, or classes by name or by number from 0. Default:"
                    + " none; the model's prediction is the target.")
    String label;

    @Option(names = "--no-labels", order = 104, description = "Ignore the labels given by subfolders or by a data set.")
    boolean noLabels;

    @Option(
            names = "--part",
            paramLabel = "COLUMN",
            order = 105,
            description = "Column of a table with the part of each record: train, validation or test. Default: none;"
                    + " records are split at random.")
    String part;

    @Option(
            names = "--validation",
            paramLabel = "RECORDS",
            order = 106,
            description = "Separate records for validation; --records are then for training.")
    String validation;

    @Option(
            names = "--test",
            paramLabel = "RECORDS",
            order = 107,
            description = "Separate records for testing; --records are then for training.")
    String test;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            order = 108,
            description = "Seed of the random split (default: from the model's card, otherwise 0).")
    Long splitSeed;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            order = 109,
            description = "Share of the training records that is held out for each part that the records do not define"
                    + " (default: from the model's card, otherwise " + RecordSplit.Rules.HELD_OUT + ").")
    Double heldOut;

    @Option(
            names = "--limit",
            paramLabel = "N",
            order = 110,
            description = "Maximum number of records, drawn at random (default: as many as fit into memory).")
    Integer limit;

    @Option(
            names = "--skip-at-most",
            paramLabel = "SHARE",
            order = 111,
            defaultValue = "" + RecordSplit.Rules.SKIP_AT_MOST,
            description = "Share of records that may be unusable and are skipped (default: ${DEFAULT-VALUE}).")
    double skipAtMost;

    @Mixin
    BrokerOptions brokers = new BrokerOptions();

    @Option(
            names = "--last",
            paramLabel = "N",
            order = 312,
            description = "For a topic: the newest N records (default: 20000).")
    Integer last;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            order = 313,
            description =
                    "For a topic: records since a time, such as 2026-05-01T06:00:00Z, or PT6H for the last six hours.")
    String since;

    @Option(
            names = "--offsets",
            paramLabel = "RANGES",
            order = 314,
            description =
                    "For a topic: records at these offsets, such as 0:120-350,1:98-341, as recorded in a manifest.")
    String offsets;

    @Option(
            names = "--explainer",
            paramLabel = "NAME",
            order = 315,
            description = "For a topic: skip requests that name another explainer.")
    String explainer;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            order = 316,
            description = "For a topic: URL of the schema registry that its records were written with.")
    URI schemaRegistry;

    TopicWindows windows = TopicWindows.ofThisCommand();

    /** Uses the remembered ranges of each topic; the ranges of other topics are determined and then remembered. */
    public void remember(TopicWindows remembered) {
        windows = remembered;
    }

    /** Returns the connection options, which other Kafka clients of the command also use. */
    public BrokerOptions brokers() {
        return brokers;
    }

    /**
     * Opens the specified records.
     *
     * @throws IOException if there are none; the message says what to do
     * @throws IllegalArgumentException if the options contradict each other
     */
    public RecordSource open(InputKind kind) throws IOException {
        RecordSource named = RecordSources.open(records, this, kind);
        if (validation == null && test == null) {
            return named;
        }
        if (part != null) {
            throw new IllegalArgumentException(
                    "Give either --part, or --validation and --test: both define the parts of the split.");
        }
        Map<Part, RecordSource> parts = new EnumMap<>(Part.class);
        parts.put(Part.TRAIN, named);
        if (validation != null) {
            parts.put(Part.VALIDATION, RecordSources.open(validation, this, kind));
        }
        if (test != null) {
            parts.put(Part.TEST, RecordSources.open(test, this, kind));
        }
        return new JoinedSource(parts);
    }

    /**
     * Splits the records into parts for training, validation and testing, and applies the limit.
     *
     * @param training training entry of the model's card, which provides the seed of the split and the held-out share
     *     unless they were given as options; may be null
     */
    public RecordSplit split(InputKind kind, JsonNode training) throws IOException {
        return limited(RecordSplit.of(open(kind), rules(training)));
    }

    /**
     * Transforms the records, then splits them.
     *
     * @param made transforms the source, for example by giving each record another label
     */
    public RecordSplit splitOf(InputKind kind, UnaryOperator<RecordSource> made) throws IOException {
        return limited(RecordSplit.of(made.apply(open(kind)), rules(null)));
    }

    /** Uses all records for testing, and applies the limit. */
    public RecordSplit allForTest(InputKind kind) throws IOException {
        return limited(RecordSplit.allForTest(open(kind), rules(null)));
    }

    private RecordSplit.Rules rules(JsonNode training) {
        JsonNode told = training == null ? MissingNode.getInstance() : training.path("data");
        return new RecordSplit.Rules(
                splitSeed == null ? told.path("splitSeed").asLong(0) : splitSeed,
                heldOut == null ? told.path("heldOut").asDouble(RecordSplit.Rules.HELD_OUT) : heldOut,
                skipAtMost);
    }

    private RecordSplit limited(RecordSplit split) throws IOException {
        if (limit == null) {
            return split;
        }
        if (limit < 1) {
            throw new IllegalArgumentException("--limit must be at least 1, not " + limit + ".");
        }
        return split.limited(limit);
    }
}
