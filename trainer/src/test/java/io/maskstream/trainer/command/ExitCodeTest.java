package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.List;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void whatDoesNotAnswerMayBeTriedAgain() {
        assertThat(ExitCode.of(new IOException("The topic cannot be read", new TimeoutException("no answer")))
                        .code())
                .isEqualTo(75);
        assertThat(ExitCode.of(new IOException("registry", new IllegalStateException(new ConnectException("refused"))))
                        .code())
                .isEqualTo(75);
    }

    @Test
    void aHostWithoutAnAddressMayHaveOneLater() {
        ConfigException unknown = null;
        try {
            ClientUtils.parseAndValidateAddresses(List.of("broker.invalid:9092"), "use_all_dns_ips");
        } catch (ConfigException e) {
            unknown = e;
        }

        assertThat(ExitCode.of(new KafkaException("Failed to construct", unknown)))
                .isEqualTo(ExitCode.TRY_AGAIN);
    }

    @Test
    void whatWouldFailAgainIsMended() {
        assertThat(ExitCode.of(new IOException("rights", new SaslAuthenticationException("wrong password")))
                        .code())
                .isEqualTo(1);
        assertThat(ExitCode.of(new IllegalArgumentException("--last must be at least 1"))
                        .code())
                .isEqualTo(1);
    }

    @Test
    void theGateAndASignalHaveCodesOfTheirOwn() {
        assertThat(ExitCode.of(new GateNotMetException("stable")).code()).isEqualTo(4);
        assertThat(ExitCode.of(new InterruptedIOException("Fitting was interrupted"))
                        .code())
                .isEqualTo(143);
    }
}
