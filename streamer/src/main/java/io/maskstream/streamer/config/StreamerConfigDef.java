package io.maskstream.streamer.config;

import static io.maskstream.streamer.config.StreamerConfig.APPLICATION_ID;
import static io.maskstream.streamer.config.StreamerConfig.BATCH_MAX_RECORDS;
import static io.maskstream.streamer.config.StreamerConfig.BOOTSTRAP_SERVERS;
import static io.maskstream.streamer.config.StreamerConfig.BUFFERED_RECORDS_PER_PARTITION;
import static io.maskstream.streamer.config.StreamerConfig.CANDIDATE_SAMPLE_RATE;
import static io.maskstream.streamer.config.StreamerConfig.CANDIDATE_TOPIC;
import static io.maskstream.streamer.config.StreamerConfig.CLOUDEVENTS;
import static io.maskstream.streamer.config.StreamerConfig.CLOUDEVENTS_SOURCE;
import static io.maskstream.streamer.config.StreamerConfig.COMMIT_INTERVAL_MS;
import static io.maskstream.streamer.config.StreamerConfig.DEAD_LETTERS_TOPIC;
import static io.maskstream.streamer.config.StreamerConfig.DRIFT_WINDOW_RECORDS;
import static io.maskstream.streamer.config.StreamerConfig.EXPLAINERS;
import static io.maskstream.streamer.config.StreamerConfig.EXPLAINER_STORE;
import static io.maskstream.streamer.config.StreamerConfig.EXPLAINER_TRUST;
import static io.maskstream.streamer.config.StreamerConfig.EXPLANATIONS_TOPIC;
import static io.maskstream.streamer.config.StreamerConfig.HTTP_ALLOWED_HOSTS;
import static io.maskstream.streamer.config.StreamerConfig.HTTP_HOST;
import static io.maskstream.streamer.config.StreamerConfig.HTTP_PORT;
import static io.maskstream.streamer.config.StreamerConfig.IMAGE_MAX_BYTES;
import static io.maskstream.streamer.config.StreamerConfig.IMAGE_MAX_PIXELS;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_BYTES;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_CLIENTS;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_EXPLORE;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_PUBLISH;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_RECORDS;
import static io.maskstream.streamer.config.StreamerConfig.LIVE_VIEW_REPLAY;
import static io.maskstream.streamer.config.StreamerConfig.MAX_POLL_RECORDS;
import static io.maskstream.streamer.config.StreamerConfig.NUM_STREAM_THREADS;
import static io.maskstream.streamer.config.StreamerConfig.OTLP_ENDPOINT;
import static io.maskstream.streamer.config.StreamerConfig.PROCESSING_GUARANTEE;
import static io.maskstream.streamer.config.StreamerConfig.RECORD_TIMEOUT_MS;
import static io.maskstream.streamer.config.StreamerConfig.RELEASES_ALLOWED_FOLDERS;
import static io.maskstream.streamer.config.StreamerConfig.RELEASES_ALLOWED_HOSTS;
import static io.maskstream.streamer.config.StreamerConfig.RELEASES_MAX_BYTES;
import static io.maskstream.streamer.config.StreamerConfig.RELEASES_TOPIC;
import static io.maskstream.streamer.config.StreamerConfig.REQUESTS_TOPIC;
import static io.maskstream.streamer.config.StreamerConfig.REQUEST_DIGEST_KEY;
import static io.maskstream.streamer.config.StreamerConfig.SCHEMA_REGISTRY_URL;
import static io.maskstream.streamer.config.StreamerConfig.SESSION_TIMEOUT_MS;
import static io.maskstream.streamer.config.StreamerConfig.START_TIMEOUT_MS;
import static io.maskstream.streamer.config.StreamerConfig.TAKEBACK_AGREEMENT;
import static io.maskstream.streamer.config.StreamerConfig.TAKEBACK_RECORDS;
import static io.maskstream.streamer.config.StreamerConfig.TAKEBACK_TRIAL_MS;
import static io.maskstream.streamer.config.StreamerConfig.TENSORFLOW_BFLOAT16;
import static io.maskstream.streamer.config.StreamerConfig.TENSORFLOW_THREADS;
import static io.maskstream.streamer.config.StreamerConfig.VALUE_FORMAT;
import static io.maskstream.streamer.config.StreamerConfig.VERIFY;
import static io.maskstream.streamer.config.StreamerConfig.VERIFY_SAMPLE_RATE;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.streamer.http.AllowedHosts;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** What settings there are, with their defaults, their limits and their texts for {@code --help}. */
final class StreamerConfigDef {

    /** A name, as {@link io.maskstream.schemas.artifact.Manifest} takes it, and maybe a version. */
    private static final Pattern EXPLAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(:[1-9][0-9]{0,8})?");

    /** A name, an address, or an address of version 6 in brackets, and maybe a port. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[1-9][0-9]{0,4})?");

    private static final int SMALLEST_WINDOW = 100;
    private static final int LARGEST_WINDOW = 10_000_000;

    /** In characters. */
    private static final int SHORTEST_KEY = 16;

    private StreamerConfigDef() {}

    /** Does not repeat the value: there may be a password in it. */
    private static void checkUrl(String name, String url) {
        if (!url.isEmpty() && !url.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new ConfigException(name + " must be a URL, such as http://localhost:8081.");
        }
    }

    private static void checkSource(String source) {
        try {
            URI unused = new URI(source);
        } catch (URISyntaxException e) {
            throw new ConfigException(CLOUDEVENTS_SOURCE, source, "must be a URI reference, such as /maskstream");
        }
    }

    /** Does not repeat it. */
    private static void checkKey(Password key) {
        int length = key.value().length();
        if (length > 0 && length < SHORTEST_KEY) {
            throw new ConfigException(REQUEST_DIGEST_KEY + " has " + length + " characters, and needs at least "
                    + SHORTEST_KEY + ": make one with 'openssl rand -hex 32'.");
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

    @SuppressWarnings("unchecked")
    private static void checkHosts(Object hosts) {
        try {
            AllowedHosts unused = new AllowedHosts((List<String>) hosts);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(HTTP_ALLOWED_HOSTS + " " + e.getMessage() + ".");
        }
    }

    @SuppressWarnings("unchecked")
    private static void checkFolders(Object folders) {
        for (String folder : (List<String>) folders) {
            if (!isAbsolute(folder)) {
                throw new ConfigException(RELEASES_ALLOWED_FOLDERS, folder, "must be the absolute path of a folder");
            }
        }
    }

    private static void checkPath(String name, String path) {
        try {
            Path unused = Path.of(path);
        } catch (InvalidPathException e) {
            throw new ConfigException(name, path, "must be the path of a file or folder");
        }
    }

    private static boolean isAbsolute(String folder) {
        try {
            return Path.of(folder).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static void checkReleaseHosts(Object hosts) {
        for (String host : (List<String>) hosts) {
            if (!HOST.matcher(host).matches()) {
                throw new ConfigException(
                        RELEASES_ALLOWED_HOSTS,
                        host,
                        "must be a host, or a host and a port, such as models.example:8080");
            }
        }
    }

    /** The counts of fewer records change by chance alone. */
    private static void checkWindow(int records) {
        if (records != 0 && (records < SMALLEST_WINDOW || records > LARGEST_WINDOW)) {
            throw new ConfigException(
                    DRIFT_WINDOW_RECORDS, records, "must be 0, or from " + SMALLEST_WINDOW + " to " + LARGEST_WINDOW);
        }
    }

    static ConfigDef create() {
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
                        RELEASES_ALLOWED_FOLDERS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkFolders(value), () -> "each an absolute path"),
                        MEDIUM,
                        "Folders that releases may come from, beside explainer.store, with all that is below them; separated by"
                                + " commas. A release that lies elsewhere is refused, also behind a link.")
                .define(
                        RELEASES_ALLOWED_HOSTS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkReleaseHosts(value), () -> "each HOST or HOST:PORT"),
                        MEDIUM,
                        "Web servers that releases may be fetched from over http or https, as host:port, separated by commas;"
                                + " without a port that is 80 of http and 443 of https. None by default, for whoever may write to"
                                + " releases.topic could otherwise have the streamer call any server that it reaches. Redirects"
                                + " are not followed.")
                .define(
                        EXPLAINER_TRUST,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkPath(name, (String) value), () -> "a path"),
                        HIGH,
                        "Public keys and X.509 certificates in PEM: a file, or a folder of such files. With it, an explainer is"
                                + " loaded only if one of these keys has signed it, wherever it comes from; others are refused."
                                + " Read anew for each explainer, so that keys can be replaced without a restart.")
                .define(
                        CANDIDATE_SAMPLE_RATE,
                        ConfigDef.Type.DOUBLE,
                        0.1,
                        Range.between(0, 1),
                        MEDIUM,
                        "Which share of the batches is explained once more by the candidate, where one is announced on"
                                + " releases.topic, and compared with the version that serves. That is done by a thread that"
                                + " gives way to the stream; what it does not keep up with is left out. With 0, no"
                                + " candidates are loaded.")
                .define(
                        CANDIDATE_TOPIC,
                        ConfigDef.Type.STRING,
                        "",
                        MEDIUM,
                        "Topic that candidates' explanations are written to, with the figures that 'trainer promote' decides"
                                + " by; empty, they are only counted. An example is explanations-candidate.")
                .define(
                        TAKEBACK_AGREEMENT,
                        ConfigDef.Type.DOUBLE,
                        0.0,
                        Range.between(0, 1),
                        MEDIUM,
                        "A version that has taken the place of an earlier one is taken back where its mean agreement through the"
                                + " mask (maskstream_masked_agreement) falls below this: the earlier one is announced again"
                                + " on releases.topic, for which the streamer needs the right to write there. With 0, none"
                                + " is taken back.")
                .define(
                        TAKEBACK_RECORDS,
                        ConfigDef.Type.INT,
                        200,
                        Range.atLeast(1),
                        LOW,
                        "With takeback.agreement: over how many verified records (verify) the mean is taken.")
                .define(
                        TAKEBACK_TRIAL_MS,
                        ConfigDef.Type.LONG,
                        3_600_000L,
                        Range.atLeast(1_000),
                        LOW,
                        "With takeback.agreement: for how long a version is watched after it has taken the place of an earlier"
                                + " one, and the earlier one kept in memory, in milliseconds.")
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
                        ImageLimits.DEFAULT_BYTES,
                        Range.atLeast(1),
                        LOW,
                        "Images of more bytes go to the dead-letter topic.")
                .define(
                        IMAGE_MAX_PIXELS,
                        ConfigDef.Type.LONG,
                        ImageLimits.DEFAULT_PIXELS,
                        Range.between(64, Integer.MAX_VALUE / 4),
                        LOW,
                        "Images of more pixels, width times height, go to the dead-letter topic before they are decoded; so do"
                                + " JPEGs whose scans take more work than such an image in about 11 scans. Images that are being"
                                + " decoded may take a third of the heap between them: progressive JPEGs take 3 to 6 bytes a"
                                + " pixel, most others next to nothing.")
                .define(
                        START_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        Range.between(1_000, 3_600_000),
                        LOW,
                        "How long the streamer waits for a Kafka broker when it starts, in milliseconds, before it gives up.")
                .define(
                        RECORD_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        4_000L,
                        Range.between(100, 60_000),
                        LOW,
                        "Time that reading and encoding one record may take, in milliseconds. A record that takes longer"
                                + " goes to the dead-letter topic. Keep it below half of"
                                + " producer.transaction.timeout.ms (10 s).")
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
                        DRIFT_WINDOW_RECORDS,
                        ConfigDef.Type.INT,
                        4000,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkWindow((Integer) value),
                                () -> "0, or from " + SMALLEST_WINDOW + " to " + LARGEST_WINDOW),
                        LOW,
                        "How many of each explainer's last records are compared with those that it was fitted to, where its"
                                + " manifest has a profile of these; 0 compares none. The figures begin with half as many.")
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
                        REQUEST_DIGEST_KEY,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkKey((Password) value),
                                () -> "nothing, or at least 16 characters"),
                        MEDIUM,
                        "Key of the HMAC-SHA-256 by which each explanation names its request, whose bytes in UTF-8 are taken."
                                + " Without one that is the plain SHA-256, by which whoever reads explanations can tell"
                                + " whether a request that he guesses was the one. The audit needs the same key.")
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
                        HTTP_ALLOWED_HOSTS,
                        ConfigDef.Type.LIST,
                        List.of("localhost", "127.0.0.1", "[::1]"),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkHosts(value), () -> "names or addresses, without ports"),
                        MEDIUM,
                        "Host names under which /metrics and the live view may be asked for, separated by commas: all"
                                + " that stand before the port in the addresses that browsers and Prometheus use, on"
                                + " whatever address the streamer listens. Others are refused, or any web page could"
                                + " have its own host lead here and read along. Health answers under every name.")
                .define(
                        CLOUDEVENTS,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        LOW,
                        "Adds the headers ce_id, ce_source, ce_type, ce_specversion, ce_time and content-type to"
                                + " explanations, which makes them CloudEvents in binary mode. Those of a request give"
                                + " way to them.")
                .define(
                        CLOUDEVENTS_SOURCE,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkSource((String) value), () -> "a URI reference or nothing"),
                        LOW,
                        "What ce_source says, a URI reference. By default /application.id, with the value of that setting.")
                .define(
                        OTLP_ENDPOINT,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkUrl(name, (String) value), () -> "a URL or nothing"),
                        LOW,
                        "OpenTelemetry collector, such as http://localhost:4318, that is sent a span for each batch by OTLP"
                                + " over HTTP, with links to its records. OTEL_EXPORTER_OTLP_ENDPOINT sets it, too; with"
                                + " it, OpenTelemetry's other environment variables have their usual meaning.")
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
                        LIVE_VIEW_EXPLORE,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "With live.view: lets the page ask the explainers what the model says of parts of a record, of an edited"
                                + " record and of another class. One question at a time is answered, on a thread of the lowest"
                                + " priority, and only while no records are being explained.")
                .define(
                        LIVE_VIEW_REPLAY,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "With live.view: lets the page publish the record of a dead letter once more to requests.topic, for which"
                                + " the streamer needs the right to write there. The ledger of the replay command does not know of"
                                + " it.")
                .define(
                        LIVE_VIEW_CLIENTS,
                        ConfigDef.Type.INT,
                        8,
                        Range.between(1, 1000),
                        LOW,
                        "Pages of the live view that may be open at once. Each takes up to 64 messages of memory.")
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
                        4_000L,
                        Range.atLeast(1),
                        LOW,
                        "How often transactions are committed under a backlog, at the latest. What comes singly is committed as"
                                + " soon as it is explained, whatever stands here.")
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
                        TENSORFLOW_BFLOAT16,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether explainers of images multiply in bfloat16 on a processor that does (avx512_bf16 or amx_bf16"
                                + " among its flags): they take half the time, and their numbers differ in the third digit.")
                .define(
                        MAX_POLL_RECORDS,
                        ConfigDef.Type.INT,
                        256,
                        Range.atLeast(1),
                        LOW,
                        "Records that one poll brings at most; they are explained in batches before any of them is forwarded, and what"
                                + " is not reached within 3 s is fetched again. A stop and a change of partitions wait for a"
                                + " poll. On a slow model keep batch.max.records times the time of a record well below"
                                + " main.consumer.max.poll.interval.ms (5 minutes).")
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
