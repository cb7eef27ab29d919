package io.maskstream.streamer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditWindowTest {

    private static final Instant NOW = Instant.parse("2026-05-02T06:00:00Z");

    @Test
    void isATimeADurationBeforeNowOrOffsets() {
        assertThat(AuditWindow.parse("--from", "2026-05-01T08:00:00+02:00", NOW))
                .isEqualTo(new AuditWindow.Time(Instant.parse("2026-05-01T06:00:00Z")));
        assertThat(AuditWindow.parse("--from", "PT24H", NOW))
                .isEqualTo(new AuditWindow.Time(Instant.parse("2026-05-01T06:00:00Z")));
        assertThat(AuditWindow.parse("--from", "0@1200, 11@9", NOW))
                .isEqualTo(new AuditWindow.Offsets(Map.of(0, 1200L, 11, 9L)));
    }

    @Test
    void refusesAnythingElse() {
        for (String wrong : List.of("", "yesterday", "0@", "0@1,", "P", "2026-05-01", "1200")) {
            assertThatThrownBy(() -> AuditWindow.parse("--to", wrong, NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("--to must be a time such as")
                    .hasMessageEndingWith("not '" + wrong + "'.");
        }
    }
}
