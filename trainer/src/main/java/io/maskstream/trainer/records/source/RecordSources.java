package io.maskstream.trainer.records.source;

import io.maskstream.schemas.files.Columns;
import io.maskstream.schemas.files.TableFile;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Opens record sources by the value of {@code --records}. */
public final class RecordSources {

    private static final int NEWEST = 20_000;

    private static final String TOPIC = "topic:";
    private static final String ESOL = "esol:";
    private static final String IMDB = "imdb:";
    private static final String CIFAR10 = "cifar10:";

    private RecordSources() {}

    /**
     * Opens a source.
     *
     * @param spec path of a table or a folder, {@code topic:NAME}, or a data set: {@code esol:DIR}, {@code imdb:DIR},
     *     {@code cifar10:DIR}
     * @param options further options for the records
     * @param kind kind of input that the model takes
     * @throws IOException if there are no records of that kind; the message says what was found, and what to do
     * @throws IllegalArgumentException if an option does not apply to this source, or contradicts another
     */
    public static RecordSource open(String spec, RecordOptions options, InputKind kind) throws IOException {
        checkOptions(spec, options);
        if (spec.startsWith(TOPIC)) {
            return topic(spec.substring(TOPIC.length()), options, kind);
        }
        if (spec.startsWith(ESOL)) {
            requireKind(spec, InputKind.MOLECULE, kind);
            return labelled(new EsolSource(path(spec.substring(ESOL.length()))), options);
        }
        if (spec.startsWith(IMDB)) {
            requireKind(spec, InputKind.REVIEW, kind);
            return labelled(new ImdbSource(path(spec.substring(IMDB.length()))), options);
        }
        if (spec.startsWith(CIFAR10)) {
            requireKind(spec, InputKind.IMAGE, kind);
            return labelled(new Cifar10Source(path(spec.substring(CIFAR10.length()))), options);
        }
        Path path = path(spec);
        if (Files.isDirectory(path)) {
            refuse(
                    options.input != null || options.label != null || options.part != null,
                    "A folder has no columns: omit --input, --label and --part; its subfolders are the classes.");
            return new FolderSource(path, kind, !options.noLabels);
        }
        if (!Files.exists(path)) {
            throw new IOException("There is no file or folder " + spec
                    + ": name a table (CSV, TSV or JSON Lines), a folder, topic:NAME, esol:DIR, imdb:DIR or"
                    + " cifar10:DIR.");
        }
        Columns columns = new Columns(options.input, options.noLabels ? null : options.label, options.part, null);
        return new TableSource(TableFile.open(path), columns, kind);
    }

    private static void checkOptions(String spec, RecordOptions options) {
        boolean ofTopic =
                Stream.of(options.last, options.since, options.offsets).anyMatch(option -> option != null);
        refuse(
                ofTopic
                        && Stream.of(options.records, options.validation, options.test)
                                .noneMatch(source -> source != null && source.startsWith(TOPIC)),
                "--last, --since and --offsets only apply to a topic, and " + spec + " is not a topic.");
        refuse(
                Stream.of(options.last, options.since, options.offsets)
                                .filter(option -> option != null)
                                .count()
                        > 1,
                "Give only one of --last, --since and --offsets.");
    }

    private static void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw new IllegalArgumentException(sentence);
        }
    }

    private static void requireKind(String spec, InputKind present, InputKind wanted) throws IOException {
        if (present != wanted) {
            throw new IOException(
                    "The records of " + spec + " are " + present + "s, but the model takes " + wanted.one() + ".");
        }
    }

    private static Path path(String text) throws IOException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IOException("'" + text + "' is not a path.", e);
        }
    }

    private static TopicSource topic(String name, RecordOptions options, InputKind kind) throws IOException {
        refuse(name.isBlank(), "topic: must name a topic, such as topic:explanation-requests.");
        refuse(
                options.input != null || options.label != null || options.part != null,
                "Requests on a topic have no columns and no labels: omit --input, --label and --part.");
        SchemaRegistry registry = options.schemaRegistry == null ? null : new SchemaRegistry(options.schemaRegistry);
        return new TopicSource(
                name,
                options.brokers.settings(),
                new RequestFilter(new RequestReader(registry), kind, options.explainer),
                window(options),
                options.windows);
    }

    private static TopicWindow window(RecordOptions options) {
        if (options.offsets != null) {
            return new TopicWindow.Offsets(OffsetRanges.parse(options.offsets));
        }
        if (options.since != null) {
            return TopicWindow.Since.parse(options.since, Instant.now());
        }
        return new TopicWindow.Last(options.last == null ? NEWEST : options.last);
    }

    private static RecordSource labelled(RecordSource source, RecordOptions options) {
        return options.noLabels ? new Unlabelled(source) : source;
    }

    /** A source without its labels. */
    private record Unlabelled(RecordSource source) implements RecordSource {

        @Override
        public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
            source.forEach(
                    read -> visitor.accept(new SourceRecord(read.name(), read.input(), null, read.part())), skipped);
        }

        @Override
        public SourceDescription describe() throws IOException {
            return source.describe();
        }
    }
}
