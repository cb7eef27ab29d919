package io.maskstream.trainer.records.source;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.files.Columns;
import io.maskstream.schemas.files.TableFile;
import io.maskstream.schemas.files.TableRows;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.function.Consumer;

/** The rows of a table: CSV, TSV or JSON Lines with named columns. */
final class TableSource implements RecordSource {

    private final TableFile table;
    private final TableRows rows;

    TableSource(TableFile table, Columns columns, InputKind kind) {
        this.table = table;
        this.rows = new TableRows(table, columns, kind);
    }

    @Override
    public SourceDescription describe() throws IOException {
        return new SourceDescription(table.file().getFileName().toString(), Digests.sha256(table.file()));
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        rows.forEach(
                row -> visitor.accept(new SourceRecord(rows.name(row.line()), row.input(), row.label(), row.part())),
                (line, reason) -> skipped.accept(rows.name(line) + ": " + reason + "."));
    }
}
