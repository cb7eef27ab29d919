package io.maskstream.streamer;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import io.maskstream.schemas.encoding.ImageLimits;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.VerificationPolicy;
import io.maskstream.streamer.live.LiveView;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/**
 * The streamer's settings. Beside its own, every setting of Kafka Streams and of its consumers, producer and admin client
 * may be given, and reaches them (see {@link KafkaSettings}).
 */
public final class StreamerConfig extends AbstractConfig {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String APPLICATION_ID = "application.id";
    public static final String REQUESTS_TOPIC = "requests.topic";
    public static final String EXPLANATIONS_TOPIC = "explanations.topic";
    public static final String DEAD_LETTERS_TOPIC = "dead.letters.topic";
    public static final String RELEASES_TOPIC = "releases.topic";
    public static final String RELEASES_MAX_BYTES = "releases.max.bytes";
    public static final String EXPLAINER_STORE = "explainer.store";
    public static final String EXPLAINERS = "explainers";
    public static final String BATCH_MAX_RECORDS = "batch.max.records";
    public static final String IMAGE_MAX_BYTES = "image.max.bytes";
    public static final String IMAGE_MAX_PIXELS = "image.max.pixels";
    public static final String VERIFY = "verify";
    public static final String VERIFY_SAMPLE_RATE = "verify.sample.rate";
    public static final String VALUE_FORMAT = "value.format";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_PORT = "http.port";
    public static final String LIVE_VIEW = "live.view";
    public static final String LIVE_VIEW_PUBLISH = "live.view.publish";
    public static final String LIVE_VIEW_CLIENTS = "live.view.clients";
    public static final String LIVE_VIEW_RECORDS = "live.view.records";
    public static final String LIVE_VIEW_BYTES = "live.view.bytes";
    public static final String PROCESSING_GUARANTEE = "processing.guarantee";
    public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    public static final String NUM_STREAM_THREADS = "num.stream.threads";
    public static final String TENSORFLOW_THREADS = "tensorflow.threads";
    public static final String BUFFERED_RECORDS_PER_PARTITION = "buffered.records.per.partition";
    public static final String MAX_POLL_RECORDS = "main.consumer.max.poll.records";
    public static final String SESSION_TIMEOUT_MS = "main.consumer.session.timeout.ms";

    /** A name, as {@link io.maskstream.schemas.artifact.Manifest} takes it, and maybe a version. */
    private static final Pattern EXPLAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(:[1-9][0-9]{0,8})?");

    private static final Duration LIVE_VIEW_PATIENCE = Duration.ofSeconds(15);

    static final ConfigDef DEFINITION = definition();

    /**
     * Takes settings as they are.
     *
     * @throws ConfigException if one is missing, unknown or wrong
     */
    public StreamerConfig(Map<String, ?> settings) {
        super(DEFINITION, settings, false);
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
                    + " must be three different topics, or the streamer would read what it writes.");
        }
    }

    /**
     * Loads settings from a {@code .properties} file; environment variables override it.
     *
     * @throws ConfigException if the file cannot be read, or a setting is missing, unknown or wrong
     */
    public static StreamerConfig load(Path file) {
        return load(file, System.getenv());
    }

    static StreamerConfig load(Path file, Map<String, String> environment) {
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
        settings.putAll(new KnownSettings(DEFINITION.names()).overrides(environment));
        return new StreamerConfig(settings);
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

    /** Folder of the artifact store. */
    public Path explainerStore() {
        return Path.of(getString(EXPLAINER_STORE));
    }

    /** Names of the explainers to serve; the first of its kind answers requests that name none. */
    public List<String> explainers() {
        return getList(EXPLAINERS).stream()
                .map(given -> given.replaceFirst(":.*$", ""))
                .toList();
    }

    /** The versions that explainers are pinned to, by name; one that is missing follows the releases. */
    public Map<String, Integer> pinnedVersions() {
        return getList(EXPLAINERS).stream()
                .map(given -> given.split(":"))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> Integer.valueOf(parts[1])));
    }

    /** Topic on which new versions of explainers are announced, if they are to be followed. */
    public Optional<String> releasesTopic() {
        return Optional.of(getString(RELEASES_TOPIC)).filter(topic -> !topic.isEmpty());
    }

    /** The largest release that is fetched, in bytes. */
    public long largestReleaseBytes() {
        return getLong(RELEASES_MAX_BYTES);
    }

    /**
     * Threads that read and explain.
     *
     * @param partitions of the requests topic, at least 1: more threads would be idle
     */
    public int streamThreads(int partitions) {
        int given = getInt(NUM_STREAM_THREADS);
        return given == 0 ? Math.min(Runtime.getRuntime().availableProcessors(), partitions) : given;
    }

    /** Threads that TensorFlow runs a call of a graph on; with 1 that is the stream thread which calls it. */
    public int tensorflowThreads() {
        return getInt(TENSORFLOW_THREADS);
    }

    /** At most so many records go through one call of a graph. */
    public int maximumBatch() {
        return getInt(BATCH_MAX_RECORDS);
    }

    /** Loads explainers as these settings say. */
    public ExplainerLoader explainerLoader() {
        return new ExplainerLoader(maximumBatch(), mayVerify(), imageLimits(), tensorflowThreads());
    }

    /** How large images may be. */
    public ImageLimits imageLimits() {
        return new ImageLimits(getInt(IMAGE_MAX_BYTES), getLong(IMAGE_MAX_PIXELS));
    }

    /** Which batches are verified. */
    public VerificationPolicy verification() {
        return switch (getString(VERIFY)) {
            case "always" -> VerificationPolicy.ALWAYS;
            case "never" -> VerificationPolicy.NEVER;
            default ->
                VerificationPolicy.sampled(getDouble(VERIFY_SAMPLE_RATE), ThreadLocalRandom.current()::nextDouble);
        };
    }

    /** Whether {@link #verification} may ever verify a batch. */
    public boolean mayVerify() {
        return !getString(VERIFY).equals("never");
    }

    public ValueFormat valueFormat() {
        return ValueFormat.valueOf(getString(VALUE_FORMAT).toUpperCase(Locale.ROOT));
    }

    /** The schema registry, if there is one. */
    public Optional<URI> schemaRegistry() {
        String url = getString(SCHEMA_REGISTRY_URL);
        return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
    }

    public String httpHost() {
        return getString(HTTP_HOST);
    }

    /** 0 for any free port. */
    public int httpPort() {
        return getInt(HTTP_PORT);
    }

    /** Whether the page that shows records as they leave is served. */
    public boolean liveView() {
        return getBoolean(LIVE_VIEW);
    }

    /** Whether that page may publish requests. */
    public boolean liveViewPublishes() {
        return getBoolean(LIVE_VIEW_PUBLISH);
    }

    /** How much of the live view there is. */
    public LiveView.Limits liveViewLimits() {
        return new LiveView.Limits(
                getInt(LIVE_VIEW_RECORDS), getLong(LIVE_VIEW_BYTES), getInt(LIVE_VIEW_CLIENTS), LIVE_VIEW_PATIENCE);
    }

    /** The largest record that the producer sends, in bytes. */
    public int largestRecordBytes() {
        return KafkaSettings.largestRecordBytes(originals());
    }

    /** Does not repeat the value: there may be a password in it. */
    private static void checkUrl(String name, String url) {
        if (!url.isEmpty() && !url.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new ConfigException(name + " must be a URL, such as http://localhost:8081.");
        }
    }

    @SuppressWarnings("unchecked")
    private static void checkExplainers(Object names) {
        for (String name : (List<String>) names) {
            if (!EXPLAINER.matcher(name).matches()) {
                throw new ConfigException(
                        EXPLAINERS, name, "must be a name, or a name and a version to pin it to, such as esol:3");
            }
        }
    }

    private static ConfigDef definition() {
        ConfigDef.Validator present = new ConfigDef.NonEmptyString();
        return new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        ConfigDef.Type.LIST,
                        NO_DEFAULT_VALUE,
                        HIGH,
                        "Kafka brokers to connect to first, as host:port, separated by commas.")
                .define(
                        EXPLAINER_STORE,
                        ConfigDef.Type.STRING,
                        NO_DEFAULT_VALUE,
                        present,
                        HIGH,
                        "Folder that holds the explainers, each in numbered versions. The highest is served, unless another"
                                + " was released on releases.topic or the explainer is pinned.")
                .define(
                        EXPLAINERS,
                        ConfigDef.Type.LIST,
                        NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkExplainers(value), () -> "each NAME or NAME:VERSION"),
                        HIGH,
                        "Names of the explainers to serve, separated by commas. A request that names none goes to the first"
                                + " one that takes its kind of input. With a version behind it, as in esol:3, an explainer"
                                + " is pinned: that version is read from the store, and releases of others are passed by.")
                .define(
                        APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "maskstream",
                        present,
                        HIGH,
                        "Name of the consumer group. Streamers of the same name share the work.")
                .define(
                        REQUESTS_TOPIC,
                        ConfigDef.Type.STRING,
                        "explanation-requests",
                        present,
                        HIGH,
                        "Topic that requests are read from.")
                .define(
                        EXPLANATIONS_TOPIC,
                        ConfigDef.Type.STRING,
                        "explanations",
                        present,
                        HIGH,
                        "Topic that explanations are written to, with the key, the headers and the timestamp of the request.")
                .define(
                        DEAD_LETTERS_TOPIC,
                        ConfigDef.Type.STRING,
                        "explanation-requests-dlq",
                        present,
                        HIGH,
                        "Topic that takes every record that cannot be explained, as it was, with the reason in the headers"
                                + " __streams.errors.message and maskstream.reason.")
                .define(
                        RELEASES_TOPIC,
                        ConfigDef.Type.STRING,
                        "explainer-releases",
                        MEDIUM,
                        "Topic on which versions of explainers are announced. The last one of each explainer is served:"
                                + " from the start, and swapped in while running. Where the topic is missing, it is waited"
                                + " for; empty, releases are not followed. Whoever may write to it chooses the models.")
                .define(
                        RELEASES_MAX_BYTES,
                        ConfigDef.Type.LONG,
                        1L << 30,
                        Range.atLeast(1),
                        LOW,
                        "A release with more bytes than this is refused. It is fetched into the folder for temporary files.")
                .define(
                        BATCH_MAX_RECORDS,
                        ConfigDef.Type.INT,
                        32,
                        Range.between(1, 4096),
                        MEDIUM,
                        "At most so many records are explained in one call of the model. Larger batches use the processor better"
                                + " and take more memory.")
                .define(
                        IMAGE_MAX_BYTES,
                        ConfigDef.Type.INT,
                        ImageLimits.DEFAULT.bytes(),
                        Range.atLeast(1),
                        LOW,
                        "Images of more bytes go to the dead-letter topic.")
                .define(
                        IMAGE_MAX_PIXELS,
                        ConfigDef.Type.LONG,
                        ImageLimits.DEFAULT.pixels(),
                        Range.between(64, Integer.MAX_VALUE / 4),
                        LOW,
                        "Images of more pixels, width times height, go to the dead-letter topic before they are decoded, which"
                                + " takes 4 to 8 bytes of memory a pixel.")
                .define(
                        VERIFY,
                        ConfigDef.Type.STRING,
                        "sampled",
                        ValidString.in("always", "never", "sampled"),
                        MEDIUM,
                        "For which batches the model also predicts the masked input, which shows how faithful the mask is and"
                                + " costs about as much as the explanation itself.")
                .define(
                        VERIFY_SAMPLE_RATE,
                        ConfigDef.Type.DOUBLE,
                        0.01,
                        Range.between(0, 1),
                        MEDIUM,
                        "With verify=sampled: which share of the batches is verified.")
                .define(
                        VALUE_FORMAT,
                        ConfigDef.Type.STRING,
                        "avro",
                        ValidString.in("avro", "json"),
                        MEDIUM,
                        "How explanations are written. Requests are read in every format, whatever stands here.")
                .define(
                        SCHEMA_REGISTRY_URL,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkUrl(name, (String) value), () -> "a URL or nothing"),
                        MEDIUM,
                        "Schema registry with Confluent's REST interface; user and password may stand in front of the host."
                                + " With one, Avro values have Confluent's wire format; without, Avro's single-object"
                                + " encoding.")
                .define(
                        HTTP_HOST,
                        ConfigDef.Type.STRING,
                        "127.0.0.1",
                        present,
                        MEDIUM,
                        "Address that /metrics, /health/live, /health/ready and the live view listen on. Nothing there asks for a password:"
                                + " choose 0.0.0.0 only inside a container or a closed network.")
                .define(
                        HTTP_PORT,
                        ConfigDef.Type.INT,
                        9464,
                        Range.between(0, 65535),
                        MEDIUM,
                        "Port for these; 0 takes any free one.")
                .define(
                        LIVE_VIEW,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Serves a page at /live/ on http.host and http.port that shows records and their explanations as they"
                                + " leave this streamer. Whoever reaches the port sees all of them.")
                .define(
                        LIVE_VIEW_PUBLISH,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "With live.view: puts a form on the page that publishes requests to requests.topic, for which the"
                                + " streamer needs the right to write there.")
                .define(
                        LIVE_VIEW_CLIENTS,
                        ConfigDef.Type.INT,
                        8,
                        Range.between(1, 1000),
                        LOW,
                        "Pages of the live view that may be open at once. Each takes a thread and up to 64 messages of memory.")
                .define(
                        LIVE_VIEW_RECORDS,
                        ConfigDef.Type.INT,
                        1000,
                        Range.between(1, 1_000_000),
                        LOW,
                        "The last records that the live view keeps, for pages that open and for looking them up by id.")
                .define(
                        LIVE_VIEW_BYTES,
                        ConfigDef.Type.LONG,
                        64L << 20,
                        Range.atLeast(1),
                        LOW,
                        "Fewer are kept where requests and explanations would take more bytes than this.")
                .define(
                        PROCESSING_GUARANTEE,
                        ConfigDef.Type.STRING,
                        "exactly_once_v2",
                        ValidString.in("at_least_once", "exactly_once_v2"),
                        MEDIUM,
                        "With exactly_once_v2, explanations and consumed offsets are committed in one transaction; readers must"
                                + " set isolation.level=read_committed. at_least_once may repeat explanations after a crash.")
                .define(
                        COMMIT_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        30L,
                        Range.atLeast(1),
                        MEDIUM,
                        "How often transactions are committed. An explanation becomes visible to read_committed readers with"
                                + " the commit, so this bounds the latency of a lone record.")
                .define(
                        NUM_STREAM_THREADS,
                        ConfigDef.Type.INT,
                        0,
                        Range.atLeast(0),
                        MEDIUM,
                        "Threads that read and explain, all with the same loaded models. 0 takes one for each processor, or"
                                + " for each partition of requests.topic if these are fewer.")
                .define(
                        TENSORFLOW_THREADS,
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        MEDIUM,
                        "Threads that a call of a model is spread over. With 1 it runs on the stream thread that makes it,"
                                + " which is fastest as long as there are as many stream threads as processors. With"
                                + " fewer, for want of partitions, give the number of processors: these threads are"
                                + " shared by all stream threads. TF_NUM_INTRAOP_THREADS and TF_NUM_INTEROP_THREADS have no effect.")
                .define(
                        MAX_POLL_RECORDS,
                        ConfigDef.Type.INT,
                        256,
                        Range.atLeast(1),
                        LOW,
                        "Records that one poll brings; they are explained in batches before any of them is forwarded. On a slow"
                                + " model keep this times the time of a record well below producer.transaction.timeout.ms"
                                + " (10 s).")
                .define(
                        BUFFERED_RECORDS_PER_PARTITION,
                        ConfigDef.Type.INT,
                        256,
                        Range.atLeast(1),
                        LOW,
                        "Explained records that wait in memory for each partition before it is paused.")
                .define(
                        SESSION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        10_000,
                        Range.atLeast(1),
                        LOW,
                        "After how long without a sign of life the partitions of a streamer go to the others.");
    }
}
