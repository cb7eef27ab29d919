package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a table: CSV, TSV or JSON Lines with named columns. */
final class TableSource implements RecordSource {

    private final TableFile table;
    private final Columns columns;
    private final InputKind kind;
    private final CellInput inputs;

    TableSource(TableFile table, Columns columns, InputKind kind) {
        this.table = table;
        this.columns = columns;
        this.kind = kind;
        this.inputs = new CellInput(kind, table.file().toAbsolutePath().getParent());
    }

    @Override
    public SourceDescription describe() throws IOException {
        return new SourceDescription(table.file().getFileName().toString(), Digests.sha256(table.file()));
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        try (BufferedReader reader = table.reader()) {
            if (table.format() == TableFile.Format.JSON_LINES) {
                lines(reader, visitor, skipped);
            } else {
                rows(reader, visitor, skipped);
            }
        } catch (CharacterCodingException e) {
            throw new IOException(table + " is no valid UTF-8: save it in that encoding.", e);
        }
    }

    private CSVFormat format() {
        char separator =
                switch (table.format()) {
                    case TABS -> '\t';
                    case SEMICOLONS -> ';';
                    default -> ',';
                };
        return CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
    }

    private void rows(BufferedReader reader, Consumer<SourceRecord> visitor, Consumer<String> skipped)
            throws IOException {
        CSVParser parser;
        try {
            parser = format().parse(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("The header of " + table + " cannot be used: " + e.getMessage(), e);
        }
        List<String> names = parser.getHeaderNames();
        Columns present = columns.in(names, table.toString(), kind);
        Iterator<CSVRecord> rows = parser.iterator();
        while (true) {
            String name = name(parser.getCurrentLineNumber() + 1);
            CSVRecord row;
            try {
                if (!rows.hasNext()) {
                    return;
                }
                row = rows.next();
            } catch (UncheckedIOException | IllegalStateException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (cause instanceof CharacterCodingException coding) {
                    throw coding;
                }
                throw new IOException(
                        "The row at " + name + " cannot be read: " + Quotes.oneLine(cause.getMessage())
                                + "; a quotation mark in a quoted field is written twice.",
                        e);
            }
            if (!row.isConsistent()) {
                skipped.accept(name + ": it has " + row.size() + " fields, and the header has " + names.size() + ".");
                continue;
            }
            give(
                    name,
                    row.get(present.input()),
                    present.label() == null ? null : row.get(present.label()),
                    present.part() == null ? null : row.get(present.part()),
                    visitor,
                    skipped);
        }
    }

    private void lines(BufferedReader reader, Consumer<SourceRecord> visitor, Consumer<String> skipped)
            throws IOException {
        JsonLine first = null;
        Columns present = null;
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonLine fields = JsonLine.read(line);
                if (first == null) {
                    first = fields;
                    present = columns.in(first.names(), "the first line of " + table, kind);
                }
                give(
                        name(number),
                        fields.text(present.input()),
                        present.label() == null ? null : fields.scalar(present.label()),
                        present.part() == null ? null : fields.scalar(present.part()),
                        visitor,
                        skipped);
            } catch (UnusableRecordException e) {
                skipped.accept(name(number) + ": " + e.getMessage() + ".");
            }
        }
    }

    private String name(long line) {
        return table.file().getFileName() + " line " + line;
    }

    private void give(
            String name,
            String input,
            String label,
            String part,
            Consumer<SourceRecord> visitor,
            Consumer<String> skipped) {
        Object made;
        try {
            made = inputs.of(input);
        } catch (UnusableRecordException e) {
            skipped.accept(name + ": " + e.getMessage() + ".");
            return;
        }
        visitor.accept(new SourceRecord(name, made, nullIfBlank(label), nullIfBlank(part)));
    }

    private static String nullIfBlank(String field) {
        return field == null || field.isBlank() ? null : field.strip();
    }
}
