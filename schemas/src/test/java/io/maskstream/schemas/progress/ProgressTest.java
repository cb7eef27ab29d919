package io.maskstream.schemas.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class ProgressTest {

    /** Repeated, because the library loses an interruption only if its last line is not yet written. */
    @RepeatedTest(50)
    void closingKeepsAnInterruption() {
        Progress progress = new Progress("Reading", "records", 10, false);
        progress.done(1);
        Thread.currentThread().interrupt();

        progress.close();

        assertThat(Thread.interrupted()).isTrue();
    }
}
