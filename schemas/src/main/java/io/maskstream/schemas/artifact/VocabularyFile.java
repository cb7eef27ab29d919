package io.maskstream.schemas.artifact;

import io.maskstream.schemas.artifact.TokenInput.Unit;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads and writes the tokens of a model in the order of their ids, one per line, in UTF-8. In a vocabulary of
 * characters, the line-break characters are escaped as {@code \n} and {@code \r}.
 */
public final class VocabularyFile {

    /** Size limit in bytes; a vocabulary of 20,000 words has 160,000 bytes. */
    private static final int LARGEST = 8 << 20;

    /** Limit for the number of entries; each takes about 150 bytes of memory. */
    private static final int MOST_ENTRIES = 500_000;

    private static final String LINE_FEED = "\\n";
    private static final String CARRIAGE_RETURN = "\\r";

    private VocabularyFile() {}

    /**
     * Reads a vocabulary.
     *
     * @param unit of its tokens
     * @throws IOException if it cannot be read, is not valid UTF-8, or is too large
     */
    public static List<String> read(Path file, Unit unit) throws IOException {
        byte[] content = RegularFile.read(file, LARGEST);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8.newDecoder()))) {
            List<String> entries = lines.lines()
                    .limit(MOST_ENTRIES + 1L)
                    .map(line -> unit == Unit.CHARACTERS ? unescaped(line) : line)
                    .toList();
            if (entries.size() > MOST_ENTRIES) {
                throw new IOException("it has more than " + MOST_ENTRIES + " lines");
            }
            return entries;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String unescaped(String line) {
        return switch (line) {
            case LINE_FEED -> "\n";
            case CARRIAGE_RETURN -> "\r";
            default -> line;
        };
    }

    /**
     * Writes a vocabulary.
     *
     * @param unit of its tokens
     * @throws IllegalArgumentException if an entry contains a line break and would not be read back unchanged
     */
    public static void write(Path file, Unit unit, List<String> entries) throws IOException {
        Files.write(
                file,
                entries.stream()
                        .map(entry -> unit == Unit.CHARACTERS ? escaped(entry) : entry)
                        .peek(VocabularyFile::checkLine)
                        .toList());
    }

    private static String escaped(String entry) {
        return switch (entry) {
            case "\n" -> LINE_FEED;
            case "\r" -> CARRIAGE_RETURN;
            default -> entry;
        };
    }

    private static void checkLine(String entry) {
        if (entry.indexOf('\n') >= 0 || entry.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "a token of the vocabulary contains a line break: remove it from the vocabulary, or from the texts"
                            + " by a standardization step");
        }
    }
}
