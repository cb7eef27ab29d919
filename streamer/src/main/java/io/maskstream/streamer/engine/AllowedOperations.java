package io.maskstream.streamer.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The operations that a graph may have, by their names in TensorFlow: those that do nothing but compute. A graph is a
 * programme; among TensorFlow's other operations are some that read and write files, open connections, run Python, end the
 * process or call functions, and with them go round for ever. The resource {@code operations.txt} says how the list is made.
 */
public final class AllowedOperations {

    private static final String LIST = "operations.txt";

    private final Set<String> names;

    private AllowedOperations(Set<String> names) {
        this.names = names;
    }

    /** Those that compute. */
    public static AllowedOperations computing() {
        try (InputStream in = AllowedOperations.class.getResourceAsStream(LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new AllowedOperations(lines.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + LIST + " cannot be read", e);
        }
    }

    /** These and some more. */
    public AllowedOperations and(Set<String> more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(more);
        return new AllowedOperations(all);
    }

    boolean allow(String operation) {
        return names.contains(operation);
    }
}
