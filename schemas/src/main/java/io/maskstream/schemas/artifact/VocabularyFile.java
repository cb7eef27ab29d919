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
 * The tokens of a model in the order of their ids, one a line, in UTF-8. In a vocabulary of characters, those that end a line
 * stand as {@code \n} and {@code \r}.
 */
public final class VocabularyFile {

    /** In bytes; that of 20,000 words has 160,000. */
    private static final int LARGEST = 8 << 20;

    /** Each takes some 150 bytes of memory. */
    private static final int MOST_ENTRIES = 500_000;

    private static final String LINE_FEED = "\\n";
    private static final String CARRIAGE_RETURN = "\\r";

    private VocabularyFile() {}

    /**
     * Reads a vocabulary.
     *
     * @param unit of its tokens
     * @throws IOException if it cannot be read, is no UTF-8, or too large
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
     * @throws IllegalArgumentException if an entry would not be read as it is
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
                    "a token of a vocabulary holds the end of a line: take it out of the vocabulary, or out of the texts by a"
                            + " step of the standardisation");
        }
    }
}
