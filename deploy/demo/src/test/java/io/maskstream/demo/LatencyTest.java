package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void saysWithinWhichTimeSharesOfTheRecordsCameBack() {
        List<Duration> latencies = new ArrayList<>(
                IntStream.rangeClosed(1, 200).mapToObj(Duration::ofMillis).toList());
        Collections.shuffle(latencies, new Random(1));
        assertThat(Latency.of(latencies)).isEqualTo(new Latency(200, 100, 190, 198));
    }

    @Test
    void ofOneRecordIsThatOfTheRecord() {
        assertThat(Latency.of(List.of(Duration.ofNanos(1_500_000)))).isEqualTo(new Latency(1, 1.5, 1.5, 1.5));
    }
}
