package io.maskstream.streamer.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Estimates from above how many bytes a record takes in a request. */
public final class RecordSize {

    /** Batch and record headers, without compression; the producer assumes 61 and 21 bytes. */
    private static final int OVERHEAD_BYTES = 128;

    /** Two lengths, encoded as variable-length integers. */
    private static final int HEADER_OVERHEAD_BYTES = 10;

    private RecordSize() {}

    /** Returns an upper bound in bytes; key, value and header values may be null. */
    public static long of(byte[] key, byte[] value, Headers headers) {
        long bytes = (long) OVERHEAD_BYTES + length(key) + length(value);
        for (Header header : headers) {
            bytes += HEADER_OVERHEAD_BYTES
                    + header.key().getBytes(StandardCharsets.UTF_8).length
                    + (long) length(header.value());
        }
        return bytes;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
