package io.maskstream.streamer.app;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.file.Path;
import java.util.Map;

/** A streamer with publishers and readers around it, on its own topics. */
final class RunningStreamer implements AutoCloseable {

    private final KafkaSide kafka;
    private final Streamer streamer;

    private RunningStreamer(KafkaSide kafka, Streamer streamer) {
        this.kafka = kafka;
        this.streamer = streamer;
    }

    /**
     * Starts the streamer with its publishers and readers.
     *
     * @param broker the broker, which stays open
     * @param name prefix of the topics' names
     * @param store store of the explainers
     * @param more settings of the streamer, including the explainers to serve
     */
    static RunningStreamer start(EmbeddedBroker broker, String name, Path store, Map<String, String> more) {
        KafkaSide kafka = new KafkaSide(broker, name);
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.putAll(more);
        return new RunningStreamer(kafka, Streamer.start(new StreamerConfig(settings)));
    }

    KafkaSide kafka() {
        return kafka;
    }

    int httpPort() {
        return streamer.httpPort();
    }

    @Override
    public void close() {
        streamer.close();
        kafka.close();
    }
}
