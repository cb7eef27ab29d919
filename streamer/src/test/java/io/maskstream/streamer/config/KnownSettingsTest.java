package io.maskstream.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSettingsTest {

    private final KnownSettings known = new KnownSettings(StreamerConfig.DEFINITION.names());

    @ParameterizedTest
    @CsvSource({
        "batch.max.record, batch.max.records",
        "explainer, explainers",
        "procesing.guarantee, processing.guarantee",
        "main.consumer.max.pol.records, main.consumer.max.poll.records",
        "producer.compresion.type, producer.compression.type",
        "sasl.jas.config, sasl.jaas.config"
    })
    void namesTheSettingThatAMisspeltOneMayMean(String given, String meant) {
        assertThatThrownBy(() -> known.check(List.of(given)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("There is no setting '" + given + "'. Did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.port",
                "num.standby.replicas",
                "group.protocol",
                "security.protocol",
                "ssl.truststore.location",
                "sasl.jaas.config",
                "main.consumer.fetch.max.bytes",
                "consumer.isolation.level",
                "producer.compression.type",
                "admin.request.timeout.ms"
            })
    void takesTheSettingsOfEveryClient(String key) {
        assertThatCode(() -> known.check(List.of(key))).doesNotThrowAnyException();
    }

    @Test
    void leavesSettingsOfPlugInsToTheClientThatHasThem() {
        assertThatCode(() -> known.check(List.of("producer.my.interceptor.endpoint")))
                .doesNotThrowAnyException();
    }

    @Test
    void readsOverridesFromTheEnvironment() {
        assertThat(known.overrides(Map.of(
                        "MASKSTREAM_EXPLAINERS", "esol",
                        "MASKSTREAM_PRODUCER_LINGER_MS", "7",
                        "HOME", "/root")))
                .containsOnly(Map.entry("explainers", "esol"), Map.entry("producer.linger.ms", "7"));
    }

    @Test
    void leavesTheVariablesAloneThatKubernetesMakesForAServiceOfThatName() {
        assertThat(known.overrides(Map.of(
                        "MASKSTREAM_SERVICE_HOST", "10.0.0.1",
                        "MASKSTREAM_PORT_9464_TCP_ADDR", "10.0.0.1",
                        "MASKSTREAM_PORT", "tcp://10.0.0.1:9464")))
                .isEmpty();
    }

    @Test
    void namesTheVariableThatAMisspeltOneMayMean() {
        assertThatThrownBy(() -> known.overrides(Map.of("MASKSTREAM_HTTP_PROT", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The environment variable MASKSTREAM_HTTP_PROT sets nothing. Did you mean MASKSTREAM_HTTP_PORT?");
    }
}
