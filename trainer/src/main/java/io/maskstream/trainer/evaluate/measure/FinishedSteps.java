package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The finished steps of an evaluation, each in a file, so that an interrupted evaluation can be resumed. */
public final class FinishedSteps {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, List<float[]>> rows = new HashMap<>();

    /**
     * Keeps the steps of one evaluation.
     *
     * @param folder for exactly this evaluation: this explainer, these records and these settings; null to keep nothing
     */
    public FinishedSteps(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns a folder next to that of this evaluation, for results that other evaluations can use; empty if nothing is
     * kept.
     */
    public Optional<Path> shared(String name) {
        return folder == null ? Optional.empty() : Optional.of(folder.resolveSibling(name));
    }

    /** Returns the rows of a step; computes them if they are not there yet. */
    public List<float[]> rows(String step, Supplier<List<float[]>> work) {
        List<float[]> known = rows.get(step);
        if (known == null) {
            known = rowsOnDisk(step, work);
            rows.put(step, known);
        }
        return known;
    }

    private List<float[]> rowsOnDisk(String step, Supplier<List<float[]>> work) {
        if (folder == null) {
            return work.get();
        }
        Path file = file(step);
        try {
            if (Files.exists(file)) {
                List<float[]> read = new ArrayList<>();
                for (JsonNode row : JSON.readTree(file.toFile())) {
                    read.add(JSON.convertValue(row, float[].class));
                }
                return read;
            }
            List<float[]> computed = work.get();
            write(file, computed);
            return computed;
        } catch (IOException e) {
            throw new UncheckedIOException("The step '" + step + "' of the evaluation cannot be kept in " + folder, e);
        }
    }

    /**
     * Returns the figures of a measure; computes them if they are not there yet.
     *
     * @param earlier figures of earlier measures, which the measure may read
     */
    public ObjectNode figures(Measure measure, Trial trial, ObjectNode earlier) {
        Path file = folder == null ? null : file(measure.title());
        try {
            if (file != null && Files.exists(file)) {
                return (ObjectNode) JSON.readTree(file.toFile());
            }
            ObjectNode figures = earlier.deepCopy();
            measure.of(trial, figures);
            figures.remove(earlier.propertyStream().map(Map.Entry::getKey).toList());
            if (file != null) {
                write(file, figures);
            }
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The step '" + measure.title() + "' of the evaluation cannot be kept in " + folder, e);
        }
    }

    /**
     * Deletes a folder of finished steps if it exists.
     *
     * @throws IOException if it cannot be deleted
     */
    public static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private Path file(String step) {
        return folder.resolve(step.replaceAll("[^A-Za-z0-9-]", "_") + ".json");
    }

    private static void write(Path file, Object value) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        JSON.writeValue(beside.toFile(), value);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
