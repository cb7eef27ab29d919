package io.maskstream.streamer.config;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.TrustedKeys;
import io.maskstream.schemas.artifact.s3.S3Objects;
import io.maskstream.schemas.artifact.s3.S3Store;
import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.schemas.hardware.Processor;
import io.maskstream.schemas.input.image.DecodingMemory;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.explain.CloudEventHeaders;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.http.AllowedHosts;
import io.maskstream.streamer.live.LiveView;
import io.maskstream.streamer.release.AllowedLocations;
import io.maskstream.streamer.release.TakeBackRule;
import io.maskstream.streamer.trace.BatchTraces;
import io.maskstream.streamer.trace.OpenTelemetryTraces;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The streamer's settings. All settings of Kafka Streams and of its consumers, producer and admin client may be given
 * as well, and are passed on to them (see {@link KafkaSettings}).
 */
public final class StreamerConfig extends AbstractConfig {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String APPLICATION_ID = "application.id";
    public static final String REQUESTS_TOPIC = "requests.topic";
    public static final String EXPLANATIONS_TOPIC = "explanations.topic";
    public static final String DEAD_LETTERS_TOPIC = "dead.letters.topic";
    public static final String RELEASES_TOPIC = "releases.topic";
    public static final String RELEASES_MAX_BYTES = "releases.max.bytes";
    public static final String RELEASES_ALLOWED_FOLDERS = "releases.allowed.folders";
    public static final String RELEASES_ALLOWED_HOSTS = "releases.allowed.hosts";
    public static final String CANDIDATE_SAMPLE_RATE = "candidate.sample.rate";
    public static final String CANDIDATE_TOPIC = "candidate.topic";
    public static final String TAKEBACK_AGREEMENT = "takeback.agreement";
    public static final String TAKEBACK_RECORDS = "takeback.records";
    public static final String TAKEBACK_TRIAL_MS = "takeback.trial.ms";
    public static final String EXPLAINER_STORE = "explainer.store";
    public static final String S3_ENDPOINT = "s3.endpoint";
    public static final String EXPLAINER_TRUST = "explainer.trust";
    public static final String EXPLAINERS = "explainers";
    public static final String BATCH_MAX_RECORDS = "batch.max.records";
    public static final String IMAGE_MAX_BYTES = "image.max.bytes";
    public static final String IMAGE_MAX_PIXELS = "image.max.pixels";
    public static final String START_TIMEOUT_MS = "start.timeout.ms";
    public static final String RECORD_TIMEOUT_MS = "record.timeout.ms";
    public static final String VERIFY = "verify";
    public static final String VERIFY_SAMPLE_RATE = "verify.sample.rate";
    public static final String DRIFT_WINDOW_RECORDS = "drift.window.records";
    public static final String VALUE_FORMAT = "value.format";
    public static final String REQUEST_DIGEST_KEY = "request.digest.key";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_PORT = "http.port";
    public static final String HTTP_ALLOWED_HOSTS = "http.allowed.hosts";
    public static final String CLOUDEVENTS = "cloudevents";
    public static final String CLOUDEVENTS_SOURCE = "cloudevents.source";
    public static final String OTLP_ENDPOINT = "otel.exporter.otlp.endpoint";
    public static final String LIVE_VIEW = "live.view";
    public static final String LIVE_VIEW_PUBLISH = "live.view.publish";
    public static final String LIVE_VIEW_EXPLORE = "live.view.explore";
    public static final String LIVE_VIEW_REPLAY = "live.view.replay";
    public static final String LIVE_VIEW_CLIENTS = "live.view.clients";
    public static final String LIVE_VIEW_RECORDS = "live.view.records";
    public static final String LIVE_VIEW_BYTES = "live.view.bytes";
    public static final String PROCESSING_GUARANTEE = "processing.guarantee";
    public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    public static final String NUM_STREAM_THREADS = "num.stream.threads";
    public static final String TENSORFLOW_THREADS = "tensorflow.threads";
    public static final String TENSORFLOW_BFLOAT16 = "tensorflow.bfloat16";
    public static final String BUFFERED_RECORDS_PER_PARTITION = "buffered.records.per.partition";
    public static final String MAX_POLL_RECORDS = "main.consumer.max.poll.records";
    public static final String SESSION_TIMEOUT_MS = "main.consumer.session.timeout.ms";

    /** OpenTelemetry's own name for {@link #OTLP_ENDPOINT}. */
    private static final String OTLP_ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static final Duration S3_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIVE_VIEW_PATIENCE = Duration.ofSeconds(15);

    static final ConfigDef DEFINITION = StreamerConfigDef.create();

    /** Shared by all threads and the live view. */
    private final DecodingMemory decodingMemory;

    /**
     * Reads settings from a map.
     *
     * @throws ConfigException if a setting is missing, unknown or invalid
     */
    public StreamerConfig(Map<String, ?> settings) {
        super(DEFINITION, settings, false);
        decodingMemory = DecodingMemory.ofHeap();
        new KnownSettings(DEFINITION.names()).check(settings.keySet());
        KafkaSettings.refuseReserved(settings.keySet());
        if (explainers().isEmpty()) {
            throw new ConfigException(EXPLAINERS, List.of(), "must name at least one explainer");
        }
        if (new HashSet<>(explainers()).size() < explainers().size()) {
            throw new ConfigException(EXPLAINERS, getList(EXPLAINERS), "must not name an explainer twice");
        }
        if (Set.copyOf(List.of(requestsTopic(), explanationsTopic(), deadLettersTopic()))
                        .size()
                < 3) {
            throw new ConfigException(REQUESTS_TOPIC + ", " + EXPLANATIONS_TOPIC + " and " + DEAD_LETTERS_TOPIC
                    + " must be three different topics, so that the streamer does not read its own output.");
        }
        checkCandidates();
    }

    private void checkCandidates() {
        if (candidateTopic()
                .filter(
                        Set.of(requestsTopic(), explanationsTopic(), deadLettersTopic(), getString(RELEASES_TOPIC))
                                ::contains)
                .isPresent()) {
            throw new ConfigException(CANDIDATE_TOPIC + " must be a topic that no other setting names.");
        }
        if (takeBack().isPresent() && (!mayVerify() || releasesTopic().isEmpty())) {
            throw new ConfigException(
                    TAKEBACK_AGREEMENT + " needs verified records and the topic of releases: set " + VERIFY
                            + " to always or sampled and " + RELEASES_TOPIC + " to a topic, or " + TAKEBACK_AGREEMENT
                            + " to 0.");
        }
    }

    /**
     * Loads settings from a {@code .properties} file; environment variables override it.
     *
     * @throws ConfigException if the file cannot be read, or a setting is missing, unknown or invalid
     */
    public static StreamerConfig load(Path file) {
        return load(file, System.getenv());
    }

    /**
     * Loads settings for a command that needs only some of them.
     *
     * @param file the {@code .properties} file; empty for none
     * @param defaults values that apply if neither the file nor the environment sets them
     * @param given values from the command line, which override all others
     * @throws ConfigException if the file cannot be read, or a setting is missing, unknown or invalid
     */
    public static StreamerConfig load(Optional<Path> file, Map<String, String> defaults, Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(defaults);
        file.ifPresent(path -> settings.putAll(read(path)));
        override(settings, System.getenv());
        settings.putAll(given);
        return new StreamerConfig(settings);
    }

    static StreamerConfig load(Path file, Map<String, String> environment) {
        Map<String, String> settings = read(file);
        override(settings, environment);
        return new StreamerConfig(settings);
    }

    private static void override(Map<String, String> settings, Map<String, String> environment) {
        String endpoint = environment.getOrDefault(OTLP_ENDPOINT_VARIABLE, "");
        if (!endpoint.isEmpty()) {
            settings.put(OTLP_ENDPOINT, endpoint);
        }
        settings.putAll(new KnownSettings(DEFINITION.names()).overrides(environment));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ConfigException("There is no file " + file + ".");
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("The file " + file + " cannot be read: " + e);
        }
        Map<String, String> settings = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> settings.put(key, properties.getProperty(key).strip()));
        return settings;
    }

    public String requestsTopic() {
        return getString(REQUESTS_TOPIC);
    }

    public String explanationsTopic() {
        return getString(EXPLANATIONS_TOPIC);
    }

    public String deadLettersTopic() {
        return getString(DEAD_LETTERS_TOPIC);
    }

    /**
     * Returns the store of explainers.
     *
     * @throws ConfigException if it is in a bucket and the address of the S3 server is not set
     */
    public ExplainerStore explainerStore() {
        String location = getString(EXPLAINER_STORE);
        return S3Url.isMeant(location)
                ? new S3Store(S3Url.of(location), objects())
                : new ArtifactStore(Path.of(location));
    }

    /** Returns the location of the store as releases contain it: an absolute path, or an S3 URL. */
    public String storeLocation() {
        String location = getString(EXPLAINER_STORE);
        return S3Url.isMeant(location)
                ? S3Url.of(location).toString()
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    private S3Objects objects() {
        String endpoint = getString(S3_ENDPOINT);
        try {
            return S3Objects.at(endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)), S3_PATIENCE);
        } catch (IOException e) {
            throw new ConfigException(Quotes.oneLine(e.getMessage()) + ".");
        }
    }

    /**
     * Returns the names of the explainers to serve. Requests that name none are answered by the first one of their
     * kind.
     */
    public List<String> explainers() {
        return getList(EXPLAINERS).stream()
                .map(given -> given.replaceFirst(":.*$", ""))
                .toList();
    }

    /** Returns the versions that explainers are pinned to, by name. Explainers without an entry follow the releases. */
    public Map<String, Integer> pinnedVersions() {
        return getList(EXPLAINERS).stream()
                .map(given -> given.split(":"))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> Integer.valueOf(parts[1])));
    }

    /** Returns the topic on which new versions of explainers are announced, if releases are followed. */
    public Optional<String> releasesTopic() {
        return Optional.of(getString(RELEASES_TOPIC)).filter(topic -> !topic.isEmpty());
    }

    /** Returns the share of the batches that a candidate explains as well, in [0,1]. */
    public double candidateSampleRate() {
        return getDouble(CANDIDATE_SAMPLE_RATE);
    }

    /** Returns the topic that candidates' explanations are written to, if any. */
    public Optional<String> candidateTopic() {
        return Optional.of(getString(CANDIDATE_TOPIC)).filter(topic -> !topic.isEmpty());
    }

    /** Returns the rule by which versions are taken back, if any. */
    public Optional<TakeBackRule> takeBack() {
        double agreement = getDouble(TAKEBACK_AGREEMENT);
        return agreement == 0
                ? Optional.empty()
                : Optional.of(new TakeBackRule(
                        agreement, getInt(TAKEBACK_RECORDS), Duration.ofMillis(getLong(TAKEBACK_TRIAL_MS))));
    }

    /** Returns the maximum size of a release, in bytes. */
    public long largestReleaseBytes() {
        return getLong(RELEASES_MAX_BYTES);
    }

    /**
     * Returns where releases may come from, that is the store and the allowed folders and hosts, and whose signature
     * they need.
     *
     * @throws ConfigException if the settings require signatures, but there are no keys
     */
    public AllowedLocations releaseLocations() {
        List<String> places = new ArrayList<>(List.of(getString(EXPLAINER_STORE)));
        places.addAll(getList(RELEASES_ALLOWED_FOLDERS));
        Map<Boolean, List<String>> inBuckets = places.stream().collect(Collectors.partitioningBy(S3Url::isMeant));
        AllowedLocations locations = new AllowedLocations(
                inBuckets.get(false).stream().map(Path::of).toList(), getList(RELEASES_ALLOWED_HOSTS));
        if (!inBuckets.get(true).isEmpty()) {
            locations = locations.andBuckets(
                    inBuckets.get(true).stream().map(S3Url::of).toList(), objects());
        }
        String trust = getString(EXPLAINER_TRUST);
        try {
            return trust.isEmpty() ? locations : locations.signedBy(TrustedKeys.in(Path.of(trust), Clock.systemUTC()));
        } catch (IOException e) {
            throw new ConfigException(EXPLAINER_TRUST + " must name a file or folder with public keys or certificates: "
                    + Quotes.oneLine(e.getMessage()) + ".");
        }
    }

    /**
     * Returns the number of threads that read and explain.
     *
     * @param partitions partitions of the requests topic, at least 1; more threads would be idle
     */
    public int streamThreads(int partitions) {
        int given = getInt(NUM_STREAM_THREADS);
        return given == 0 ? Math.min(Runtime.getRuntime().availableProcessors(), partitions) : given;
    }

    /**
     * Returns the number of threads that TensorFlow uses for a call of a graph; with 1, the stream thread runs the call
     * itself.
     */
    public int tensorflowThreads() {
        return getInt(TENSORFLOW_THREADS);
    }

    /** Returns the maximum number of records in one call of a graph. */
    public int maximumBatch() {
        return getInt(BATCH_MAX_RECORDS);
    }

    /** Returns a loader of explainers with these settings. */
    public ExplainerLoader explainerLoader() {
        return new ExplainerLoader(
                maximumBatch(),
                mayVerify(),
                imageLimits(),
                tensorflowThreads(),
                getBoolean(TENSORFLOW_BFLOAT16) && Processor.multipliesInBfloat16());
    }

    /** Returns how long brokers may take to answer at the start. */
    public Duration startTimeout() {
        return Duration.ofMillis(getLong(START_TIMEOUT_MS));
    }

    /** Returns how long reading and encoding one record may take. */
    public Duration recordTimeout() {
        return Duration.ofMillis(getLong(RECORD_TIMEOUT_MS));
    }

    /** Returns the limits for images, which always share the same memory. */
    public ImageLimits imageLimits() {
        return new ImageLimits(getInt(IMAGE_MAX_BYTES), getLong(IMAGE_MAX_PIXELS), decodingMemory);
    }

    /** Returns which batches are verified. */
    public VerificationPolicy verification() {
        return switch (getString(VERIFY)) {
            case "always" -> VerificationPolicy.ALWAYS;
            case "never" -> VerificationPolicy.NEVER;
            default ->
                VerificationPolicy.sampled(getDouble(VERIFY_SAMPLE_RATE), ThreadLocalRandom.current()::nextDouble);
        };
    }

    /** Returns whether {@link #verification} may ever verify a batch. */
    public boolean mayVerify() {
        return !getString(VERIFY).equals("never");
    }

    /** Returns how many of each explainer's most recent records are compared with its profile; 0 for none. */
    public int driftWindowRecords() {
        return getInt(DRIFT_WINDOW_RECORDS);
    }

    public ValueFormat valueFormat() {
        return ValueFormat.valueOf(getString(VALUE_FORMAT).toUpperCase(Locale.ROOT));
    }

    /** Returns the digest by which explanations name their requests. */
    public RequestDigest requestDigest() {
        String key = getPassword(REQUEST_DIGEST_KEY).value();
        return key.isEmpty() ? RequestDigest.plain() : RequestDigest.keyed(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the URL of the schema registry, if there is one. */
    public Optional<URI> schemaRegistry() {
        String url = getString(SCHEMA_REGISTRY_URL);
        return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
    }

    /** Returns the headers that make explanations CloudEvents, if they are enabled. */
    public Optional<CloudEventHeaders> cloudEvents() {
        if (!getBoolean(CLOUDEVENTS)) {
            return Optional.empty();
        }
        String source = getString(CLOUDEVENTS_SOURCE);
        return Optional.of(new CloudEventHeaders(
                source.isEmpty() ? "/" + getString(APPLICATION_ID) : source,
                valueFormat() == ValueFormat.JSON ? "application/json" : "application/avro"));
    }

    /**
     * Returns the receiver of reports about batches.
     *
     * @throws ConfigException if OpenTelemetry's own settings are invalid
     */
    public BatchTraces traces() {
        String endpoint = getString(OTLP_ENDPOINT);
        return endpoint.isEmpty()
                ? BatchTraces.NONE
                : OpenTelemetryTraces.to(endpoint, requestsTopic(), getString(APPLICATION_ID), maximumBatch());
    }

    public String httpHost() {
        return getString(HTTP_HOST);
    }

    /** Returns the port; 0 for any free port. */
    public int httpPort() {
        return getInt(HTTP_PORT);
    }

    /** Returns the host names under which more than health is served. */
    public AllowedHosts allowedHosts() {
        return new AllowedHosts(getList(HTTP_ALLOWED_HOSTS));
    }

    /** Returns whether the live view is served, the page that shows records as they leave. */
    public boolean liveView() {
        return getBoolean(LIVE_VIEW);
    }

    /** Returns whether the live view may publish requests. */
    public boolean liveViewPublishes() {
        return getBoolean(LIVE_VIEW_PUBLISH);
    }

    /** Returns whether the live view may ask the explainers about the records that it shows, and about others. */
    public boolean liveViewExplores() {
        return getBoolean(LIVE_VIEW_EXPLORE);
    }

    /** Returns whether the live view may publish the record of a dead letter once more. */
    public boolean liveViewReplays() {
        return getBoolean(LIVE_VIEW_REPLAY);
    }

    /** Returns the limits of the live view. */
    public LiveView.Limits liveViewLimits() {
        return new LiveView.Limits(
                getInt(LIVE_VIEW_RECORDS), getLong(LIVE_VIEW_BYTES), getInt(LIVE_VIEW_CLIENTS), LIVE_VIEW_PATIENCE);
    }

    /** Returns the size of the largest record that the producer sends, in bytes. */
    public int largestRecordBytes() {
        return KafkaSettings.largestRecordBytes(originals());
    }
}
