package io.maskstream.streamer.stream;

import io.maskstream.streamer.kafka.KnownLimits;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from a broker's refusal of a record which records a topic does not accept. The refusal aborts the transaction.
 * When the record is read again, the look-ahead refuses it because of what was learnt.
 *
 * <p>Nothing is sent from here: this runs on the producer's network thread, which would then wait for itself.
 */
public final class BrokerRefusals implements ProductionExceptionHandler {

    /** Configuration key of the list of {@link KnownLimits} of the topics that are written to. */
    public static final String LIMITS = "maskstream.topic.limits";

    /** Configuration key of the flag that is set when something was learnt. */
    public static final String LEARNT = "maskstream.topic.limits.learnt";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerRefusals.class);

    /**
     * Start of the producer's message for records that share a batch with a refused one; they cannot be told by type.
     */
    private static final String IN_A_BATCH_WITH_INVALID = "Failed to append record because it was part of a batch";

    private final Clock clock = Clock.systemUTC();
    private List<KnownLimits> limits;
    private AtomicBoolean learnt;

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> configs) {
        limits = (List<KnownLimits>) configs.get(LIMITS);
        learnt = (AtomicBoolean) configs.get(LEARNT);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RetriableException) {
            return Response.retry();
        }
        if (exception.getClass() == KafkaException.class
                && String.valueOf(exception.getMessage()).startsWith(IN_A_BATCH_WITH_INVALID)) {
            // The record at fault is still to come, and would not be seen if the stream stopped for this one.
            return Response.resume();
        }
        limits.stream()
                .filter(known -> known.now().topic().equals(record.topic()))
                .findFirst()
                .flatMap(known -> learn(known, record, exception))
                .ifPresent(what -> {
                    learnt.set(true);
                    LOG.warn(
                            "The topic {} does not accept a record: {}. From now on, {} become dead letters",
                            record.topic(),
                            exception.getMessage(),
                            what);
                });
        return Response.fail();
    }

    /** Returns what was learnt; empty if it was known before, or if the refusal tells nothing about other records. */
    private Optional<String> learn(KnownLimits known, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RecordTooLargeException || exception instanceof RecordBatchTooLargeException) {
            return known.learnSize(record) ? Optional.of("records of that size") : Optional.empty();
        }
        if (!(exception instanceof InvalidTimestampException || exception instanceof InvalidRecordException)) {
            return Optional.empty();
        }
        // A broker reports all faults of several records in a batch with the same exception type.
        if (record.key() == null && String.valueOf(exception.getMessage()).contains("without key")) {
            return known.learnKeys() ? Optional.of("records without a key") : Optional.empty();
        }
        return record.timestamp() != null && known.learnTimestamp(record.timestamp(), clock.millis())
                ? Optional.of("records with such timestamps")
                : Optional.empty();
    }

    @Override
    @SuppressWarnings("rawtypes") // Kafka's signature.
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail();
    }
}
