package io.maskstream.streamer.release;

import io.maskstream.schemas.record.ExplainerRelease;

/** Announces releases. */
@FunctionalInterface
interface ReleaseDesk {

    /**
     * Announces one, and waits until the brokers have it.
     *
     * @param reason for those who look at the topic
     * @throws org.apache.kafka.common.KafkaException if they do not take it
     */
    void announce(ExplainerRelease release, String reason);
}
