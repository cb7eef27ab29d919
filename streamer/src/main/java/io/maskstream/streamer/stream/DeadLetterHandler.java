package io.maskstream.streamer.stream;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.live.LiveRecord;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a bad record to the dead-letter topic and continues; stops on any other failure, since that is not the record's
 * fault. Kafka Streams determines the topic and the format of dead letters.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {

    /** Configuration key of the {@link StreamerMetrics}. */
    public static final String METRICS = "maskstream.metrics";

    /** Configuration key of the {@link LiveTap}. */
    public static final String LIVE = "maskstream.live";

    /** Configuration key of the {@link KnownLimits} of the dead-letter topic. */
    public static final String LIMITS = "maskstream.dead.letter.limits";

    /** Header of a dead letter with the code of the reason, see {@link RefusalReason#code}. */
    public static final String REASON_HEADER = "maskstream.reason";

    private static final String PREFIX = "maskstream.";
    private static final String STREAMS_PREFIX = "__streams.errors.";

    /** Prefix of a publisher's own headers that have reserved names. */
    private static final String PUBLISHED = "published.";

    /** Headers that Kafka Streams adds, see KIP-1034. */
    private static final List<String> OWN_HEADERS = Stream.of(
                    "exception", "message", "stacktrace", "topic", "partition", "offset")
            .map(name -> STREAMS_PREFIX + name)
            .toList();

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    private final ProcessingExceptionHandler resume = new LogAndContinueProcessingExceptionHandler();
    private StreamerMetrics metrics;
    private LiveTap live;
    private SendableLetters sendable;

    /** Returns the headers that a record was published with, from the headers of its dead letter. */
    public static List<Header> published(Headers letter) {
        List<Header> published = new ArrayList<>();
        for (Header header : letter) {
            if (header.key().startsWith(PUBLISHED)) {
                published.add(new RecordHeader(header.key().substring(PUBLISHED.length()), header.value()));
            } else if (!isReserved(header.key())) {
                published.add(header);
            }
        }
        return published;
    }

    private static List<Header> published(Record<?, ?> record) {
        Headers headers = new RecordHeaders(record.headers());
        Lookahead.take(headers);
        return List.of(headers.toArray());
    }

    private static boolean isReserved(String name) {
        return name.startsWith(STREAMS_PREFIX) || name.startsWith(PREFIX) || name.startsWith(PUBLISHED);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        metrics = (StreamerMetrics) configs.get(METRICS);
        live = (LiveTap) configs.get(LIVE);
        sendable = new SendableLetters((KnownLimits) configs.get(LIMITS), Clock.systemUTC());
        resume.configure(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!(exception instanceof BadRecordException bad)) {
            // No dead letter: the record is not given up, but read again.
            return Response.fail();
        }
        LOG.warn("Dead letter: {}", bad.getMessage());
        metrics.recordRefused(bad.reason());
        RecordOrigin origin = new RecordOrigin(context.topic(), context.partition(), context.offset());
        live.offer(LiveRecord.refused(
                origin, record.timestamp(), context.sourceRawKey(), published(record), context.sourceRawValue(), bad));
        List<ProducerRecord<byte[], byte[]>> letters =
                resume.handleError(context, record, bad).deadLetterQueueRecords();
        for (ProducerRecord<byte[], byte[]> letter : letters) {
            trueHeaders(letter.headers(), bad.reason());
        }
        return Response.resume(
                letters.stream().map(letter -> sendable.of(letter, origin)).toList());
    }

    /**
     * Kafka Streams appends its headers to those of the request. A publisher may have used the same names to forge the
     * streamer's headers; those get a prefix, so that the plain names always belong to the streamer.
     */
    private static void trueHeaders(Headers headers, RefusalReason reason) {
        Lookahead.take(headers);
        Map<String, Header> own = new HashMap<>();
        OWN_HEADERS.forEach(name -> own.put(name, headers.lastHeader(name)));
        Header[] all = headers.toArray();
        for (Header header : all) {
            headers.remove(header.key());
        }
        for (Header header : all) {
            boolean published = own.get(header.key()) != header;
            headers.add(
                    published && isReserved(header.key())
                            ? new RecordHeader(PUBLISHED + header.key(), header.value())
                            : header);
        }
        headers.add(REASON_HEADER, reason.code().getBytes(StandardCharsets.UTF_8));
    }
}
