package io.maskstream.schemas.files;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Quotes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a table: CSV, TSV or JSON Lines with named columns. */
public final class TableRows {

    /**
     * A row of the table.
     *
     * @param line line on which the row begins, from 1
     * @param input a record that a request can carry: an image, a review or a molecule
     * @param label the label; null if there is none
     * @param part the part of the data set; null if there is none
     * @param id the id; null if there is none
     */
    public record Row(long line, Object input, String label, String part, String id) {}

    /** Receives the rows that cannot be used. */
    @FunctionalInterface
    public interface Skipped {

        /**
         * Receives a row that cannot be used.
         *
         * @param reason the reason, without a full stop
         */
        void row(long line, String reason);
    }

    private final TableFile table;
    private final Columns columns;
    private final InputKind kind;
    private final CellInput inputs;

    public TableRows(TableFile table, Columns columns, InputKind kind) {
        this.table = table;
        this.columns = columns;
        this.kind = kind;
        this.inputs = new CellInput(kind, table.file().toAbsolutePath().getParent());
    }

    /** Returns the name of a row for messages. */
    public String name(long line) {
        return table.file().getFileName() + " line " + line;
    }

    /**
     * Reads all rows in order.
     *
     * @throws IOException if the table itself cannot be read; the message says what to do
     */
    public void forEach(Consumer<Row> visitor, Skipped skipped) throws IOException {
        try (BufferedReader reader = table.reader()) {
            if (table.format() == TableFile.Format.JSON_LINES) {
                lines(reader, visitor, skipped);
            } else {
                rows(reader, visitor, skipped);
            }
        } catch (CharacterCodingException e) {
            throw new IOException(table + " is not valid UTF-8: save it in that encoding.", e);
        }
    }

    private CSVFormat format() {
        char separator =
                switch (table.format()) {
                    case TABS -> '\t';
                    case SEMICOLONS -> ';';
                    default -> ',';
                };
        return CSVFormat.DEFAULT.builder().setDelimiter(separator).get();
    }

    private void rows(BufferedReader reader, Consumer<Row> visitor, Skipped skipped) throws IOException {
        CSVParser parser = format().parse(reader);
        Iterator<CSVRecord> rows = parser.iterator();
        CSVRecord header = next(rows, name(1));
        if (header == null) {
            throw new IOException(table + " has no header.");
        }
        List<String> names = header.stream().map(String::strip).toList();
        // Columns without a name, such as the row numbers that pandas writes, cannot be chosen.
        Columns present =
                columns.in(names.stream().filter(name -> !name.isEmpty()).toList(), table.toString(), kind);
        int input = names.indexOf(present.input());
        int label = names.indexOf(present.label());
        int part = names.indexOf(present.part());
        int id = names.indexOf(present.id());
        while (true) {
            long line = parser.getCurrentLineNumber() + 1;
            CSVRecord row = next(rows, name(line));
            if (row == null) {
                return;
            }
            if (row.size() != names.size()) {
                skipped.row(line, "it has " + row.size() + " fields, but the header has " + names.size());
                continue;
            }
            give(
                    line,
                    row.get(input),
                    label < 0 ? null : row.get(label),
                    part < 0 ? null : row.get(part),
                    id < 0 ? null : row.get(id),
                    visitor,
                    skipped);
        }
    }

    /** Returns the next row, or null at the end. */
    private static CSVRecord next(Iterator<CSVRecord> rows, String name) throws IOException {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof CharacterCodingException coding) {
                throw coding;
            }
            throw new IOException(
                    "The row at " + name + " cannot be read: " + Quotes.oneLine(cause.getMessage())
                            + "; write a quotation mark in a quoted field twice.",
                    e);
        }
    }

    private void lines(BufferedReader reader, Consumer<Row> visitor, Skipped skipped) throws IOException {
        Columns present = null;
        Set<String> missing = new LinkedHashSet<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonLine fields = JsonLine.read(line);
                if (present == null) {
                    // Any line may omit a field without a value, except the field of the input.
                    String input = Columns.ofInputs(columns.input())
                            .in(fields.names(), "the first line of " + table, kind)
                            .input();
                    present = new Columns(input, columns.label(), columns.part(), columns.id());
                    Stream.of(columns.label(), columns.part(), columns.id())
                            .filter(Objects::nonNull)
                            .forEach(missing::add);
                }
                missing.removeAll(fields.names());
                give(
                        number,
                        fields.text(present.input()),
                        fields.scalar(present.label()),
                        fields.scalar(present.part()),
                        fields.scalar(present.id()),
                        visitor,
                        skipped);
            } catch (UnusableRecordException e) {
                skipped.row(number, e.getMessage());
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("No line of " + table + " has the field '" + String.join("' or '", missing) + "'.");
        }
    }

    private void give(
            long line, String input, String label, String part, String id, Consumer<Row> visitor, Skipped skipped) {
        Object made;
        try {
            made = inputs.of(input);
        } catch (UnusableRecordException e) {
            skipped.row(line, e.getMessage());
            return;
        }
        visitor.accept(new Row(line, made, nullIfBlank(label), nullIfBlank(part), nullIfBlank(id)));
    }

    private static String nullIfBlank(String field) {
        return field == null || field.isBlank() ? null : field.strip();
    }
}
