package io.maskstream.streamer.release;

/** Rethrows what another thread has thrown. */
final class Thrown {

    private Thrown() {}

    /** Returns an unchecked exception as it is, and wraps a checked one; throws errors. */
    static RuntimeException asUnchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
