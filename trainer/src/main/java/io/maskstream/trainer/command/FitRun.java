package io.maskstream.trainer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.StagedVersion;
import io.maskstream.trainer.records.source.TopicWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fit that may be killed at any time and is started again under the same name: it reads the same part of a topic, goes on
 * from its checkpoint, and makes one version. What it has to know lies in a folder of its own, beside the versions; that it has
 * made its version, the manifest itself says, which appears with the version or not at all.
 */
final class FitRun implements TopicWindows {

    /** Field of a manifest's {@code fit}. */
    private static final String FIELD = "run";

    private static final String STATE = "run.json";

    /** It is a folder's name; Kubernetes' names of jobs are among these. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExplainerStore store;
    private final String explainer;
    private final String name;
    private final Path folder;
    private State state;

    /**
     * What is kept of a run.
     *
     * @param offsets by topic
     * @param announced whether its version was announced
     */
    private record State(Map<String, String> offsets, boolean announced) {
        State {
            offsets = new TreeMap<>(offsets);
        }
    }

    private FitRun(ExplainerStore store, String explainer, String name, Path folder, State state) {
        this.store = store;
        this.explainer = explainer;
        this.name = name;
        this.folder = folder;
        this.state = state;
    }

    /**
     * A run of a fit, begun before or new.
     *
     * @param work folder of what fits of this store keep
     * @throws IllegalArgumentException if the name cannot be that of a folder
     * @throws IOException if what is kept of it cannot be read
     */
    static FitRun of(ExplainerStore store, Path work, String explainer, String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "--run must have letters, digits, dots, dashes and underscores alone, 100 at most, and start with a"
                            + " letter or digit; '" + name + "' does not.");
        }
        Path folder = work.resolve(explainer).resolve(".fit").resolve("runs").resolve(name);
        Path file = folder.resolve(STATE);
        State state = new State(Map.of(), false);
        if (Files.exists(file)) {
            try {
                state = JSON.readValue(file.toFile(), State.class);
            } catch (JsonProcessingException e) {
                throw new IOException(
                        "The file " + file + " is damaged: delete " + folder + " to start the run afresh.", e);
            }
        }
        return new FitRun(store, explainer, name, folder, state);
    }

    /**
     * The version that it has made, if it has.
     *
     * @throws InvalidArtifactException if that is damaged
     */
    Optional<StoredVersion> made() throws IOException {
        for (int version : store.versions(explainer)) {
            if (madeHere(version)) {
                Path copies = Files.createTempDirectory("maskstream-made-");
                try {
                    ExplainerArtifact whole = store.open(explainer, version, copies);
                    return Optional.of(
                            new StoredVersion(whole.manifest(), whole.digest(), store.location(explainer, version)));
                } finally {
                    StagedVersion.delete(copies);
                }
            }
        }
        return Optional.empty();
    }

    private boolean madeHere(int version) {
        try {
            JsonNode fit = store.manifest(explainer, version).fit();
            return fit != null && name.equals(fit.path(FIELD).asText(null));
        } catch (InvalidArtifactException e) {
            // A damaged version is no affair of this fit, and it has none to lose: it writes whole ones.
            return false;
        }
    }

    /** Writes into the manifest of a fit that this run has made it. */
    void name(FitTask fit) {
        fit.description().put(FIELD, name);
    }

    /** Where its checkpoint lies, and what it makes. */
    Path folder() {
        return folder;
    }

    /** Whether it has something to go on from. */
    boolean isBegun() {
        return Files.isDirectory(folder.resolve("checkpoint"));
    }

    boolean isAnnounced() {
        return state.announced;
    }

    /** Keeps that its version was announced: once more, it might take the place of a later one. */
    void announced() throws IOException {
        write(new State(state.offsets, true));
    }

    @Override
    public Optional<String> recall(String topic) {
        return Optional.ofNullable(state.offsets.get(topic));
    }

    @Override
    public void keep(String topic, String offsets) throws IOException {
        Map<String, String> more = new TreeMap<>(state.offsets);
        more.put(topic, offsets);
        write(new State(more, state.announced));
    }

    private void write(State changed) throws IOException {
        Files.createDirectories(folder);
        Path written = folder.resolve(STATE + ".new");
        JSON.writeValue(written.toFile(), changed);
        Files.move(written, folder.resolve(STATE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        state = changed;
    }

    /**
     * Forgets which records it reads, and with them its checkpoint: the next try begins with those that are there.
     *
     * @return whether it had read any
     */
    boolean forget() throws IOException {
        boolean any = !state.offsets.isEmpty();
        write(new State(Map.of(), state.announced));
        clear();
        return any;
    }

    /** Deletes what only an unfinished run needs. */
    void clear() throws IOException {
        for (String part : new String[] {"checkpoint", ExplainerArtifact.SAVED_MODEL}) {
            Path unneeded = folder.resolve(part);
            if (Files.isDirectory(unneeded)) {
                try (Stream<Path> files = Files.walk(unneeded)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
