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
import static io.maskstream.streamer.config.StreamerConfig.S3_ENDPOINT;
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

import io.maskstream.schemas.artifact.s3.S3Url;
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

/** Defines the settings, with their defaults, limits and texts for {@code --help}. */
final class StreamerConfigDef {

    /** A name, as in {@link io.maskstream.schemas.artifact.Manifest}, and an optional version. */
    private static final Pattern EXPLAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(:[1-9][0-9]{0,8})?");

    /** A name, an address, or an IPv6 address in brackets, and an optional port. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[1-9][0-9]{0,4})?");

    private static final int SMALLEST_WINDOW = 100;
    private static final int LARGEST_WINDOW = 10_000_000;

    /** In characters. */
    private static final int SHORTEST_KEY = 16;

    private StreamerConfigDef() {}

    /** Does not repeat the value, which may contain a password. */
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

    /** Does not repeat the key. */
    private static void checkKey(Password key) {
        int length = key.value().length();
        if (length > 0 && length < SHORTEST_KEY) {
            throw new ConfigException(REQUEST_DIGEST_KEY + " has " + length + " characters, but needs at least "
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
            if (S3Url.isMeant(folder)) {
                checkPlace(RELEASES_ALLOWED_FOLDERS, folder);
            } else if (!isAbsolute(folder)) {
                throw new ConfigException(
                        RELEASES_ALLOWED_FOLDERS,
                        folder,
                        "must be the absolute path of a folder, or s3://BUCKET/PREFIX");
            }
        }
    }

    private static void checkPlace(String name, String place) {
        if (place.isEmpty()) {
            throw new ConfigException(name, place, "must be a path or s3://BUCKET/PREFIX");
        }
        try {
            if (S3Url.isMeant(place)) {
                S3Url unused = S3Url.of(place);
            } else {
                checkPath(name, place);
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, place, e.getMessage());
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

    /** The counts of a smaller window would change by chance alone. */
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
                        "Kafka brokers for the initial connection, as host:port, separated by commas.")
                .define(
                        EXPLAINER_STORE,
                        ConfigDef.Type.STRING,
                        NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkPlace(name, (String) value),
                                () -> "a path or s3://BUCKET/PREFIX"),
                        HIGH,
                        "Folder of the explainers, or s3://BUCKET/PREFIX, each in numbered versions. The highest version is served, unless"
                                + " another one was released on releases.topic or the explainer is pinned.")
                .define(
                        EXPLAINERS,
                        ConfigDef.Type.LIST,
                        NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkExplainers(value), () -> "each NAME or NAME:VERSION"),
                        HIGH,
                        "Names of the explainers to serve, separated by commas. A request that names no explainer is"
                                + " answered by the first one that takes its kind of input. A version, as in esol:3, pins an"
                                + " explainer: that version is read from the store, and releases are ignored.")
                .define(
                        APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "maskstream",
                        present,
                        HIGH,
                        "Name of the consumer group. Streamers with the same name share the partitions.")
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
                        "Topic that explanations are written to, with the key, headers and timestamp of the request.")
                .define(
                        DEAD_LETTERS_TOPIC,
                        ConfigDef.Type.STRING,
                        "explanation-requests-dlq",
                        present,
                        HIGH,
                        "Topic for records that cannot be explained. They are unchanged; the headers"
                                + " __streams.errors.message and maskstream.reason contain the reason.")
                .define(
                        RELEASES_TOPIC,
                        ConfigDef.Type.STRING,
                        "explainer-releases",
                        MEDIUM,
                        "Topic on which versions of explainers are announced. The last announced version of each"
                                + " explainer is served from the start, and swapped in while running. If the topic does not exist,"
                                + " the streamer waits for it. With an empty name, releases are not followed. Whoever can write to"
                                + " this topic chooses the models.")
                .define(
                        RELEASES_MAX_BYTES,
                        ConfigDef.Type.LONG,
                        1L << 30,
                        Range.atLeast(1),
                        LOW,
                        "Maximum size of a release; larger ones are refused. Releases are fetched into the folder for"
                                + " temporary files.")
                .define(
                        RELEASES_ALLOWED_FOLDERS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkFolders(value),
                                () -> "each an absolute path or s3://BUCKET/PREFIX"),
                        MEDIUM,
                        "Folders and s3://BUCKET/PREFIX that releases may come from, in addition to"
                                + " explainer.store, including subfolders; separated by commas. A release from elsewhere is"
                                + " refused, even if a link in such a folder leads there.")
                .define(
                        RELEASES_ALLOWED_HOSTS,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkReleaseHosts(value), () -> "each HOST or HOST:PORT"),
                        MEDIUM,
                        "Web servers that releases may be fetched from by http or https, as host:port, separated by"
                                + " commas; the default ports are 80 and 443. The list is empty by default, because whoever can"
                                + " write to releases.topic could otherwise make the streamer call any server. Redirects are not"
                                + " followed.")
                .define(
                        S3_ENDPOINT,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkUrl(name, (String) value), () -> "a URL of http or https"),
                        LOW,
                        "Address of the S3 server, such as http://minio:9000, if it is not AWS. The default is"
                                + " the value of the environment variable AWS_ENDPOINT_URL_S3, if set. Credentials and"
                                + " region are looked up in the same places as AWS' own tools do.")
                .define(
                        EXPLAINER_TRUST,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkPath(name, (String) value), () -> "a path"),
                        HIGH,
                        "Public keys and X.509 certificates in PEM: a file, or a folder of such files. With it,"
                                + " an explainer is loaded only if one of these keys has signed it, wherever it comes from;"
                                + " others are refused. The keys are read again for each explainer, so that they can be"
                                + " replaced without a restart.")
                .define(
                        CANDIDATE_SAMPLE_RATE,
                        ConfigDef.Type.DOUBLE,
                        0.1,
                        Range.between(0, 1),
                        MEDIUM,
                        "Share of the batches that the candidate explains as well, if one is announced on"
                                + " releases.topic, for comparison with the version that serves. A thread of lower priority"
                                + " than the stream does this; batches that it cannot keep up with are left out. With 0, no"
                                + " candidates are loaded.")
                .define(
                        CANDIDATE_TOPIC,
                        ConfigDef.Type.STRING,
                        "",
                        MEDIUM,
                        "Topic that candidates' explanations are written to, such as explanations-candidate, with"
                                + " the figures that 'trainer promote' decides by. If it is empty, the explanations are"
                                + " only counted.")
                .define(
                        TAKEBACK_AGREEMENT,
                        ConfigDef.Type.DOUBLE,
                        0.0,
                        Range.between(0, 1),
                        MEDIUM,
                        "A version that has replaced an earlier one is taken back if its mean agreement through"
                                + " the mask (maskstream_masked_agreement) falls below this value: the earlier version is"
                                + " announced again on releases.topic, which needs the right to write to that topic. With"
                                + " 0, no version is taken back.")
                .define(
                        TAKEBACK_RECORDS,
                        ConfigDef.Type.INT,
                        200,
                        Range.atLeast(1),
                        LOW,
                        "With takeback.agreement: number of verified records (see verify) over which the mean is"
                                + " taken.")
                .define(
                        TAKEBACK_TRIAL_MS,
                        ConfigDef.Type.LONG,
                        3_600_000L,
                        Range.atLeast(1_000),
                        LOW,
                        "With takeback.agreement: time in milliseconds for which a version is watched after it"
                                + " has replaced an earlier one. The earlier one stays in memory during this time.")
                .define(
                        BATCH_MAX_RECORDS,
                        ConfigDef.Type.INT,
                        32,
                        Range.between(1, 4096),
                        MEDIUM,
                        "Maximum number of records per call of the model. Larger batches use the processor better and"
                                + " take more memory.")
                .define(
                        IMAGE_MAX_BYTES,
                        ConfigDef.Type.INT,
                        ImageLimits.DEFAULT_BYTES,
                        Range.atLeast(1),
                        LOW,
                        "Maximum size of an image in bytes. Larger ones go to the dead-letter topic.")
                .define(
                        IMAGE_MAX_PIXELS,
                        ConfigDef.Type.LONG,
                        ImageLimits.DEFAULT_PIXELS,
                        Range.between(64, Integer.MAX_VALUE / 4),
                        LOW,
                        "Maximum number of pixels of an image, width times height. Larger images go to the dead-letter"
                                + " topic before they are decoded, and so do JPEGs whose scans need more work than an image of this"
                                + " size with about 11 scans. All images that are being decoded share a third of the heap:"
                                + " progressive JPEGs need 3 to 6 bytes per pixel, most others almost nothing.")
                .define(
                        START_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        Range.between(1_000, 3_600_000),
                        LOW,
                        "Time in milliseconds that the streamer waits for a Kafka broker at the start before it gives up.")
                .define(
                        RECORD_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        4_000L,
                        Range.between(100, 60_000),
                        LOW,
                        "Maximum time in milliseconds to read and encode one record. A record that takes longer goes to"
                                + " the dead-letter topic. Keep it below half of producer.transaction.timeout.ms (10 s).")
                .define(
                        VERIFY,
                        ConfigDef.Type.STRING,
                        "sampled",
                        ValidString.in("always", "never", "sampled"),
                        MEDIUM,
                        "For which batches the model also predicts the masked input. This shows how faithful the mask"
                                + " is, and costs about as much as the explanation.")
                .define(
                        VERIFY_SAMPLE_RATE,
                        ConfigDef.Type.DOUBLE,
                        0.01,
                        Range.between(0, 1),
                        MEDIUM,
                        "With verify=sampled: share of the batches that is verified.")
                .define(
                        DRIFT_WINDOW_RECORDS,
                        ConfigDef.Type.INT,
                        4000,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkWindow((Integer) value),
                                () -> "0, or from " + SMALLEST_WINDOW + " to " + LARGEST_WINDOW),
                        LOW,
                        "Number of most recent records of each explainer that are compared with the records that"
                                + " it was fitted to, if its manifest has a profile of those; 0 for none. The figures start"
                                + " at half of this number.")
                .define(
                        VALUE_FORMAT,
                        ConfigDef.Type.STRING,
                        "avro",
                        ValidString.in("avro", "json"),
                        MEDIUM,
                        "Format of explanations. Requests are read in every format, whatever this setting is.")
                .define(
                        SCHEMA_REGISTRY_URL,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkUrl(name, (String) value), () -> "a URL or nothing"),
                        MEDIUM,
                        "URL of a schema registry with Confluent's REST interface; it can include user and password."
                                + " With a registry, Avro values have Confluent's wire format; without one, Avro's single-object"
                                + " encoding.")
                .define(
                        REQUEST_DIGEST_KEY,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkKey((Password) value),
                                () -> "nothing, or at least 16 characters"),
                        MEDIUM,
                        "Key, in UTF-8, of the HMAC-SHA-256 by which each explanation identifies its request."
                                + " Without a key it is the plain SHA-256, with which anyone who reads explanations can"
                                + " check whether a guessed request was the one. The audit needs the same key.")
                .define(
                        HTTP_HOST,
                        ConfigDef.Type.STRING,
                        "127.0.0.1",
                        present,
                        MEDIUM,
                        "Address on which /metrics, /health/live, /health/ready and the live view are served, without a"
                                + " password. Use 0.0.0.0 only in a container or a closed network.")
                .define(
                        HTTP_PORT,
                        ConfigDef.Type.INT,
                        9464,
                        Range.between(0, 65535),
                        MEDIUM,
                        "Port for http.host; 0 for any free port.")
                .define(
                        HTTP_ALLOWED_HOSTS,
                        ConfigDef.Type.LIST,
                        List.of("localhost", "127.0.0.1", "[::1]"),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkHosts(value), () -> "names or addresses, without ports"),
                        MEDIUM,
                        "Host names under which /metrics and the live view are served, separated by commas: all names"
                                + " before the port in the URLs that browsers and Prometheus use, whatever address the streamer"
                                + " listens on. Requests with other names are refused; otherwise a web page whose host name points"
                                + " here could read the data (DNS rebinding). Health is served under any name.")
                .define(
                        CLOUDEVENTS,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        LOW,
                        "Adds the headers ce_id, ce_source, ce_type, ce_specversion, ce_time and content-type to"
                                + " explanations, which makes them CloudEvents in binary mode. They replace a request's"
                                + " headers of the same names.")
                .define(
                        CLOUDEVENTS_SOURCE,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkSource((String) value), () -> "a URI reference or nothing"),
                        LOW,
                        "Value of the header ce_source, a URI reference. The default is /application.id, with the"
                                + " value of that setting.")
                .define(
                        OTLP_ENDPOINT,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> checkUrl(name, (String) value), () -> "a URL or nothing"),
                        LOW,
                        "OpenTelemetry collector, such as http://localhost:4318, that receives a span for each"
                                + " batch by OTLP over HTTP, with links to the traces of its records. The environment"
                                + " variable OTEL_EXPORTER_OTLP_ENDPOINT sets it as well; OpenTelemetry's other environment"
                                + " variables have their usual meaning.")
                .define(
                        LIVE_VIEW,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Serves a page at /live/ on http.host and http.port that shows records and their explanations as"
                                + " they leave this streamer. Anyone who can reach the port sees all of them.")
                .define(
                        LIVE_VIEW_PUBLISH,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "With live.view: adds a form to the page that publishes requests to requests.topic. The streamer"
                                + " then needs the right to write to that topic.")
                .define(
                        LIVE_VIEW_EXPLORE,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "With live.view: lets the page ask the explainers about parts of a record, an edited"
                                + " record or another class. One question at a time is answered, on a thread of the lowest"
                                + " priority, and only while no records are being explained.")
                .define(
                        LIVE_VIEW_REPLAY,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "With live.view: lets the page publish the record of a dead letter to requests.topic once"
                                + " more. The streamer then needs the right to write to that topic. The ledger of the"
                                + " replay command does not record this.")
                .define(
                        LIVE_VIEW_CLIENTS,
                        ConfigDef.Type.INT,
                        8,
                        Range.between(1, 1000),
                        LOW,
                        "Maximum number of open pages of the live view. Each buffers up to 64 messages.")
                .define(
                        LIVE_VIEW_RECORDS,
                        ConfigDef.Type.INT,
                        1000,
                        Range.between(1, 1_000_000),
                        LOW,
                        "Number of most recent records that the live view keeps, for new pages and for look-up by"
                                + " id.")
                .define(
                        LIVE_VIEW_BYTES,
                        ConfigDef.Type.LONG,
                        64L << 20,
                        Range.atLeast(1),
                        LOW,
                        "Maximum total size in bytes of the requests and explanations that the live view keeps. Those of"
                                + " candidates take as much again at most.")
                .define(
                        PROCESSING_GUARANTEE,
                        ConfigDef.Type.STRING,
                        "exactly_once_v2",
                        ValidString.in("at_least_once", "exactly_once_v2"),
                        MEDIUM,
                        "With exactly_once_v2, explanations and consumed offsets are committed in one transaction;"
                                + " consumers must set isolation.level=read_committed. at_least_once may repeat explanations after"
                                + " a crash.")
                .define(
                        COMMIT_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        4_000L,
                        Range.atLeast(1),
                        LOW,
                        "Maximum time between commits during a backlog. Single records are committed as soon as they are"
                                + " explained, whatever this setting is.")
                .define(
                        NUM_STREAM_THREADS,
                        ConfigDef.Type.INT,
                        0,
                        Range.atLeast(0),
                        MEDIUM,
                        "Threads that read and explain; they share the loaded models. 0: one per processor, but not more"
                                + " than requests.topic has partitions.")
                .define(
                        TENSORFLOW_THREADS,
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        MEDIUM,
                        "Threads for one call of a model. With 1, the call runs on its stream thread, which is fastest"
                                + " if there are as many stream threads as processors. If there are fewer because of too few"
                                + " partitions, set the number of processors; all stream threads share these threads."
                                + " TF_NUM_INTRAOP_THREADS and TF_NUM_INTEROP_THREADS have no effect.")
                .define(
                        TENSORFLOW_BFLOAT16,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether explainers of images use bfloat16 if the processor has it (avx512_bf16 or amx_bf16"
                                + " among its flags). They take half the time, and their numbers differ in the third digit.")
                .define(
                        MAX_POLL_RECORDS,
                        ConfigDef.Type.INT,
                        256,
                        Range.atLeast(1),
                        LOW,
                        "Maximum number of records per poll. All of them are explained, in batches, before the first is"
                                + " forwarded; records that are not reached within 3 s are fetched again. Stops and rebalances wait"
                                + " for a poll. For a slow model, keep batch.max.records times the time per record well below"
                                + " main.consumer.max.poll.interval.ms (5 minutes).")
                .define(
                        BUFFERED_RECORDS_PER_PARTITION,
                        ConfigDef.Type.INT,
                        256,
                        Range.atLeast(1),
                        LOW,
                        "Maximum number of explained records in memory per partition before the partition is paused.")
                .define(
                        SESSION_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        10_000,
                        Range.atLeast(1),
                        LOW,
                        "Time in milliseconds without a heartbeat after which the partitions of a streamer move to the"
                                + " others.");
    }
}
