package io.maskstream.trainer.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A checkpoint of a training run in a folder: all variables (weights, moments, averages) in TensorFlow's own format,
 * and a file {@code state.json} that names the newest complete set. If a run was killed while saving, the previous set
 * remains valid.
 */
public final class Checkpoint {

    private static final String STATE = "state.json";

    private final Path folder;
    private final JsonNode training;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Opens the checkpoint of a training run.
     *
     * @param training everything that must be unchanged when the run resumes: settings, data, seed
     */
    public Checkpoint(Path folder, JsonNode training) {
        this.folder = folder;
        this.training = training;
    }

    /** The contents of {@code state.json}. */
    private record State(int epochs, long steps, String variables, JsonNode training) {}

    /** The number of epochs and steps done when the checkpoint was saved. */
    public record Position(int epochs, long steps) {}

    /** Saves the variables of a session and replaces the previous checkpoint. */
    void save(Session session, Position position) throws IOException {
        Files.createDirectories(folder);
        String variables = "variables-" + position.epochs();
        session.save(folder.resolve(variables).toString());
        Path written = folder.resolve(STATE + ".new");
        json.writeValue(written.toFile(), new State(position.epochs(), position.steps(), variables, training));
        Files.move(written, folder.resolve(STATE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.startsWith("variables-") && !name.startsWith(variables + ".")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * Restores the variables of a session, if there is anything to restore.
     *
     * @throws IOException if the checkpoint belongs to a run with other settings, or is damaged
     */
    Optional<Position> restore(Session session) throws IOException {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        State state = state(file);
        List<String> differences = new ArrayList<>();
        // Serialized and parsed, because Jackson may use another node type for a number that it has parsed.
        differ("", state.training(), json.readTree(json.writeValueAsString(training)), differences);
        if (!differences.isEmpty()) {
            throw new IOException("The checkpoint in " + folder + " belongs to a run with other settings or data ("
                    + String.join("; ", differences) + "): use the same ones, or start again without --resume.");
        }
        try {
            session.restore(folder.resolve(state.variables()).toString());
        } catch (TensorFlowException e) {
            throw damaged(e.getMessage(), e);
        }
        return Optional.of(new Position(state.epochs(), state.steps()));
    }

    private static void differ(String name, JsonNode saved, JsonNode now, List<String> differences) {
        if (saved == null || now == null || !saved.isObject() || !now.isObject()) {
            if (!Objects.equals(saved, now)) {
                differences.add(name.strip() + " was " + saved + " and is now " + now);
            }
            return;
        }
        NavigableSet<String> fields = new TreeSet<>();
        saved.fieldNames().forEachRemaining(fields::add);
        now.fieldNames().forEachRemaining(fields::add);
        fields.forEach(field -> differ(name + " " + field, saved.get(field), now.get(field), differences));
    }

    private State state(Path file) throws IOException {
        try {
            return json.readValue(file.toFile(), State.class);
        } catch (JsonProcessingException e) {
            throw damaged(e.getOriginalMessage(), e);
        }
    }

    private IOException damaged(String reason, Exception cause) {
        return new IOException(
                "The checkpoint in " + folder + " is damaged: start again without --resume. " + reason, cause);
    }

    /** Deletes the checkpoint. */
    void delete() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.equals(STATE) || name.startsWith("variables-") || name.equals("checkpoint")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
