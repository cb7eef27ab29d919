package io.maskstream.streamer.http;

import org.apache.kafka.streams.KafkaStreams;

/**
 * How the streamer is.
 *
 * @param live false if only a new process would help
 * @param ready whether it explains records now
 * @param stream its state in one word, for example {@code RUNNING}
 * @param reason why it is not live or not ready, in a sentence that anybody may read; null if the state says it all
 */
public record Health(boolean live, boolean ready, String stream, String reason) {

    /** By the state of the stream: one that waits for its partitions is alive; one that has given up wants a restart. */
    public static Health of(KafkaStreams.State state) {
        boolean live =
                switch (state) {
                    case CREATED, REBALANCING, RUNNING -> true;
                    case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
                };
        return new Health(live, state == KafkaStreams.State.RUNNING, state.toString(), null);
    }

    /** The same, but down for a reason that the state does not show. */
    public Health down(String why) {
        return new Health(false, false, stream, why);
    }

    /** The same, but not live for a reason that lets it explain on. */
    public Health degraded(String why) {
        return new Health(false, ready, stream, why);
    }
}
