package io.maskstream.streamer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void namesARecordAsKafkasToolsDo() {
        assertThat(Shown.of(new RecordOrigin("requests", 3, 1234), "m1"))
                .isEqualTo("record requests-3@1234, id 'm1': ");
    }

    @Test
    void keepsAMessageShortAndOnOneLineWhateverTheIdIs() {
        assertThat(Shown.shortened("a\nb")).isEqualTo("a?b");
        assertThat(Shown.shortened("x".repeat(1000))).isEqualTo("x".repeat(80) + "...");
        assertThat(Shown.shortened("\uD83D\uDE00".repeat(81))).isEqualTo("\uD83D\uDE00".repeat(80) + "...");
    }
}
