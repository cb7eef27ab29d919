package io.maskstream.demo;

import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.ReleaseWriter;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures what settings of the streamer cost: streamers with different settings take turns on the same topics, one
 * after the other, several times over.
 */
final class SettingsBench {

    private static final Duration CANDIDATE_PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final Function<Map<String, String>, StreamerConfig> configs;
    private final BenchLoad load;
    private final Consumer<String> progress;
    private boolean candidate;

    /**
     * A bench.
     *
     * @param configs returns the configuration of a streamer with additional settings
     * @param load publishes the records
     * @param progress takes a line for each finished run
     */
    SettingsBench(
            String bootstrapServers,
            Function<Map<String, String>, StreamerConfig> configs,
            BenchLoad load,
            Consumer<String> progress) {
        this.bootstrapServers = bootstrapServers;
        this.configs = configs;
        this.load = load;
        this.progress = progress;
    }

    /** Announces a candidate to the streamers that start later. */
    void announce(ExplainerRelease release) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.RELEASES, CandidateKey.of(release.getName()), new ReleaseWriter().write(release)))
                    .get();
            candidate = true;
        } catch (ExecutionException e) {
            throw new CannotRunException("The candidate cannot be announced: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        }
    }

    /**
     * Measures each variant in turn.
     *
     * @param variants settings of each variant; the others are compared with the first
     * @param records number of records in a backlog
     * @param rounds number of times that each variant is measured, after a round that is not counted
     * @return the figures of each variant in the same order
     */
    List<SettingFigures> measure(List<Map<String, String>> variants, int records, int rounds) {
        List<List<SettingFigures.Run>> runs = new ArrayList<>();
        variants.forEach(variant -> runs.add(new ArrayList<>()));
        double rate = 0;
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < variants.size(); i++) {
                SettingFigures.Run run = run(variants.get(i), records, rate);
                // Records arrive at the same rate under all settings, so that their latencies can be compared.
                rate = rate == 0 ? run.recordsPerSecond() / 2 : rate;
                if (round > 0) {
                    runs.get(i).add(run);
                }
                progress.accept(
                        "  round " + round + " of " + rounds + ": " + SettingFigures.name(variants.get(i)) + ": "
                                + Math.round(run.recordsPerSecond()) + " records/s, p99 "
                                + Math.round(run.halfLoad().p99()) + " ms");
            }
        }
        List<SettingFigures> figures = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            figures.add(new SettingFigures(SettingFigures.name(variants.get(i)), runs.get(i)));
        }
        return figures;
    }

    private SettingFigures.Run run(Map<String, String> settings, int records, double halfRate) {
        StreamerConfig config = configs.apply(settings);
        try (Streamer streamer = Streamer.start(config)) {
            if (candidate && config.candidateSampleRate() > 0) {
                awaitCandidate(streamer);
            }
            load.backlog(records / 4, 0); // Threads join the group, and the engine warms up.
            Duration before = processorTime();
            double rate = load.backlog(records, 0);
            Duration spent = processorTime().minus(before);
            Latency halfLoad = load.atRate(halfRate == 0 ? rate / 2 : halfRate);
            Scraped metrics = Scraped.of(streamer.httpPort());
            return new SettingFigures.Run(
                    rate,
                    spent.toNanos() / 1e3 / records,
                    halfLoad,
                    metrics.sum("maskstream_candidate_records_total", "outcome=\"compared\""),
                    metrics.sum("maskstream_candidate_records_total", "outcome=\"dropped\""));
        }
    }

    /** Returns the time that this process has spent on all processors together. */
    private static Duration processorTime() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new CannotRunException("This system does not tell the time of its processors."));
    }

    private static void awaitCandidate(Streamer streamer) {
        long deadline = System.nanoTime() + CANDIDATE_PATIENCE.toNanos();
        while (Scraped.of(streamer.httpPort()).sum("maskstream_candidate_info") == 0) {
            if (System.nanoTime() > deadline) {
                throw new CannotRunException("The streamer has not loaded the candidate within "
                        + CANDIDATE_PATIENCE.toMinutes() + " minutes: see its log.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
