package io.maskstream.streamer.explain;

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
        assertThat(Shown.of(new RecordOrigin("requests", 0, 1), "a\nb\u202e\u0085" + "x".repeat(1000)))
                .isEqualTo("record requests-0@1, id 'a?b??" + "x".repeat(75) + "...': ");
    }
}
