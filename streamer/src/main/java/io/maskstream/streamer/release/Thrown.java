package io.maskstream.streamer.release;

/** What another thread has thrown. */
final class Thrown {

    private Thrown() {}

    /** The same, or wrapped where it must be declared. */
    static RuntimeException asUnchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
