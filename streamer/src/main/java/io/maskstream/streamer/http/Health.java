package io.maskstream.streamer.http;

import org.apache.kafka.streams.KafkaStreams;

/**
 * State of health of the streamer.
 *
 * @param live false if only a restart of the process would help
 * @param ready whether it explains records now
 * @param stream state of the stream in one word, for example {@code RUNNING}
 * @param reason why it is not live or not ready, in a sentence without confidential data; null if the state says it all
 */
public record Health(boolean live, boolean ready, String stream, String reason) {

    /**
     * Derives health from the state of the stream: one that waits for its partitions is alive, one that has given up
     * needs a restart.
     */
    public static Health of(KafkaStreams.State state) {
        boolean live =
                switch (state) {
                    case CREATED, REBALANCING, RUNNING -> true;
                    case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
                };
        return new Health(live, state == KafkaStreams.State.RUNNING, state.toString(), null);
    }

    /** Returns the same state, but neither live nor ready, for a reason that the stream's state does not show. */
    public Health down(String why) {
        return new Health(false, false, stream, why);
    }

    /** Returns the same state, but not live, for a reason that does not keep it from explaining. */
    public Health degraded(String why) {
        return new Health(false, ready, stream, why);
    }
}
