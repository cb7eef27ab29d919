package io.maskstream.streamer.audit;

import io.maskstream.schemas.progress.Progress;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.Provenance;
import io.maskstream.schemas.record.RequestSource;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.offline.OrderedWork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/**
 * Verifies explanations: reads them with their requests, explains the requests again, and compares the results. Reads
 * only committed records, belongs to no consumer group, and writes nothing. Holds a few hundred records in memory, and
 * one bit per request.
 */
public final class Audit implements AutoCloseable {

    /**
     * The topics of an audit.
     *
     * @param settings settings of a consumer
     */
    public record Topics(Map<String, Object> settings, String requests, String explanations, String deadLetters) {}

    /**
     * Largest accepted difference between numbers, relative to the larger one if that is above 1.
     *
     * @param sameMode for results in the same numeric mode
     * @param otherMode for results in different numeric modes
     */
    public record Bounds(double sameMode, double otherMode) {}

    private static final int CHUNK_RECORDS = 256;
    private static final long CHUNK_BYTES = 4 << 20;

    /** Prefix of Kafka Streams' headers, see KIP-1034. */
    private static final String LETTER = "__streams.errors.";

    private final Topics topics;
    private final ExplanationReader reader;
    private final ExplainerVersions versions;
    private final Recheck recheck;
    private final int threads;
    private final AuditReport report = new AuditReport();

    public Audit(Topics topics, ExplanationReader reader, ExplainingAgain explaining, Bounds bounds) {
        this.topics = topics;
        this.reader = reader;
        this.versions = new ExplainerVersions(explaining);
        this.recheck = new Recheck(versions, explaining.digest(), bounds);
        this.threads = explaining.threads();
    }

    /**
     * Runs the audit. Must be called only once.
     *
     * @param from the first request
     * @param to the end after the last request; empty for all that exist
     * @throws KafkaException if the brokers do not answer or refuse the request
     * @throws io.maskstream.streamer.engine.EngineException if a model does not answer any more
     */
    public AuditReport run(AuditWindow from, Optional<AuditWindow> to, Progress progress) {
        try (TopicRange requests = new TopicRange(topics.settings(), topics.requests());
                TopicRange letters = new TopicRange(topics.settings(), topics.deadLetters());
                TopicRange explanations = new TopicRange(topics.settings(), topics.explanations());
                RequestLookup lookup = new RequestLookup(topics.settings(), topics.requests(), requests)) {
            AuditedRequests audited = new AuditedRequests(requests, from, to);
            letters.ends()
                    .forEach((partition, end) -> letters.read(
                            partition,
                            letters.beginnings().get(partition),
                            end,
                            records -> records.forEach(letter -> refused(letter, audited))));
            explanations(explanations, lookup, audited, from, progress);
            missing(requests, audited);
        }
        return report;
    }

    private void refused(ConsumerRecord<byte[], byte[]> letter, AuditedRequests audited) {
        String partition = header(letter, "partition");
        String offset = header(letter, "offset");
        if (!topics.requests().equals(header(letter, "topic")) || partition == null || offset == null) {
            return;
        }
        int number = Integer.parseInt(partition);
        long place = Long.parseLong(offset);
        if (audited.contains(number, place) && audited.answer(number, place)) {
            report.deadLetter();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(LETTER + name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void explanations(
            TopicRange explanations,
            RequestLookup lookup,
            AuditedRequests audited,
            AuditWindow from,
            Progress progress) {
        SortedMap<Integer, Long> starts =
                from instanceof AuditWindow.Time time ? explanations.from(time.time()) : explanations.beginnings();
        try (OrderedWork<List<Recorded>, List<Finding>> work =
                new OrderedWork<>(threads, recheck::check, findings -> findings.forEach(report::add))) {
            Chunk chunk = new Chunk(lookup, work);
            starts.forEach((partition, start) ->
                    explanations.read(partition, start, explanations.ends().get(partition), records -> {
                        records.forEach(record -> add(record, audited, chunk));
                        progress.done(records.size());
                    }));
            chunk.end();
            work.finish();
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, AuditedRequests audited, Chunk chunk) {
        if (!audited.mayBelong(record)) {
            return;
        }
        RecordOrigin place = new RecordOrigin(record.topic(), record.partition(), record.offset());
        Explanation explanation;
        try {
            explanation = reader.read(record.value());
        } catch (UnreadableRecordException e) {
            chunk.add(Recorded.unprovable(place, e.getMessage()), record);
            return;
        }
        Provenance provenance = explanation.getProvenance();
        if (provenance == null || provenance.getSource() == null) {
            chunk.add(Recorded.unprovable(place, "it does not name its request"), record);
            return;
        }
        RequestSource source = provenance.getSource();
        if (source.getTopic().equals(topics.requests())
                && audited.contains(source.getPartition(), source.getOffset())) {
            if (!audited.answer(source.getPartition(), source.getOffset())) {
                report.repeated();
            }
            chunk.add(
                    new Recorded(
                            place,
                            explanation,
                            null,
                            new RecordOrigin(source.getTopic(), source.getPartition(), source.getOffset()),
                            null),
                    record);
        }
    }

    /** Finds requests that have neither an explanation nor a dead letter. */
    private void missing(TopicRange requests, AuditedRequests audited) {
        audited.starts().forEach((partition, start) -> {
            if (audited.areAllAnswered(partition)) {
                return;
            }
            requests.read(partition, start, audited.ends().get(partition), records -> records.stream()
                    .filter(audited::mayBelong)
                    .filter(record -> !audited.isAnswered(partition, record.offset()))
                    .map(record -> new RecordOrigin(record.topic(), partition, record.offset()))
                    .forEach(place -> report.add(new Finding(
                            Verdict.MISSING, 0, place + ": it has neither an explanation nor a dead letter"))));
        });
    }

    @Override
    public void close() {
        versions.close();
    }

    /** Collects explanations until there are enough for a thread, and finds their requests. */
    private final class Chunk {

        private final RequestLookup lookup;
        private final OrderedWork<List<Recorded>, List<Finding>> work;
        private List<Recorded> gathered = new ArrayList<>();
        private long bytes;

        Chunk(RequestLookup lookup, OrderedWork<List<Recorded>, List<Finding>> work) {
            this.lookup = lookup;
            this.work = work;
        }

        void add(Recorded recorded, ConsumerRecord<byte[], byte[]> record) {
            gathered.add(recorded);
            bytes += record.value() == null ? 0 : record.value().length;
            if (gathered.size() >= CHUNK_RECORDS || bytes >= CHUNK_BYTES) {
                end();
            }
        }

        void end() {
            Map<Integer, SortedMap<Long, ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
            wanted().forEach((partition, offsets) -> found.put(partition, lookup.find(partition, offsets)));
            work.add(gathered.stream()
                    .map(recorded -> withRequest(recorded, found))
                    .toList());
            if (versions.areTooMany()) {
                work.finish();
                versions.trim();
            }
            gathered = new ArrayList<>();
            bytes = 0;
        }

        private Map<Integer, SortedSet<Long>> wanted() {
            Map<Integer, SortedSet<Long>> wanted = new TreeMap<>();
            for (Recorded recorded : gathered) {
                if (recorded.source() != null) {
                    wanted.computeIfAbsent(recorded.source().partition(), partition -> new TreeSet<>())
                            .add(recorded.source().offset());
                }
            }
            return wanted;
        }

        private static Recorded withRequest(
                Recorded recorded, Map<Integer, SortedMap<Long, ConsumerRecord<byte[], byte[]>>> found) {
            if (recorded.source() == null) {
                return recorded;
            }
            ConsumerRecord<byte[], byte[]> request = found.get(recorded.source().partition())
                    .get(recorded.source().offset());
            return request == null
                    ? recorded
                    : new Recorded(recorded.place(), recorded.explanation(), null, recorded.source(), request.value());
        }
    }
}
