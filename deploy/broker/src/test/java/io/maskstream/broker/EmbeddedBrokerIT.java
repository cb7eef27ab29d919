package io.maskstream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerIT {

    private static final String TOPIC = "words";

    @Test
    void committedTransactionsAreReadAndAbortedOnesAreNot() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(1, TOPIC);
            try (KafkaProducer<String, String> producer = producer(broker)) {
                write(producer, "aborted");
                producer.abortTransaction();
                write(producer, "committed");
                producer.commitTransaction();
            }
            assertThat(read(broker)).containsExactly("committed");
        }
    }

    @Test
    void keepsPortAndDataWhenStoppedAndStartedAgain(@TempDir Path folder) {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(0, folder, Map.of())) {
            port = port(broker);
            broker.createTopics(1, TOPIC);
            try (KafkaProducer<String, String> producer = producer(broker)) {
                write(producer, "kept");
                producer.commitTransaction();
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(port, folder, Map.of())) {
            broker.createTopics(1, TOPIC, "another");
            assertThat(port(broker)).isEqualTo(port);
            assertThat(read(broker)).containsExactly("kept");
        }
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void refusesAPortThatIsTaken(@TempDir Path folder) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            int port = port(broker);
            assertThatThrownBy(() -> EmbeddedBroker.start(port, folder, Map.of()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(Integer.toString(port))
                    .hasCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            assertThat(accepts(InetAddress.getLoopbackAddress(), port(broker))).isTrue();
            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList();
            assertThat(others).noneMatch(address -> accepts(address, port(broker)));
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 500);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static int port(EmbeddedBroker broker) {
        String address = broker.bootstrapServers();
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static void write(KafkaProducer<String, String> producer, String value) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, value));
        producer.flush();
    }

    /** Reads all committed records up to the end of the topic. */
    private static List<String> read(EmbeddedBroker broker) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).records(partition).stream()
                        .map(ConsumerRecord::value)
                        .forEach(values::add);
            }
            return values;
        }
    }
}
