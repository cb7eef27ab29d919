package io.maskstream.demo;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.streamer.StreamerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings of a streamer on the topics of the demo. */
final class LocalStreamer {

    private LocalStreamer() {}

    /**
     * Settings to explain with every explainer of a store.
     *
     * @param explainers the store
     * @param settings that go before those made here
     * @throws CannotRunException if there is no explainer
     */
    static StreamerConfig config(String bootstrapServers, Path explainers, Map<String, String> settings) {
        List<String> names = new ArtifactStore(explainers).explainers();
        if (names.isEmpty()) {
            throw new CannotRunException("There is no explainer in "
                    + explainers.toAbsolutePath().normalize()
                    + ": fit one with deploy/trainer.sh, or name another folder with --explainers.");
        }
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
}
