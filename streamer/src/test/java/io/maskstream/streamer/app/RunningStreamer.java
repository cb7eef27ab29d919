package io.maskstream.streamer.app;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.file.Path;
import java.util.Map;

/** A streamer on a real broker of its own, with publishers and readers around it. */
final class RunningStreamer implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final KafkaSide kafka;
    private final Streamer streamer;

    private RunningStreamer(EmbeddedBroker broker, KafkaSide kafka, Streamer streamer) {
        this.broker = broker;
        this.kafka = kafka;
        this.streamer = streamer;
    }

    /**
     * Starts all of it.
     *
     * @param name with which the topics' names begin
     * @param store of the explainers
     * @param more settings of the streamer, which explainers to serve among them
     */
    static RunningStreamer start(String name, Path store, Map<String, String> more) {
        return start(EmbeddedBroker.start(Map.of()), name, store, more);
    }

    /** The same on a broker that is there already, and is closed with the rest. */
    static RunningStreamer start(EmbeddedBroker broker, String name, Path store, Map<String, String> more) {
        KafkaSide kafka = new KafkaSide(broker, name);
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.putAll(more);
        return new RunningStreamer(broker, kafka, Streamer.start(new StreamerConfig(settings)));
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
        broker.close();
    }
}
