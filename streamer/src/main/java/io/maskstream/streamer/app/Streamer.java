package io.maskstream.streamer.app;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.http.Health;
import io.maskstream.streamer.http.StatusServer;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.live.EventJson;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.live.LiveView;
import io.maskstream.streamer.live.RequestForm;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.release.ReleaseFollower;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.maskstream.streamer.release.ReleaseTopic;
import io.maskstream.streamer.stream.ExplanationTopology;
import io.maskstream.streamer.stream.StreamClients;
import io.maskstream.streamer.stream.ThreadReplacement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The streaming explanation service: takes requests from a topic and publishes an explanation for each. */
public final class Streamer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streamer.class);
    private static final Duration RELEASES_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final ServedExplainers explainers;
    private final PrometheusMeterRegistry registry;
    private final ReleaseFollower follower;
    private final KafkaStreams streams;
    private final ThreadReplacement failures;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LiveView live;
    private final StatusServer status;
    private final AutoCloseable kafkaMetrics;
    private final Lookahead lookahead;
    private final Duration pollInterval;
    private boolean closed;

    /**
     * Prepares the stream.
     *
     * @param topics of requests, explanations and dead letters
     * @param follower of releases; null if they are not followed
     */
    private Streamer(
            StreamerConfig config,
            TopicCheck.Topics topics,
            ServedExplainers explainers,
            PrometheusMeterRegistry registry,
            StreamerMetrics metrics,
            ReleaseFollower follower)
            throws IOException {
        this.explainers = explainers;
        this.registry = registry;
        this.follower = follower;
        SchemaRegistry schemas =
                config.schemaRegistry().map(SchemaRegistry::new).orElse(null);
        RequestPreparation preparation = new RequestPreparation(new RequestReader(schemas), explainers, metrics);
        pollInterval = KafkaSettings.pollInterval(config.originals());
        PollProgress progress = KafkaSettings.pollProgress(config);
        KnownLimits explanations = new KnownLimits(topics.explanations());
        KnownLimits deadLetters = new KnownLimits(topics.deadLetters());
        AtomicBoolean learnt = new AtomicBoolean();
        lookahead = new Lookahead(
                preparation,
                new BatchExplainer(writer(config, schemas), config.verification(), metrics),
                config.maximumBatch(),
                KafkaSettings.lookaheadBudget(config),
                explanations,
                metrics,
                progress);
        Gauge.builder("maskstream.threads.left.behind", lookahead, Lookahead::threadsLeftBehind)
                .description("Threads that do not come back from reading a record")
                .register(registry);
        failures = new ThreadReplacement(() -> learnt.getAndSet(false));
        live = config.liveView() ? liveView(config, schemas, metrics) : null;
        LiveTap tap = live == null ? LiveTap.NONE : live.tap();
        Topology topology =
                ExplanationTopology.between(config.requestsTopic(), config.explanationsTopic(), metrics, tap, progress);
        int threads = config.streamThreads(topics.partitions());
        streams = new KafkaStreams(
                topology,
                new StreamsConfig(
                        KafkaSettings.stream(config, threads, explanations, deadLetters, learnt, metrics, tap)),
                new StreamClients(lookahead));
        try {
            status = new StatusServer(
                    config.httpHost(),
                    config.httpPort(),
                    config.allowedHosts(),
                    registry::scrape,
                    this::health,
                    live == null ? Map.of() : Map.of(LiveView.PATH, live));
        } catch (IOException | RuntimeException e) {
            streams.close();
            if (live != null) {
                live.close();
            }
            throw e;
        }
        kafkaMetrics = PrometheusMetrics.follow(streams, registry);
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((state, before) -> {
            if (state.hasCompletedShutdown()) {
                stopped.countDown();
            }
        });
    }

    private LiveView liveView(StreamerConfig config, SchemaRegistry schemas, StreamerMetrics metrics) {
        RequestReader requests = new RequestReader(schemas);
        RequestForm form = config.liveViewPublishes()
                ? new RequestForm(
                        KafkaSettings.form(config),
                        config.requestsTopic(),
                        () -> ownPartitions(config.requestsTopic()),
                        requests,
                        config.largestRecordBytes())
                : null;
        return new LiveView(
                config.liveViewLimits(),
                requests,
                new EventJson(new ExplanationReader(schemas), config.imageLimits()),
                explainers,
                metrics::totals,
                form,
                registry);
    }

    /** Those that this streamer reads at the moment. */
    private Set<Integer> ownPartitions(String topic) {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    /**
     * Starts a streamer; it explains until it is closed.
     *
     * @throws StartException if a setting, an explainer, the broker or a topic is not as it should be
     */
    public static Streamer start(StreamerConfig config) {
        return start(config, config.explainerLoader());
    }

    /** The same, but with explainers that are loaded in another way. */
    static Streamer start(StreamerConfig config, ExplainerLoader loader) {
        TopicCheck.Topics topics = new TopicCheck(config, config.startTimeout()).run();
        ReleaseTopic topic =
                config.releasesTopic().map(name -> open(config, name)).orElse(null);
        try {
            return start(config, loader, topics, topic);
        } catch (RuntimeException e) {
            if (topic != null) {
                topic.close();
            }
            throw e;
        }
    }

    /**
     * Loads the explainers and starts the stream.
     *
     * @param topics of requests, explanations and dead letters
     * @param topic of releases; null if they are not followed
     */
    private static Streamer start(
            StreamerConfig config, ExplainerLoader loader, TopicCheck.Topics topics, ReleaseTopic topic) {
        PrometheusMeterRegistry registry = PrometheusMetrics.registry();
        ReleaseMetrics releaseMetrics = new ReleaseMetrics(registry);
        ArtifactStore store = new ArtifactStore(config.explainerStore());
        ReleaseIntake intake = new ReleaseIntake(
                store, config.largestReleaseBytes(), config.releaseLocations(), loader, releaseMetrics);
        ServedExplainers explainers = new ServedExplainers(
                new StartingExplainers(config, store, intake).load(topic == null ? Map.of() : read(topic, config)));
        try {
            StreamerMetrics metrics = new StreamerMetrics(registry, identities(explainers), Clock.systemUTC());
            identities(explainers).forEach(releaseMetrics::serves);
            ReleaseFollower follower = topic == null
                    ? null
                    : new ReleaseFollower(
                            topic, intake, explainers, config.pinnedVersions().keySet(), metrics, releaseMetrics);
            Streamer streamer = new Streamer(config, topics, explainers, registry, metrics, follower);
            streamer.streams.start();
            if (follower != null) {
                follower.start();
            }
            LOG.info(streamer.summary(config, config.streamThreads(topics.partitions())));
            return streamer;
        } catch (IOException e) {
            explainers.close();
            throw new StartException(
                    "Cannot listen on " + config.httpHost() + ":" + config.httpPort() + ": " + e.getMessage() + ". Set "
                            + StreamerConfig.HTTP_HOST + " and " + StreamerConfig.HTTP_PORT
                            + " to an address that is free.",
                    e);
        } catch (SchemaRegistryException e) {
            explainers.close();
            throw new StartException(e.getMessage() + " Check " + StreamerConfig.SCHEMA_REGISTRY_URL + ".", e);
        } catch (KafkaException e) {
            explainers.close();
            throw new StartException("Kafka Streams cannot start: " + KafkaFailure.described(e), e);
        } catch (RuntimeException e) {
            explainers.close();
            throw e;
        }
    }

    private static ReleaseTopic open(StreamerConfig config, String topic) {
        try {
            return new ReleaseTopic(KafkaSettings.releases(config), topic, RELEASES_PATIENCE);
        } catch (KafkaException e) {
            throw new StartException("The releases cannot be read: " + KafkaFailure.described(e) + ".", e);
        }
    }

    private static Map<String, byte[]> read(ReleaseTopic topic, StreamerConfig config) {
        String name = config.releasesTopic().orElseThrow();
        try {
            if (!topic.find()) {
                LOG.info("There is no topic {} yet; releases are followed as soon as it is there", name);
            }
            return topic.readToEnd(config.explainers());
        } catch (KafkaException e) {
            throw new StartException(
                    "The topic " + name + " cannot be read: " + KafkaFailure.described(e) + ". Mend that, or set "
                            + StreamerConfig.RELEASES_TOPIC + " to nothing, and releases are not followed.",
                    e);
        }
    }

    private static List<ExplainerIdentity> identities(ServedExplainers explainers) {
        return explainers.all().stream().map(Explainer::identity).toList();
    }

    private static ExplanationWriter writer(StreamerConfig config, SchemaRegistry schemas) {
        return schemas == null
                ? new ExplanationWriter(config.valueFormat())
                : new ExplanationWriter(config.valueFormat(), schemas, config.explanationsTopic());
    }

    private String summary(StreamerConfig config, int threads) {
        String served = explainers.all().stream()
                .map(e -> e.name() + " " + e.identity().getVersion() + " for "
                        + e.kind().one())
                .collect(Collectors.joining(", "));
        return "Explaining with " + served + " on " + (threads == 1 ? "1 thread" : threads + " threads") + ": "
                + config.requestsTopic() + " -> " + config.explanationsTopic()
                + " (dead letters: " + config.deadLettersTopic() + ") at "
                + String.join(",", config.getList(StreamerConfig.BOOTSTRAP_SERVERS)) + "; metrics at "
                + url(config, "/metrics")
                + (live == null ? "" : "; live view at " + url(config, LiveView.PATH + "/"));
    }

    private URI url(StreamerConfig config, String path) {
        return URI.create("http://" + config.httpHost() + ":" + httpPort() + path);
    }

    /**
     * As Kafka Streams has it, which does not see that a call of a graph never returns, or that records are never read to
     * their end. Such a streamer loses its partitions soon; what helps is a new process.
     */
    private Health health() {
        Health health = Health.of(streams.state());
        Duration running = lookahead.longestRunning();
        if (running.compareTo(pollInterval.dividedBy(2)) > 0) {
            return health.down("a stream thread has been explaining one poll for " + running.toSeconds() + " s");
        }
        int left = lookahead.threadsLeftBehind();
        if (left > Runtime.getRuntime().availableProcessors()) {
            return health.down(left + " threads do not come back from records that take too long to read");
        }
        return follower == null
                ? health
                : follower.failure().map(health::degraded).orElse(health);
    }

    /** The port that metrics, health and the live view are served on. */
    public int httpPort() {
        return status.port();
    }

    /**
     * Waits until the stream has stopped, because it was closed or could not go on.
     *
     * @return why it could not go on; empty if it was closed
     */
    Optional<Throwable> awaitStop() throws InterruptedException {
        stopped.await();
        return failures.fatal();
    }

    /** Finishes what was begun, commits it and stops. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (follower != null) {
            follower.close();
        }
        // There is no state that would be worth keeping the partitions for until the streamer is back.
        boolean finished = streams.close(CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        status.close();
        if (live != null) {
            live.close();
        }
        try {
            kafkaMetrics.close();
        } catch (Exception e) {
            LOG.warn("Kafka Streams' metrics are not closed", e);
        }
        registry.close();
        if (!finished) {
            LOG.warn("The stream has not stopped within {} s", CLOSE_PATIENCE.toSeconds());
        }
        lookahead.close();
        // A thread that is still inside of a graph holds a lease on that.
        explainers.close();
        stopped.countDown();
    }

    /** The command line; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StreamerCommand()).execute(arguments));
    }
}
