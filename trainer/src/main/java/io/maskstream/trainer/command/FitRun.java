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
 * A fit that may be killed at any time and started again under the same name. It reads the same range of a topic,
 * continues from its checkpoint, and makes a single version. Its state is in a folder of its own, next to the versions.
 * The manifest records which run made the version, and is written atomically with it.
 */
final class FitRun implements TopicWindows {

    /** Field of a manifest's {@code fit}. */
    private static final String FIELD = "run";

    private static final String STATE = "run.json";

    /** Must be valid as the name of a folder; allows all names of Kubernetes jobs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExplainerStore store;
    private final String explainer;
    private final String name;
    private final Path folder;
    private State state;

    /**
     * The stored state of a run.
     *
     * @param offsets ranges of offsets by topic
     * @param announced whether the version was announced
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
     * Opens a run, new or started before.
     *
     * @param work work folder of the store's fits
     * @throws IllegalArgumentException if the name is not valid
     * @throws IOException if the stored state cannot be read
     */
    static FitRun of(ExplainerStore store, Path work, String explainer, String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "--run must consist of at most 100 letters, digits, dots, dashes and underscores and start with a"
                            + " letter or digit, not '" + name + "'.");
        }
        Path folder = work.resolve(explainer).resolve(".fit").resolve("runs").resolve(name);
        Path file = folder.resolve(STATE);
        State state = new State(Map.of(), false);
        if (Files.exists(file)) {
            try {
                state = JSON.readValue(file.toFile(), State.class);
            } catch (JsonProcessingException e) {
                throw new IOException(
                        "The file " + file + " is damaged: delete " + folder + " to start the run from the beginning.",
                        e);
            }
        }
        return new FitRun(store, explainer, name, folder, state);
    }

    /**
     * Returns the version that the run has made, if any.
     *
     * @throws InvalidArtifactException if the version is damaged
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
            // Versions are written atomically, so this run did not make the damaged one.
            return false;
        }
    }

    /** Adds the name of the run to the manifest of a fit. */
    void name(FitTask fit) {
        fit.description().put(FIELD, name);
    }

    /** Returns the folder of the checkpoint and of unpublished files. */
    Path folder() {
        return folder;
    }

    /** Returns whether there is a checkpoint to continue from. */
    boolean isBegun() {
        return Files.isDirectory(folder.resolve("checkpoint"));
    }

    boolean isAnnounced() {
        return state.announced;
    }

    /** Records that the version was announced. Announcing it again might replace a later version. */
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
     * Deletes the remembered ranges and the checkpoint, so that the next attempt uses the records available then.
     *
     * @return whether any ranges were remembered
     */
    boolean forget() throws IOException {
        boolean any = !state.offsets.isEmpty();
        write(new State(Map.of(), state.announced));
        clear();
        return any;
    }

    /** Deletes the files that only an unfinished run needs. */
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
