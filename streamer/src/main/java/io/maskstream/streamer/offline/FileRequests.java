package io.maskstream.streamer.offline;

import io.maskstream.schemas.files.Columns;
import io.maskstream.schemas.files.InputFolder;
import io.maskstream.schemas.files.TableFile;
import io.maskstream.schemas.files.TableRows;
import io.maskstream.schemas.files.UnusableRecordException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.Review;
import io.maskstream.streamer.explain.GivenRecord;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.explain.RefusedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Requests in files: JSON Lines, the rows of a table, or the images or texts of a folder. */
public final class FileRequests {

    /** Name of the standard input in messages. */
    private static final String STANDARD_INPUT = "stdin";

    private FileRequests() {}

    /** Reads requests as JSON Lines from standard input. */
    public static GivenRecords standardInput(InputStream in) {
        return new RequestLines(STANDARD_INPUT, () -> in);
    }

    /**
     * Opens a file or a folder.
     *
     * @param kind kind of record in the rows of a table or the files of a folder
     * @param inputColumn column of a table; null for the only column, or the one named after the kind of input
     * @param idColumn column of a table; null for none, in which case file and line serve as ids
     * @throws IOException if there is nothing to read; its message says what to do
     */
    public static GivenRecords open(Path path, InputKind kind, String inputColumn, String idColumn) throws IOException {
        if (Files.isDirectory(path)) {
            return folder(path, kind);
        }
        if (!Files.exists(path)) {
            throw new IOException("There is no file or folder " + path
                    + "; records must be JSON Lines, a table (CSV, TSV) or a folder.");
        }
        TableFile table = TableFile.open(path);
        if (table.format() == TableFile.Format.JSON_LINES) {
            return new RequestLines(path.getFileName().toString(), () -> TableFile.decompressed(path));
        }
        return table(table, new TableRows(table, new Columns(inputColumn, null, null, idColumn), kind));
    }

    private static GivenRecords table(TableFile table, TableRows rows) {
        String file = table.file().getFileName().toString();
        return new GivenRecords() {
            @Override
            public void forEach(Visitor visitor) throws IOException {
                rows.forEach(
                        row -> {
                            RecordOrigin origin = RecordOrigin.inFile(file, row.line());
                            visitor.record(record(
                                    origin, Objects.requireNonNullElse(row.id(), origin.toString()), row.input()));
                        },
                        (line, reason) -> visitor.refused(
                                RefusedRequest.of(RecordOrigin.inFile(file, line), RefusalReason.UNREADABLE, reason)));
            }

            @Override
            public long count() {
                return -1;
            }
        };
    }

    private static GivenRecords folder(Path root, InputKind kind) throws IOException {
        InputFolder folder = new InputFolder(root, kind);
        return new GivenRecords() {
            @Override
            public void forEach(Visitor visitor) {
                for (String path : folder.files().keySet()) {
                    RecordOrigin origin = RecordOrigin.inFile(path, 0);
                    try {
                        visitor.record(record(origin, path, folder.input(path)));
                    } catch (UnusableRecordException e) {
                        visitor.refused(RefusedRequest.of(origin, RefusalReason.UNREADABLE, e.getMessage()));
                    }
                }
            }

            @Override
            public long count() {
                return folder.files().size();
            }
        };
    }

    private static GivenRecord record(RecordOrigin origin, String id, Object input) {
        return new GivenRecord(origin, bytes(input), null, new ExplanationRequest(id, null, input, null));
    }

    /** Returns the file of an image, or a text or a molecule in UTF-8. */
    private static byte[] bytes(Object input) {
        if (input instanceof Image image) {
            ByteBuffer data = image.getData().duplicate();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return bytes;
        }
        String text = input instanceof Molecule molecule ? molecule.getSmiles() : ((Review) input).getText();
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
