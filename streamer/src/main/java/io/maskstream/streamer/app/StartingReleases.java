package io.maskstream.streamer.app;

import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.release.ReleaseTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the releases topic when a streamer starts. */
final class StartingReleases {

    private static final Logger LOG = LoggerFactory.getLogger(StartingReleases.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private StartingReleases() {}

    /**
     * Connects to a topic, which need not exist yet.
     *
     * @throws StartException if the settings are invalid for a client
     */
    static ReleaseTopic open(StreamerConfig config, String name) {
        try {
            return new ReleaseTopic(KafkaSettings.releases(config), name, PATIENCE);
        } catch (KafkaException e) {
            throw new StartException("The releases cannot be read: " + KafkaFailure.described(e) + ".", e);
        }
    }

    /**
     * Returns the last release of each explainer, and under its own key the last candidate; null for one that was
     * withdrawn.
     *
     * @throws StartException if the topic cannot be read
     */
    static Map<String, byte[]> last(ReleaseTopic topic, String name, Collection<String> explainers) {
        try {
            if (!topic.find()) {
                LOG.info("There is no topic {} yet; releases are followed as soon as it exists", name);
            }
            return topic.readToEnd(
                    Stream.concat(explainers.stream(), explainers.stream().map(CandidateKey::of))
                            .collect(Collectors.toSet()));
        } catch (KafkaException e) {
            throw new StartException(
                    "The topic " + name + " cannot be read: " + KafkaFailure.described(e) + ". Fix this, or set "
                            + StreamerConfig.RELEASES_TOPIC + " to an empty value in order not to follow releases.",
                    e);
        }
    }
}
