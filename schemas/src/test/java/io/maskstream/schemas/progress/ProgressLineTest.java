package io.maskstream.schemas.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final int COLUMNS = 79;

    @Test
    void saysTheRateAndWhatIsLeft() {
        assertThat(line(12_800, 48_000, Duration.ofSeconds(9_985), "epoch 1/2"))
                .isEqualTo("Fitting 26% [=    ] 12,800 of 48,000 records, 1.3/s, 7 h 38 min left, epoch 1/2")
                .hasSizeLessThanOrEqualTo(COLUMNS);
        assertThat(line(3, 10, Duration.ofSeconds(100), ""))
                .isEqualTo("Fitting 30% [======              ] 3 of 10 records, 0.03/s, 4 min left");
    }

    @Test
    void saysHowLongItHasTakenWhereTheEndIsNotKnown() {
        assertThat(line(5_000, -1, Duration.ofHours(2), ""))
                .isEqualTo("Fitting 5,000 records, 0.69/s, 2 h 0 min so far");
    }

    @Test
    void saysNoRateAtTheStart() {
        assertThat(line(0, 10, Duration.ZERO, "")).isEqualTo("Fitting 0% [                    ] 0 of 10 records");
    }

    @Test
    void roundsAsPeopleRead() {
        assertThat(Figures.rate(0.034)).isEqualTo("0.03");
        assertThat(Figures.rate(2.44)).isEqualTo("2.4");
        assertThat(Figures.rate(1249.6)).isEqualTo("1,250");
        assertThat(Figures.duration(85.4)).isEqualTo("85 s");
        assertThat(Figures.duration(14 * 60)).isEqualTo("14 min");
        assertThat(Figures.duration(3 * 3600 + 20 * 60)).isEqualTo("3 h 20 min");
    }

    private static String line(long done, long total, Duration elapsed, String message) {
        AtomicReference<String> rendered = new AtomicReference<>();
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName("Fitting")
                .setInitialMax(total)
                .startsFrom(done, elapsed)
                .setRenderer((progress, columns) -> {
                    rendered.set(new ProgressLine("records").render(progress, COLUMNS));
                    return "";
                })
                .setConsumer(new DelegatingProgressBarConsumer(line -> {}));
        try (ProgressBar bar = builder.build()) {
            bar.setExtraMessage(message);
        } // Closing renders the bar at the latest.
        return rendered.get();
    }
}
