package io.maskstream.schemas.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A file of records in rows, optionally compressed with gzip.
 *
 * @param file the file, in UTF-8, with or without a byte order mark
 * @param format format of the rows
 */
public record TableFile(Path file, Format format) {

    /** Enough bytes for any header, whose separators reveal the format. */
    private static final int LOOKED_AT = 1 << 16;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /** The format of rows. */
    public enum Format {
        COMMAS,
        SEMICOLONS,
        TABS,
        JSON_LINES
    }

    /**
     * Detects the format of a table from its name and its first bytes.
     *
     * @throws IOException if the file cannot be read or is not a table; the message says what to do
     */
    public static TableFile open(Path file) throws IOException {
        byte[] first;
        try (InputStream in = decompressed(file)) {
            first = in.readNBytes(LOOKED_AT);
        }
        String latin = new String(first, StandardCharsets.ISO_8859_1);
        refuseOthers(file, latin);
        String text =
                new String(first, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading();
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || text.startsWith("{")) {
            return new TableFile(file, Format.JSON_LINES);
        }
        if (text.startsWith("[")) {
            throw new IOException(file + " is one JSON array: write one JSON object per line (JSON Lines).");
        }
        String header = text.lines().findFirst().orElse("");
        if (name.endsWith(".tsv") || name.endsWith(".tab") || (!name.endsWith(".csv") && header.contains("\t"))) {
            return new TableFile(file, Format.TABS);
        }
        if (!name.endsWith(".csv") && !header.contains(",") && !header.contains(";")) {
            throw new IOException(file
                    + " is not a supported table: write its records as CSV, TSV or"
                    + " JSON Lines, optionally compressed with gzip.");
        }
        // Spreadsheets write semicolons in locales where the comma is the decimal mark.
        boolean semicolons = header.contains(";") && !header.contains(",");
        return new TableFile(file, semicolons ? Format.SEMICOLONS : Format.COMMAS);
    }

    private static void refuseOthers(Path file, String latin) throws IOException {
        String other = null;
        if (latin.isEmpty()) {
            throw new IOException(file + " is empty.");
        } else if (latin.startsWith("PAR1")) {
            other = "a Parquet file";
        } else if (latin.startsWith("PK\3\4")) {
            other = "a spreadsheet or a ZIP archive";
        } else if (latin.startsWith("\u00FF\u00FE") || latin.startsWith("\u00FE\u00FF")) {
            other = "in UTF-16";
        } else if (latin.indexOf('\0') >= 0) {
            other = "not a text file";
        }
        if (other != null) {
            throw new IOException(file + " is " + other + ": write its records as CSV, TSV or JSON Lines in UTF-8.");
        }
    }

    /**
     * Returns a reader of the characters after an optional byte order mark. It throws {@link
     * java.nio.charset.CharacterCodingException} if the file is not valid UTF-8.
     */
    BufferedReader reader() throws IOException {
        Reader decoder = new InputStreamReader(decompressed(file), StandardCharsets.UTF_8.newDecoder());
        BufferedReader reader = new BufferedReader(decoder);
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /**
     * Returns the bytes of a file, decompressed if it is in gzip format. The first bytes decide: a browser may have
     * removed the file's extension or its compression.
     */
    public static InputStream decompressed(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
            in.reset();
            return gzip ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
