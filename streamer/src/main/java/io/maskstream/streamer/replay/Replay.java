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
 * Publishes dead letters on the requests topic again, each exactly once: the records are sent in one transaction with
 * the ledger entry for them. The next run continues after one that was killed. Of two simultaneous runs, the later one
 * fences off the earlier one.
 */
public final class Replay {

    /**
     * Settings for the connections to the brokers.
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
     * Creates a replay from one topic to another.
     *
     * @param ledgerTopic topic that records what was replayed; created by the first run
     */
    public Replay(Clients clients, String deadLettersTopic, String requestsTopic, String ledgerTopic) {
        this.clients = clients;
        this.deadLettersTopic = deadLettersTopic;
        this.requestsTopic = requestsTopic;
        this.ledgerTopic = ledgerTopic;
    }

    /**
     * Replays the dead letters that exist now and were not replayed before.
     *
     * @param filter accepts the dead letters to replay
     * @throws ReplayException if a topic is missing, or another replay has started
     * @throws KafkaException if the brokers do not answer or refuse the request; what was reported as replayed before
     *     is committed
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
            // Ends the transaction of an earlier run, so that the ledger is complete when it is read.
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
     * Counts what {@link #run} would replay, without writing anything.
     *
     * @throws ReplayException if a topic is missing
     * @throws KafkaException if the brokers do not answer or refuse the request
     */
    public ReplayReport dryRun(Predicate<DeadLetter> filter) {
        return scan(filter, (ledger, letters) -> {});
    }

    /** Processes some dead letters, all or none. */
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
        // Throws the failure of any of them; closing the producer then aborts the transaction.
        producer.commitTransaction();
    }

    /** Counts what has happened to the dead letters so far. */
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
