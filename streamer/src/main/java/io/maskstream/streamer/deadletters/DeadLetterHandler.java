package io.maskstream.streamer.deadletters;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.RecordOrigin;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.live.LiveRecord;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.lookahead.Lookahead;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a bad record to the dead-letter topic and goes on; stops for anything else, since that is no fault of the record.
 * Which topic that is, and what a dead letter looks like, is Kafka Streams' own.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {

    /** Configuration key under which the {@link StreamerMetrics} themselves are found. */
    public static final String METRICS = "maskstream.metrics";

    /** Configuration key under which the {@link LiveTap} is found. */
    public static final String LIVE = "maskstream.live";

    /** Configuration key of the largest record that the producer may send, in bytes, an integer. */
    public static final String LARGEST_RECORD = "maskstream.largest.record";

    /** Header of a dead letter: the reason as a word, see {@link RefusalReason#code}. */
    public static final String REASON_HEADER = "maskstream.reason";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    private final ProcessingExceptionHandler resume = new LogAndContinueProcessingExceptionHandler();
    private StreamerMetrics metrics;
    private LiveTap live;
    private OversizedLetters oversized;

    @Override
    public void configure(Map<String, ?> configs) {
        metrics = (StreamerMetrics) configs.get(METRICS);
        live = (LiveTap) configs.get(LIVE);
        oversized = new OversizedLetters((Integer) configs.get(LARGEST_RECORD));
        resume.configure(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!(exception instanceof BadRecordException bad)) {
            // Without a dead letter: the record is not given up, it is read again.
            return Response.fail();
        }
        LOG.warn("Dead letter: {}", bad.getMessage());
        metrics.recordRefused(bad.reason());
        RecordOrigin origin = new RecordOrigin(context.topic(), context.partition(), context.offset());
        live.offer(LiveRecord.refused(origin, record.timestamp(), context.sourceRawValue(), bad));
        List<ProducerRecord<byte[], byte[]>> letters =
                resume.handleError(context, record, bad).deadLetterQueueRecords();
        for (ProducerRecord<byte[], byte[]> letter : letters) {
            // Kafka Streams copies the headers as they were when the record was polled.
            Lookahead.take(letter.headers());
            letter.headers().add(REASON_HEADER, bad.reason().code().getBytes(StandardCharsets.UTF_8));
        }
        return Response.resume(letters.stream().map(oversized::trimmed).toList());
    }
}
