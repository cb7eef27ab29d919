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
 * The operations that a graph may contain, by their names in TensorFlow: those that do nothing but compute. A graph is
 * a program. Some of TensorFlow's other operations read and write files, open connections, run Python, end the process,
 * or call functions, with which a graph can loop for ever. The resource {@code operations.txt} describes how the list
 * is made.
 */
public final class AllowedOperations {

    private static final String LIST = "operations.txt";

    private final Set<String> names;

    private AllowedOperations(Set<String> names) {
        this.names = names;
    }

    /** Returns the operations that only compute. */
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

    /** Returns these operations and some more. */
    public AllowedOperations and(Set<String> more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(more);
        return new AllowedOperations(all);
    }

    boolean allow(String operation) {
        return names.contains(operation);
    }
}
