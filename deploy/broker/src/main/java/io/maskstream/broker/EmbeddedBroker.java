package io.maskstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka node inside this JVM, both broker and KRaft controller. It listens only on the loopback interface.
 * Except for replication, it has all features of a cluster, including transactions.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int NODE_ID = 1;
    private static final short REPLICAS = 1;
    private static final Duration TOPICS_PATIENCE = Duration.ofSeconds(10);

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final Map<String, String> administrator;
    private final Path folder;
    private final boolean temporary;

    private EmbeddedBroker(
            KafkaRaftServer server,
            String bootstrapServers,
            Map<String, String> administrator,
            Path folder,
            boolean temporary) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.administrator = administrator;
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Starts a broker on any free port. Its data is in a temporary folder, which is deleted when the broker is closed.
     *
     * @param overrides broker settings that take precedence over those for a single small node
     * @throws UncheckedIOException if the folder for the data cannot be created
     * @throws KafkaException if the broker does not start
     */
    public static EmbeddedBroker start(Map<String, String> overrides) {
        return start(0, overrides);
    }

    /**
     * Starts a broker. Its data is in a temporary folder, which is deleted when the broker is closed.
     *
     * @param port the port to listen on; 0 for any free port
     * @param overrides broker settings that take precedence over those for a single small node
     * @throws UncheckedIOException if the port is in use, or the folder for the data cannot be created
     * @throws KafkaException if the broker does not start
     */
    public static EmbeddedBroker start(int port, Map<String, String> overrides) {
        return start(port, temporaryFolder(), ClientAccess.PLAIN, overrides, true);
    }

    /**
     * Starts a broker on any free port that authenticates its clients. Its data is in a temporary folder, which is
     * deleted when the broker is closed.
     *
     * @param access how clients connect
     * @param overrides broker settings that take precedence over those for a single small node, including key store,
     *     mechanisms and authorizer
     * @throws UncheckedIOException if the folder for the data cannot be created
     * @throws KafkaException if the broker does not start
     */
    public static EmbeddedBroker start(ClientAccess access, Map<String, String> overrides) {
        return start(0, temporaryFolder(), access, overrides, true);
    }

    /**
     * Starts a broker that keeps its data: after it is closed and started again on the same folder, its data is still
     * there.
     *
     * @param port the port to listen on; 0 for any free port
     * @param folder the folder for the data; created if it is missing
     * @param overrides broker settings that take precedence over those for a single small node
     * @throws UncheckedIOException if the port is in use
     * @throws KafkaException if the folder cannot be written or the broker does not start
     */
    public static EmbeddedBroker start(int port, Path folder, Map<String, String> overrides) {
        return start(port, folder, ClientAccess.PLAIN, overrides, false);
    }

    private static EmbeddedBroker start(
            int port, Path folder, ClientAccess access, Map<String, String> overrides, boolean temporary) {
        boolean started = false;
        try {
            Listeners listeners = Listeners.choose(port);
            KafkaConfig config = new KafkaConfig(settings(listeners, folder, access, overrides), false);
            format(folder, access);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            started = true;
            return new EmbeddedBroker(server, listeners.broker(), access.administrator(), folder, temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("The broker cannot listen on port " + port, e);
        } finally {
            if (temporary && !started) {
                delete(folder);
            }
        }
    }

    /**
     * Host and port of the two listeners. Free ports are chosen here, because Kafka does not report the port if it may
     * choose one.
     */
    private record Listeners(String broker, String controller) {

        static Listeners choose(int port) throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (ServerSocket broker = new ServerSocket(port, 1, loopback);
                    ServerSocket controller = new ServerSocket(0, 1, loopback)) {
                return new Listeners(HOST + ":" + broker.getLocalPort(), HOST + ":" + controller.getLocalPort());
            }
        }
    }

    /** Returns the host and port for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates the given topics, except existing ones.
     *
     * @throws KafkaException if the broker refuses to create a topic
     */
    public void createTopics(int partitions, String... names) {
        Map<String, Object> settings = new HashMap<>(administrator);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = Stream.of(names)
                    .filter(name -> !existing.contains(name))
                    .map(name -> new NewTopic(name, partitions, REPLICAS))
                    .toList();
            admin.createTopics(missing).all().get();
            // The controller creates topics before the broker knows them.
            long deadline = System.nanoTime() + TOPICS_PATIENCE.toNanos();
            while (!admin.listTopics().names().get().containsAll(List.of(names)) && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (ExecutionException e) {
            throw new KafkaException("The topics were not created", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while the topics were created", e);
        }
    }

    /** Stops the broker gracefully. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        if (temporary) {
            delete(folder);
        }
    }

    private static Map<String, String> settings(
            Listeners listeners, Path folder, ClientAccess access, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put(
                "listeners",
                access.protocol() + "://" + listeners.broker() + ",CONTROLLER://" + listeners.controller());
        settings.put(
                "listener.security.protocol.map",
                access.protocol() + ":" + access.protocol() + ",CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", access.protocol().name());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", NODE_ID + "@" + listeners.controller());
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", Short.toString(REPLICAS));
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", Short.toString(REPLICAS));
        settings.put("transaction.state.log.min.isr", Short.toString(REPLICAS));
        settings.put("transaction.state.log.num.partitions", "1");
        // Groups do not wait for other members to join, and dead members are removed quickly.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // By default the log cleaner takes 128 MB of heap.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        settings.putAll(overrides);
        return settings;
    }

    private static void format(Path folder, ClientAccess access) {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setScramArguments(access.scram())
                    .run();
        } catch (Exception e) { // Declared by run().
            throw new KafkaException("The broker's folder " + folder + " cannot be formatted", e);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("maskstream-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException("A temporary folder for the broker's data cannot be created", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's temporary folder cannot be deleted", e);
        }
    }
}
