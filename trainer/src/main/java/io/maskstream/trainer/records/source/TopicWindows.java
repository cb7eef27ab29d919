package io.maskstream.trainer.records.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which part of each topic is read. Records arrive all the time, so what {@code --last} and {@code --since} stand for
 * has to be decided once.
 */
public interface TopicWindows {

    /**
     * What was kept of a topic.
     *
     * @return ranges as {@code --offsets} has them; empty if nothing was kept
     */
    Optional<String> recall(String topic);

    /**
     * Keeps what is read of a topic.
     *
     * @param offsets as {@code --offsets} has them
     * @throws IOException if they cannot be written down
     */
    void keep(String topic, String offsets) throws IOException;

    /** Remembers as long as the command runs. */
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
