package io.maskstream.streamer.app;

import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.ExplainedBatches;
import io.maskstream.streamer.live.ComparedBuffer;
import io.maskstream.streamer.release.CandidateReleases;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.shadow.CandidateTopic;
import io.maskstream.streamer.shadow.Candidates;
import io.maskstream.streamer.shadow.ComparisonListener;
import io.maskstream.streamer.shadow.Shadow;
import io.maskstream.streamer.shadow.ShadowMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Loads candidates and compares them with the versions that serve.
 *
 * @param releases takes in candidates
 * @param candidates the loaded candidates
 * @param shadow compares candidates with the versions that serve
 * @param topic topic for the explanations of candidates, if there is one
 */
record CandidateParts(CandidateReleases releases, Candidates candidates, Shadow shadow, Optional<CandidateTopic> topic)
        implements AutoCloseable {

    /**
     * Creates the parts. Only the thread that takes candidates in runs yet.
     *
     * @param intake an intake for candidates only
     * @param live receives comparisons for the live view, if there is one
     */
    static CandidateParts assemble(
            StreamerConfig config,
            ReleaseIntake intake,
            ServedExplainers serving,
            RequestReader reader,
            Optional<SchemaRegistry> schemas,
            Optional<ComparedBuffer> live,
            PrometheusMeterRegistry registry) {
        ShadowMetrics metrics = new ShadowMetrics(registry, config.explainers());
        Candidates candidates = new Candidates(metrics);
        Shadow.Sample sample = new Shadow.Sample(
                config.candidateSampleRate(), () -> ThreadLocalRandom.current().nextDouble(), config.mayVerify());
        Optional<CandidateTopic> topic = config.candidateTopic()
                .map(name -> new CandidateTopic(
                        KafkaSettings.producer(config, "maskstream-candidates"),
                        name,
                        schemas.map(registered -> new ExplanationWriter(config.valueFormat(), registered, name))
                                .orElseGet(() -> new ExplanationWriter(config.valueFormat())),
                        metrics));
        List<ComparisonListener> listeners = Stream.<Optional<? extends ComparisonListener>>of(live, topic)
                .<ComparisonListener>flatMap(Optional::stream)
                .toList();
        return new CandidateParts(
                new CandidateReleases(intake, serving, candidates, metrics),
                candidates,
                new Shadow(reader, config.requestDigest(), serving, candidates, sample, metrics, listeners),
                topic);
    }

    /** Returns the listener for batches that stream threads have explained. */
    ExplainedBatches batches() {
        return shadow;
    }

    void start() {
        shadow.start();
    }

    @Override
    public void close() {
        releases.close();
        shadow.close();
        topic.ifPresent(CandidateTopic::close);
        candidates.close();
    }
}
