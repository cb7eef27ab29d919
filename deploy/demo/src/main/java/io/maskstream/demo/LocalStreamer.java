package io.maskstream.demo;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Creates the settings of a streamer on the demo's topics. */
final class LocalStreamer {

    private LocalStreamer() {}

    /**
     * Returns settings to serve every explainer of a store.
     *
     * @param explainers folder of the store
     * @param settings settings that take precedence over those made here
     * @throws CannotRunException if the store has no explainer
     */
    static StreamerConfig config(String bootstrapServers, Path explainers, Map<String, String> settings) {
        List<String> names = explainers(explainers);
        Map<String, String> all = new HashMap<>();
        all.put(StreamerConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        all.put(StreamerConfig.REQUESTS_TOPIC, Topics.REQUESTS);
        all.put(StreamerConfig.EXPLANATIONS_TOPIC, Topics.EXPLANATIONS);
        all.put(StreamerConfig.DEAD_LETTERS_TOPIC, Topics.DEAD_LETTERS);
        all.put(StreamerConfig.EXPLAINER_STORE, explainers.toString());
        all.put(StreamerConfig.EXPLAINERS, String.join(",", names));
        all.putAll(settings);
        return new StreamerConfig(all);
    }

    /**
     * Returns the kinds of input that the explainers of a store take, in the order of the explainers.
     *
     * @throws CannotRunException if the store has no explainer
     * @throws InvalidArtifactException if an explainer is damaged
     */
    static Set<InputKind> kinds(Path explainers) {
        ArtifactStore store = new ArtifactStore(explainers);
        return explainers(explainers).stream()
                .map(name -> store.openLatest(name).manifest().input().kind())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> explainers(Path store) {
        List<String> names = new ArtifactStore(store).explainers();
        if (names.isEmpty()) {
            throw new CannotRunException("There is no explainer in "
                    + store.toAbsolutePath().normalize()
                    + ": fit one with deploy/trainer.sh, or choose another folder with --explainers.");
        }
        return names;
    }
}
