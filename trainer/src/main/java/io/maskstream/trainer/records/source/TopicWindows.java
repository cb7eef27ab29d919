package io.maskstream.trainer.records.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the ranges to read from each topic. Records arrive all the time, so {@code --last} and {@code --since} must
 * be resolved to offsets once.
 */
public interface TopicWindows {

    /**
     * Returns the remembered ranges of a topic.
     *
     * @return ranges in the format of {@code --offsets}; empty if none are remembered
     */
    Optional<String> recall(String topic);

    /**
     * Remembers the ranges of a topic.
     *
     * @param offsets ranges in the format of {@code --offsets}
     * @throws IOException if they cannot be stored
     */
    void keep(String topic, String offsets) throws IOException;

    /** Returns an implementation that remembers ranges until the command ends. */
    static TopicWindows ofThisCommand() {
        Map<String, String> kept = new HashMap<>();
        return new TopicWindows() {
            @Override
            public Optional<String> recall(String topic) {
                return Optional.ofNullable(kept.get(topic));
            }

            @Override
            public void keep(String topic, String offsets) {
                kept.put(topic, offsets);
            }
        };
    }
}
