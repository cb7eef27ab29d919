package io.maskstream.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.release.TakeBackRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamerConfigTest {

    private static final Map<String, String> REQUIRED =
            Map.of("bootstrap.servers", "localhost:9092", "explainer.store", "store", "explainers", "esol,imdb");

    /** Users' files contain these keys and rely on these defaults, so any difference is a change of the product. */
    @Test
    void keysAndDefaultsAreTheseAndNoOthers() {
        Map<String, Object> defaults = new TreeMap<>();
        StreamerConfig.DEFINITION.configKeys().forEach((name, key) -> defaults.put(name, key.defaultValue));
        Map<String, Object> expected = new TreeMap<>();
        expected.put("application.id", "maskstream");
        expected.put("batch.max.records", 32);
        expected.put("bootstrap.servers", ConfigDef.NO_DEFAULT_VALUE);
        expected.put("buffered.records.per.partition", 256);
        expected.put("candidate.sample.rate", 0.1);
        expected.put("candidate.topic", "");
        expected.put("cloudevents", false);
        expected.put("cloudevents.source", "");
        expected.put("commit.interval.ms", 4_000L);
        expected.put("dead.letters.topic", "explanation-requests-dlq");
        expected.put("drift.window.records", 4000);
        expected.put("explainer.store", ConfigDef.NO_DEFAULT_VALUE);
        expected.put("explainer.trust", "");
        expected.put("explainers", ConfigDef.NO_DEFAULT_VALUE);
        expected.put("explanations.topic", "explanations");
        expected.put("http.allowed.hosts", List.of("localhost", "127.0.0.1", "[::1]"));
        expected.put("http.host", "127.0.0.1");
        expected.put("http.port", 9464);
        expected.put("image.max.bytes", 16 << 20);
        expected.put("image.max.pixels", 25_000_000L);
        expected.put("live.view", false);
        expected.put("live.view.bytes", 64L << 20);
        expected.put("live.view.clients", 8);
        expected.put("live.view.explore", true);
        expected.put("live.view.publish", false);
        expected.put("live.view.records", 1000);
        expected.put("live.view.replay", false);
        expected.put("main.consumer.max.poll.records", 256);
        expected.put("main.consumer.session.timeout.ms", 10_000);
        expected.put("num.stream.threads", 0);
        expected.put("otel.exporter.otlp.endpoint", "");
        expected.put("processing.guarantee", "exactly_once_v2");
        expected.put("releases.allowed.folders", List.of());
        expected.put("releases.allowed.hosts", List.of());
        expected.put("releases.max.bytes", 1L << 30);
        expected.put("releases.topic", "explainer-releases");
        expected.put("request.digest.key", new Password(""));
        expected.put("requests.topic", "explanation-requests");
        expected.put("s3.endpoint", "");
        expected.put("schema.registry.url", "");
        expected.put("takeback.agreement", 0.0);
        expected.put("takeback.records", 200);
        expected.put("takeback.trial.ms", 3_600_000L);
        expected.put("tensorflow.bfloat16", true);
        expected.put("tensorflow.threads", 1);
        expected.put("value.format", "avro");
        expected.put("record.timeout.ms", 4_000L);
        expected.put("start.timeout.ms", 60_000L);
        expected.put("verify", "sampled");
        expected.put("verify.sample.rate", 0.01);
        assertThat(defaults).containsExactlyEntriesOf(expected);
    }

    @Test
    void aKeyForDigestsIsLongEnoughAndNeverShown() {
        assertThat(with("request.digest.key", "0123456789abcdef")
                        .requestDigest()
                        .of(new byte[0]))
                .startsWith("hmac-sha256:");
        assertThat(with("request.digest.key", "").requestDigest().of(new byte[0]))
                .startsWith("sha256:");
        assertThatThrownBy(() -> with("request.digest.key", "secret"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "request.digest.key has 6 characters, but needs at least 16: make one with 'openssl rand -hex 32'.");
    }

    @Test
    void releasesMayComeFromWholeFoldersAndPlainHostsAlone() {
        for (String host : List.of("models.example", "models.example:8080", "[::1]:80", "127.0.0.1:9,b")) {
            assertThat(with("releases.allowed.hosts", host).releaseLocations()).isNotNull();
        }
        for (String host : List.of("http://models.example", "a/b", "u@a", "a:0", "a:x", "*", "a b")) {
            assertThatThrownBy(() -> with("releases.allowed.hosts", host))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("releases.allowed.hosts");
        }
        assertThatThrownBy(() -> with("releases.allowed.folders", "models"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be the absolute path of a folder");
    }

    @Test
    void requiredSettingsAreEnough() {
        StreamerConfig config = new StreamerConfig(REQUIRED);
        assertThat(config.explainers()).containsExactly("esol", "imdb");
        assertThat(config.explainerStore()).hasToString("store");
        assertThat(config.valueFormat()).isEqualTo(ValueFormat.AVRO);
        assertThat(config.schemaRegistry()).isEmpty();
        assertThat(config.mayVerify()).isTrue();
        assertThat(config.largestRecordBytes()).isEqualTo(1_048_576);
    }

    @Test
    void refusesWhatIsMissingOrOutOfRange() {
        assertRefused("bootstrap.servers", null, "bootstrap.servers");
        assertRefused("explainers", "", "at least one explainer");
        assertRefused("explainers", "esol,esol", "twice");
        assertRefused("explainers", "esol:1,esol:2", "twice");
        assertRefused("explainers", "esol:0", "such as esol:3");
        assertRefused("explainers", "esol:latest", "such as esol:3");
        assertRefused("releases.max.bytes", "0", "releases.max.bytes");
        assertRefused("batch.max.records", "0", "batch.max.records");
        assertRefused("batch.max.records", "many", "batch.max.records");
        assertRefused("num.stream.threads", "-1", "num.stream.threads");
        assertRefused("tensorflow.threads", "0", "tensorflow.threads");
        assertRefused("verify", "sometimes", "always, never, sampled");
        assertRefused("verify.sample.rate", "1.5", "verify.sample.rate");
        assertRefused("drift.window.records", "99", "drift.window.records: must be 0, or from 100 to 10000000");
        assertRefused("http.port", "65536", "http.port");
        assertRefused("http.allowed.hosts", "", "http.allowed.hosts must name at least one host");
        assertRefused("http.allowed.hosts", "localhost:9464", "without a port");
        assertRefused("http.allowed.hosts", "http://localhost", "without a port");
        assertRefused("http.allowed.hosts", "*", "names or addresses");
        assertRefused("value.format", "xml", "avro, json");
        assertRefused("schema.registry.url", "no url", "schema.registry.url");
        assertRefused("explanations.topic", "explanation-requests", "three different topics");
    }

    @Test
    void thereIsAStreamThreadForEachProcessorButNoneWithoutAPartition() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(new StreamerConfig(REQUIRED).streamThreads(1)).isEqualTo(1);
        assertThat(new StreamerConfig(REQUIRED).streamThreads(1000)).isEqualTo(Math.min(processors, 1000));
        assertThat(with("num.stream.threads", "5").streamThreads(1)).isEqualTo(5);
    }

    @Test
    void anExplainerMayBePinnedToAVersion() {
        StreamerConfig config = with("explainers", "esol:3, imdb");
        assertThat(config.explainers()).containsExactly("esol", "imdb");
        assertThat(config.pinnedVersions()).containsExactly(Map.entry("esol", 3));
    }

    @Test
    void releasesNeedNotBeFollowed() {
        assertThat(with("releases.topic", "").releasesTopic()).isEmpty();
        assertThat(with("releases.topic", "others").releasesTopic()).hasValue("others");
    }

    @Test
    void aStoreMayBeInABucket() {
        assertThat(new StreamerConfig(Map.of(
                                "bootstrap.servers", "localhost:9092",
                                "explainers", "esol",
                                "explainer.store", "s3://models/mask",
                                "s3.endpoint", "http://localhost:9000"))
                        .explainerStore())
                .hasToString("s3://models/mask");
        assertRefused("explainer.store", "s3://Models", "must be s3://BUCKET or s3://BUCKET/PREFIX");
        assertRefused("explainer.store", "s3://models/../others", "must be s3://BUCKET or s3://BUCKET/PREFIX");
        assertRefused("releases.allowed.folders", "s3:///models", "must be s3://BUCKET or s3://BUCKET/PREFIX");
        assertRefused("s3.endpoint", "minio:9000", "s3.endpoint must be a URL");
    }

    @Test
    void keysToTrustMustBeThere() {
        StreamerConfig config = with("explainer.trust", "/nowhere/keys");
        assertThatThrownBy(config::releaseLocations)
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "explainer.trust must name a file or folder with public keys or certificates: there is no file or folder"
                                + " /nowhere/keys.");
    }

    @Test
    void versionsAreTakenBackOnlyWhereThatIsAskedForAndCanBe() {
        assertThat(new StreamerConfig(REQUIRED).takeBack()).isEmpty();
        assertThat(with("takeback.agreement", "0.8").takeBack())
                .contains(new TakeBackRule(0.8, 200, Duration.ofHours(1)));
        Map<String, String> unverified = new HashMap<>(REQUIRED);
        unverified.put("takeback.agreement", "0.8");
        unverified.put("verify", "never");
        assertThatThrownBy(() -> new StreamerConfig(unverified))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set verify to always or sampled");
    }

    @Test
    void candidatesHaveATopicOfTheirOwn() {
        assertThat(new StreamerConfig(REQUIRED).candidateTopic()).isEmpty();
        assertThat(with("candidate.topic", "tried").candidateTopic()).hasValue("tried");
        assertRefused("candidate.topic", "explanations", "must be a topic that no other setting names");
        assertRefused("candidate.topic", "explainer-releases", "must be a topic that no other setting names");
    }

    @Test
    void refusesWhatWouldTakeTheStreamerApart() {
        assertRefused("errors.dead.letter.queue.topic.name", "dlq", "Set dead.letters.topic instead");
        assertRefused("processing.exception.handler", "some.Handler", "reserved for the streamer");
    }

    @Test
    void verificationIsAsConfigured() {
        assertThat(with("verify", "always").verification()).isSameAs(VerificationPolicy.ALWAYS);
        assertThat(with("verify", "never").verification()).isSameAs(VerificationPolicy.NEVER);
        assertThat(with("verify", "never").mayVerify()).isFalse();
        assertThat(with("verify.sample.rate", "0").verification().verifiesNext())
                .isFalse();
        assertThat(with("verify.sample.rate", "1").verification().verifiesNext())
                .isTrue();
    }

    @Test
    void loadsAFileAndLetsTheEnvironmentOverrideIt(@TempDir Path folder) throws IOException {
        Path file = Files.write(
                folder.resolve("streamer.properties"),
                List.of(
                        "bootstrap.servers = localhost:9092",
                        "explainer.store = /srv/explainers ",
                        "explainers = esol",
                        "http.port = 1",
                        "producer.linger.ms = 5"));
        StreamerConfig config = StreamerConfig.load(
                file,
                Map.of(
                        "MASKSTREAM_HTTP_PORT", "2",
                        "MASKSTREAM_MAIN_CONSUMER_FETCH_MIN_BYTES", "3",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                        "PATH", "/bin"));
        assertThat(config.explainerStore()).hasToString("/srv/explainers");
        assertThat(config.httpPort()).isEqualTo(2);
        assertThat(config.getString("otel.exporter.otlp.endpoint")).isEqualTo("http://collector:4318");
        assertThat(config.originals())
                .containsEntry("producer.linger.ms", "5")
                .containsEntry("main.consumer.fetch.min.bytes", "3")
                .doesNotContainKey("PATH");
    }

    @Test
    void theSourceOfCloudEventsIsAUriReference() {
        assertThat(with("cloudevents.source", "https://example.org/explainers#1")
                        .cloudEvents())
                .isEmpty();
        assertThatThrownBy(() -> with("cloudevents.source", "two words"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be a URI reference");
    }

    @Test
    void saysWhichFileIsMissing(@TempDir Path folder) {
        assertThatThrownBy(() -> StreamerConfig.load(folder.resolve("none")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("There is no file " + folder.resolve("none"));
    }

    private static StreamerConfig with(String key, String value) {
        Map<String, String> settings = new HashMap<>(REQUIRED);
        if (value == null) {
            settings.remove(key);
        } else {
            settings.put(key, value);
        }
        return new StreamerConfig(settings);
    }

    private static void assertRefused(String key, String value, String message) {
        assertThatThrownBy(() -> with(key, value))
                .as(key + "=" + value)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
