package io.maskstream.streamer.shadow;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.Explanation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Result of comparing two versions on one record.
 *
 * @param record the record as polled
 * @param comparison comparison of the two versions
 * @param explanation explanation by the candidate; null if it gives none
 */
public record ComparedRecord(
        ConsumerRecord<byte[], byte[]> record, ShadowComparison comparison, Explanation explanation) {}
