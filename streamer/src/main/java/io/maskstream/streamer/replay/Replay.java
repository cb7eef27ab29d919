package io.maskstream.streamer.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back on the requests topic, each of them once: the records go out in one transaction with the
 * ledger's entry that says so. A run that is killed is taken up by the next one, and of two runs at a time the later one
 * shuts the earlier one out.
 */
public final class Replay {

    /**
     * How the brokers are reached.
     *
     * @param consumer settings of a consumer
     * @param producer settings of a producer
     * @param admin settings of an admin client
     */
    public record Clients(Map<String, Object> consumer, Map<String, Object> producer, Map<String, Object> admin) {}

    private final Clients clients;
    private final String deadLettersTopic;
    private final String requestsTopic;
    private final String ledgerTopic;

    /**
     * Replays from one topic onto another.
     *
     * @param ledgerTopic holds what was replayed; made by the first run
     */
    public Replay(Clients clients, String deadLettersTopic, String requestsTopic, String ledgerTopic) {
        this.clients = clients;
        this.deadLettersTopic = deadLettersTopic;
        this.requestsTopic = requestsTopic;
        this.ledgerTopic = ledgerTopic;
    }

    /**
     * Replays the letters that are there now and were not replayed before.
     *
     * @param filter which of them
     * @throws ReplayException if a topic is missing, or another replay has begun
     * @throws KafkaException if the brokers do not answer, or refuse; what was reported as replayed until then, is
     */
    public ReplayReport run(Predicate<DeadLetter> filter) {
        try (ReplayTopics topics = new ReplayTopics(clients.admin())) {
            topics.require(deadLettersTopic);
            topics.require(requestsTopic);
            topics.createCompacted(ledgerTopic);
        }
        Map<String, Object> settings = new HashMap<>(clients.producer());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "maskstream-replay-" + deadLettersTopic);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            // Ends what an earlier run has left, so that the ledger says all when it is read.
            producer.initTransactions();
            return scan(filter, (ledger, letters) -> send(producer, ledger, letters));
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new ReplayException(
                    "Another replay of " + deadLettersTopic
                            + " has started, so this one stops. Nothing is replayed twice.",
                    e);
        }
    }

    /**
     * Counts what {@link #run} would replay, and writes nothing.
     *
     * @throws ReplayException if a topic is missing
     * @throws KafkaException if the brokers do not answer, or refuse
     */
    public ReplayReport dryRun(Predicate<DeadLetter> filter) {
        return scan(filter, (ledger, letters) -> {});
    }

    /** Does with some letters what is to be done, all or nothing. */
    @FunctionalInterface
    private interface Action {
        void take(ReplayLedger ledger, List<DeadLetter> letters);
    }

    private ReplayReport scan(Predicate<DeadLetter> filter, Action action) {
        Count count = new Count();
        try (ReplayTopics topics = new ReplayTopics(clients.admin());
                TopicScan letters = new TopicScan(clients.consumer(), deadLettersTopic)) {
            ReplayLedger ledger = new ReplayLedger(topics.require(deadLettersTopic), letters);
            if (topics.find(ledgerTopic).isPresent()) {
                try (TopicScan entries = new TopicScan(clients.consumer(), ledgerTopic)) {
                    entries.read(ledger::read);
                }
            }
            letters.read(polled -> {
                List<DeadLetter> chosen = count.choose(polled, filter, ledger);
                if (!chosen.isEmpty()) {
                    action.take(ledger, chosen);
                    count.replayed(chosen);
                }
            });
        }
        return count.report();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, ReplayLedger ledger, List<DeadLetter> letters) {
        producer.beginTransaction();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(ledger.entries(ledgerTopic, letters));
        letters.forEach(letter -> records.add(letter.asPublished(requestsTopic)));
        for (ProducerRecord<byte[], byte[]> record : records) {
            var unused = producer.send(record);
        }
        // Throws what went wrong with any of them; the producer's end then aborts the transaction.
        producer.commitTransaction();
    }

    /** What has become of the letters so far. */
    private static final class Count {

        private final Map<String, Long> replayed = new TreeMap<>();
        private long before;
        private long withoutValue;
        private long others;

        List<DeadLetter> choose(
                List<ConsumerRecord<byte[], byte[]>> polled, Predicate<DeadLetter> filter, ReplayLedger ledger) {
            List<DeadLetter> chosen = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                DeadLetter letter = new DeadLetter(record);
                if (!filter.test(letter)) {
                    others++;
                } else if (ledger.has(letter)) {
                    before++;
                } else if (!letter.isWhole()) {
                    withoutValue++;
                } else {
                    chosen.add(letter);
                }
            }
            return chosen;
        }

        void replayed(List<DeadLetter> letters) {
            letters.forEach(letter -> replayed.merge(letter.reason(), 1L, Long::sum));
        }

        ReplayReport report() {
            return new ReplayReport(replayed, before, withoutValue, others);
        }
    }
}
