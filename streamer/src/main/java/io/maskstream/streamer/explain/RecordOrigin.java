package io.maskstream.streamer.explain;

/**
 * Where a record stands: on a topic, printed as Kafka's own tools write it, {@code explanation-requests-3@1234}; or in a file,
 * {@code requests.jsonl:12}.
 *
 * @param topic or the name of a file
 * @param partition or {@link #IN_A_FILE}
 * @param offset on the topic; or the line in the file from 1 on, 0 for all of it
 */
public record RecordOrigin(String topic, int partition, long offset) {

    private static final int IN_A_FILE = -1;

    /**
     * A place in a file.
     *
     * @param line from 1 on, or 0 for the whole file
     */
    public static RecordOrigin inFile(String file, long line) {
        return new RecordOrigin(file, IN_A_FILE, line);
    }

    /** Whether it is a place on a topic. */
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
