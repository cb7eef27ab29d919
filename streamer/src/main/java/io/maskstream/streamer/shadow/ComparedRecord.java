package io.maskstream.streamer.shadow;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.Explanation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came of one record.
 *
 * @param record as it was polled
 * @param comparison of the two versions
 * @param explanation of the candidate; null where it gives none
 */
record ComparedRecord(ConsumerRecord<byte[], byte[]> record, ShadowComparison comparison, Explanation explanation) {}
