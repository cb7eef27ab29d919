package io.maskstream.streamer.release;

import io.maskstream.schemas.record.ExplainerRelease;

/** Announces releases. */
@FunctionalInterface
interface ReleaseDesk {

    /**
     * Announces a release, and waits until the brokers have it.
     *
     * @param reason reason for people who look at the topic
     * @throws org.apache.kafka.common.KafkaException if the brokers do not accept it
     */
    void announce(ExplainerRelease release, String reason);
}
