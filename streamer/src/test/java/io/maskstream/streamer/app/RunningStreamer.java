package io.maskstream.streamer.app;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.file.Path;
import java.util.Map;

/** A streamer with publishers and readers around it, on topics of their own. */
final class RunningStreamer implements AutoCloseable {

    private final KafkaSide kafka;
    private final Streamer streamer;

    private RunningStreamer(KafkaSide kafka, Streamer streamer) {
        this.kafka = kafka;
        this.streamer = streamer;
    }

    /**
     * Starts all of it.
     *
     * @param broker which stays open
     * @param name with which the topics' names begin
     * @param store of the explainers
     * @param more settings of the streamer, which explainers to serve among them
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
