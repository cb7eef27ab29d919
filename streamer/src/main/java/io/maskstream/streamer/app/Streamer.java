package io.maskstream.streamer.app;

import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.ExplainerLoader;
import java.util.Optional;

/** The streaming explanation service: takes requests from a topic and publishes an explanation for each. */
public final class Streamer implements AutoCloseable {

    private final StreamerParts parts;
    private boolean closed;

    private Streamer(StreamerParts parts) {
        this.parts = parts;
    }

    /**
     * Starts a streamer; it explains until it is closed.
     *
     * @throws StartException if there is a problem with a setting, an explainer, the broker or a topic
     */
    public static Streamer start(StreamerConfig config) {
        return start(config, config.explainerLoader());
    }

    /** Starts a streamer that uses another loader of explainers. */
    static Streamer start(StreamerConfig config, ExplainerLoader loader) {
        return new Streamer(new StreamerAssembly(config, loader).start());
    }

    /** Returns the port that metrics, health and the live view are served on. */
    public int httpPort() {
        return parts.status().port();
    }

    /**
     * Waits until the stream has stopped, because it was closed or failed.
     *
     * @return why it failed; empty if it was closed
     */
    Optional<Throwable> awaitStop() throws InterruptedException {
        return parts.stream().awaitStop();
    }

    /** Finishes and commits what has been started, then stops. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            parts.close();
        }
    }
}
