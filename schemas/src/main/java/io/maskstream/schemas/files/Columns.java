package io.maskstream.schemas.files;

import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * The columns of a table to read.
 *
 * @param input column of the texts, molecules or images; null for the only column, or for the one with a usual name
 *     such as {@code text}
 * @param label column of the labels; null for none
 * @param part column of the parts of the data set; null for none
 * @param id column of the record ids; null for none
 */
public record Columns(String input, String label, String part, String id) {

    /** Returns the columns for inputs alone. */
    static Columns ofInputs(String input) {
        return new Columns(input, null, null, null);
    }

    /** Checks the columns against those of a table, and finds the input column if it was not named. */
    Columns in(Collection<String> names, String table, InputKind kind) throws IOException {
        require(input, "--input", names, table);
        require(label, "--label", names, table);
        require(part, "--part", names, table);
        require(id, "--id", names, table);
        return new Columns(input == null ? input(names, table, kind) : input, label, part, id);
    }

    private static void require(String column, String option, Collection<String> names, String table)
            throws IOException {
        if (column != null && !names.contains(column)) {
            throw new IOException("There is no column '" + column + "' in " + table + ", as " + option
                    + " names it; there are " + listed(names) + ".");
        }
    }

    private static String input(Collection<String> names, String table, InputKind kind) throws IOException {
        if (names.size() == 1) {
            return names.iterator().next();
        }
        List<String> usual =
                switch (kind) {
                    case REVIEW -> List.of("text", "review");
                    case MOLECULE -> List.of("smiles", "molecule");
                    case IMAGE -> List.of("image", "picture");
                };
        List<String> found = names.stream()
                .filter(name -> usual.stream().anyMatch(name::equalsIgnoreCase))
                .toList();
        if (found.size() != 1) {
            throw new IOException("Say with --input which column of " + table + " holds the "
                    + (kind == InputKind.REVIEW ? "text" : kind) + "s; there are " + listed(names) + ".");
        }
        return found.get(0);
    }

    private static String listed(Collection<String> names) {
        return names.isEmpty() ? "none" : "'" + String.join("', '", names) + "'";
    }
}
