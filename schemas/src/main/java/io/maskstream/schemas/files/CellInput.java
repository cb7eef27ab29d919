package io.maskstream.schemas.files;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.Review;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Converts a field of a table to a record. Texts and molecules are the field itself. For an image, the field is a path
 * relative to the table's folder, or the file in base64.
 */
final class CellInput {

    /** The first characters of a PNG and of a JPEG file in base64. */
    private static final String PNG = "iVBORw0KGgo";

    private static final String JPEG = "/9j/";
    private static final String DATA_URI = "data:";

    private final InputKind kind;
    private final Path folder;

    /**
     * Creates a converter for the fields of a table.
     *
     * @param folder folder of the table
     */
    CellInput(InputKind kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    /** Converts a field to a record. */
    Object of(String field) throws UnusableRecordException {
        if (field == null || field.isBlank()) {
            throw new UnusableRecordException("the field is empty");
        }
        return switch (kind) {
            case REVIEW -> new Review(field);
            case MOLECULE -> new Molecule(field.strip());
            case IMAGE -> picture(field.strip());
        };
    }

    private Image picture(String field) throws UnusableRecordException {
        if (field.startsWith(DATA_URI)) {
            return decoded(field.substring(field.indexOf(',') + 1));
        }
        if (field.startsWith(PNG) || (field.startsWith(JPEG) && !isFile(field))) {
            return decoded(field);
        }
        if (!isFile(field)) {
            throw new UnusableRecordException("'" + Quotes.shown(field) + "' is neither a file (relative to " + folder
                    + ") nor a PNG or JPEG in base64");
        }
        return InputFile.picture(folder.resolve(field));
    }

    private boolean isFile(String field) {
        try {
            return Files.isRegularFile(folder.resolve(field));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Image decoded(String base64) throws UnusableRecordException {
        try {
            return new Image(ByteBuffer.wrap(Base64.getMimeDecoder().decode(base64)), null);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecordException("it is not valid base64", e);
        }
    }
}
