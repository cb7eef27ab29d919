package io.maskstream.streamer.app;

import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.drift.DriftMetrics;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.ExplainedBatches;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.http.StatusServer;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.live.ComparedBuffer;
import io.maskstream.streamer.live.EventJson;
import io.maskstream.streamer.live.Explorer;
import io.maskstream.streamer.live.LiveBuffer;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.live.LiveView;
import io.maskstream.streamer.live.RequestForm;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.RecordTraces;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.release.Probation;
import io.maskstream.streamer.release.ReleaseFollower;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.maskstream.streamer.release.ReleaseTopic;
import io.maskstream.streamer.shadow.Candidates;
import io.maskstream.streamer.stream.ExplanationStream;
import io.maskstream.streamer.stream.ExplanationTopology;
import io.maskstream.streamer.stream.ThreadReplacement;
import io.maskstream.streamer.trace.BatchTraces;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates one streamer from its settings and starts it. A failure is reported with a message for the operator. */
final class StreamerAssembly {

    private static final Logger LOG = LoggerFactory.getLogger(StreamerAssembly.class);

    private final StreamerConfig config;
    private final ExplainerLoader loader;
    private final Optional<SchemaRegistry> schemas;
    private final RecordTraces recordTraces = new RecordTraces();
    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry(recordTraces);
    private final ReleaseMetrics releaseMetrics = new ReleaseMetrics(registry);
    private final OpenParts open = new OpenParts();

    StreamerAssembly(StreamerConfig config, ExplainerLoader loader) {
        this.config = config;
        this.loader = loader;
        this.schemas = config.schemaRegistry().map(SchemaRegistry::new);
    }

    /**
     * Starts the streamer.
     *
     * @throws StartException if there is a problem with a setting, an explainer, the broker or a topic
     */
    StreamerParts start() {
        TopicCheck.Topics topics = new TopicCheck(config, config.startTimeout()).run();
        try {
            StreamerParts parts = assemble(topics);
            parts.stream().start();
            parts.candidates().ifPresent(CandidateParts::start);
            parts.follower().ifPresent(ReleaseFollower::start);
            LOG.info(summary(parts, config.streamThreads(topics.partitions())));
            return parts;
        } catch (IOException e) {
            throw failed(
                    "Cannot listen on " + config.httpHost() + ":" + config.httpPort() + ": " + e.getMessage() + ". Set "
                            + StreamerConfig.HTTP_HOST + " and " + StreamerConfig.HTTP_PORT
                            + " to a free address.",
                    e);
        } catch (SchemaRegistryException e) {
            throw failed(e.getMessage() + " Check " + StreamerConfig.SCHEMA_REGISTRY_URL + ".", e);
        } catch (KafkaException e) {
            throw failed("Kafka Streams cannot start: " + KafkaFailure.described(e), e);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private StartException failed(String sentence, Exception cause) {
        open.close();
        return new StartException(sentence, cause);
    }

    private StreamerParts assemble(TopicCheck.Topics topics) throws IOException {
        Optional<ReleaseTopic> releases =
                config.releasesTopic().map(name -> open.add(StartingReleases.open(config, name)));
        ExplainerStore store = config.explainerStore();
        ReleaseIntake intake = StartingExplainers.intake(config, loader, releaseMetrics);
        Map<String, byte[]> last = lastReleases(releases);
        ServedExplainers explainers =
                open.add(new ServedExplainers(new StartingExplainers(config, store, intake).load(last)));
        List<ExplainerIdentity> identities =
                explainers.all().stream().map(Explainer::identity).toList();
        explainers.all().forEach(releaseMetrics::serves);
        StreamerMetrics metrics = new StreamerMetrics(registry, identities, Clock.systemUTC(), recordTraces);
        Optional<ComparedBuffer> compared =
                config.liveView() ? Optional.of(new ComparedBuffer(config.liveViewLimits())) : Optional.empty();
        Optional<CandidateParts> candidates = releases.isPresent() && config.candidateSampleRate() > 0
                ? Optional.of(open.add(CandidateParts.assemble(
                        config,
                        StartingExplainers.intake(config, loader, releaseMetrics),
                        explainers,
                        requests(),
                        schemas,
                        compared,
                        registry)))
                : Optional.empty();
        Optional<ReleaseFollower> follower =
                releases.map(topic -> open.add(follower(topic, intake, explainers, metrics, candidates, last)));

        KnownLimits explanations = new KnownLimits(topics.explanations());
        PollProgress progress = KafkaSettings.pollProgress(config);
        DriftMonitor drift = new DriftMonitor(explainers, config.driftWindowRecords(), System::nanoTime);
        DriftMetrics.register(drift, registry.getPrometheusRegistry());
        BatchTraces traces = open.add(config.traces());
        Lookahead lookahead = open.add(lookahead(
                explainers,
                metrics,
                drift,
                explanations,
                progress,
                traces,
                candidates.map(CandidateParts::batches).orElse(ExplainedBatches.NONE)));
        Optional<LiveBuffer> leaving =
                config.liveView() ? Optional.of(new LiveBuffer(config.liveViewLimits())) : Optional.empty();
        LiveTap tap = leaving.map(LiveTap.class::cast).orElse(LiveTap.NONE);
        AtomicBoolean learnt = new AtomicBoolean();
        ExplanationStream stream = open.add(new ExplanationStream(
                ExplanationTopology.between(
                        config.requestsTopic(),
                        config.explanationsTopic(),
                        metrics,
                        tap,
                        progress,
                        config.cloudEvents()),
                KafkaSettings.stream(
                        config,
                        config.streamThreads(topics.partitions()),
                        explanations,
                        new KnownLimits(topics.deadLetters()),
                        learnt,
                        metrics,
                        tap),
                lookahead,
                new ThreadReplacement(() -> learnt.getAndSet(false)),
                registry));
        Optional<LiveView> live = leaving.map(buffer -> open.add(liveView(
                buffer,
                candidateSource(compared.orElseThrow(), candidates),
                explainers,
                metrics,
                drift,
                stream,
                lookahead)));
        StatusServer status = open.add(new StatusServer(
                config.httpHost(),
                config.httpPort(),
                config.allowedHosts(),
                registry::scrape,
                new HealthCheck(stream, lookahead, KafkaSettings.pollInterval(config.originals()), follower),
                live.map(LiveView::paths).orElse(Map.of())));
        return new StreamerParts(explainers, lookahead, traces, registry, stream, live, status, follower, candidates);
    }

    private ReleaseFollower follower(
            ReleaseTopic topic,
            ReleaseIntake intake,
            ServedExplainers explainers,
            StreamerMetrics metrics,
            Optional<CandidateParts> candidates,
            Map<String, byte[]> last) {
        BiConsumer<String, byte[]> candidateTaker = candidates
                .<BiConsumer<String, byte[]>>map(parts -> parts.releases()::announced)
                .orElse((name, value) -> {});
        Optional<Probation> probation = config.takeBack()
                .map(rule -> new Probation(
                        rule,
                        metrics,
                        releaseMetrics,
                        KafkaSettings.producer(config, "maskstream-takeback"),
                        config.releasesTopic().orElseThrow(),
                        config.storeLocation()));
        last.forEach((key, value) -> CandidateKey.explainer(key)
                .ifPresentOrElse(name -> candidateTaker.accept(name, value), () -> probation
                        .filter(watching -> value != null)
                        .ifPresent(watching -> watching.located(value))));
        return new ReleaseFollower(
                topic,
                intake,
                explainers,
                config.pinnedVersions().keySet(),
                metrics,
                releaseMetrics,
                candidateTaker,
                probation);
    }

    private Map<String, byte[]> lastReleases(Optional<ReleaseTopic> topic) {
        return topic.map(releases ->
                        StartingReleases.last(releases, config.releasesTopic().orElseThrow(), config.explainers()))
                .orElse(Map.of());
    }

    private Lookahead lookahead(
            ServedExplainers explainers,
            StreamerMetrics metrics,
            DriftMonitor drift,
            KnownLimits explanations,
            PollProgress progress,
            BatchTraces traces,
            ExplainedBatches batches) {
        ExplanationWriter writer = schemas.map(registered ->
                        new ExplanationWriter(config.valueFormat(), registered, config.explanationsTopic()))
                .orElseGet(() -> new ExplanationWriter(config.valueFormat()));
        Lookahead lookahead = new Lookahead(
                new RequestPreparation(requests(), config.requestDigest(), explainers, metrics),
                new BatchExplainer(writer, config.verification(), metrics, drift),
                config.maximumBatch(),
                KafkaSettings.lookaheadBudget(config),
                explanations,
                metrics,
                progress,
                traces,
                config.cloudEvents(),
                batches);
        Gauge.builder("maskstream.threads.left.behind", lookahead, Lookahead::threadsLeftBehind)
                .description("Threads that were abandoned while reading a record")
                .register(registry);
        return lookahead;
    }

    private RequestReader requests() {
        return schemas.map(RequestReader::new).orElseGet(RequestReader::new);
    }

    private static LiveView.CandidateSource candidateSource(ComparedBuffer compared, Optional<CandidateParts> parts) {
        return new LiveView.CandidateSource(compared, () -> parts.map(CandidateParts::candidates)
                .map(Candidates::identities)
                .orElse(List.of()));
    }

    private LiveView liveView(
            LiveBuffer buffer,
            LiveView.CandidateSource candidates,
            ServedExplainers explainers,
            StreamerMetrics metrics,
            DriftMonitor drift,
            ExplanationStream stream,
            Lookahead lookahead) {
        String topic = config.requestsTopic();
        Optional<RequestForm> form = config.liveViewPublishes() || config.liveViewReplays()
                ? Optional.of(new RequestForm(
                        KafkaSettings.form(config),
                        topic,
                        () -> stream.ownPartitions(topic),
                        requests(),
                        config.largestRecordBytes()))
                : Optional.empty();
        Optional<Explorer> explorer = config.liveViewExplores()
                ? Optional.of(new Explorer(requests(), explainers, () -> !lookahead
                        .longestRunning()
                        .isZero()))
                : Optional.empty();
        return new LiveView(
                buffer,
                candidates,
                config.liveViewLimits(),
                requests(),
                new EventJson(new ExplanationReader(schemas.orElse(null)), config.imageLimits()),
                explainers,
                metrics::totals,
                drift::figures,
                new LiveView.Allowed(config.liveViewPublishes(), config.liveViewReplays()),
                form,
                explorer,
                registry);
    }

    private String summary(StreamerParts parts, int threads) {
        int port = parts.status().port();
        String served = parts.explainers().all().stream()
                .map(e -> e.name() + " " + e.identity().getVersion() + " for "
                        + e.kind().one())
                .collect(Collectors.joining(", "));
        return "Explaining with " + served + " on " + (threads == 1 ? "1 thread" : threads + " threads") + ": "
                + config.requestsTopic() + " -> " + config.explanationsTopic()
                + " (dead letters: " + config.deadLettersTopic() + ") at "
                + String.join(",", config.getList(StreamerConfig.BOOTSTRAP_SERVERS)) + "; metrics at "
                + url(port, "/metrics")
                + parts.live()
                        .map(view -> "; live view at " + url(port, LiveView.PATH + "/"))
                        .orElse("");
    }

    private URI url(int port, String path) {
        return URI.create("http://" + config.httpHost() + ":" + port + path);
    }
}
