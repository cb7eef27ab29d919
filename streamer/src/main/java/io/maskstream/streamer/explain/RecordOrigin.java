package io.maskstream.streamer.explain;

/**
 * Where a record comes from: a topic, printed as Kafka's own tools write it, {@code explanation-requests-3@1234}; or a
 * file, {@code requests.jsonl:12}.
 *
 * @param topic name of the topic or the file
 * @param partition partition of the topic, or {@link #IN_A_FILE}
 * @param offset offset on the topic, or the line in the file from 1 on; 0 for the whole file
 */
public record RecordOrigin(String topic, int partition, long offset) {

    private static final int IN_A_FILE = -1;

    /**
     * Returns a place in a file.
     *
     * @param line line from 1 on, or 0 for the whole file
     */
    public static RecordOrigin inFile(String file, long line) {
        return new RecordOrigin(file, IN_A_FILE, line);
    }

    /** Returns whether the record comes from a topic. */
    public boolean isOnTopic() {
        return partition != IN_A_FILE;
    }

    @Override
    public String toString() {
        if (isOnTopic()) {
            return topic + "-" + partition + "@" + offset;
        }
        return offset == 0 ? topic : topic + ":" + offset;
    }
}
