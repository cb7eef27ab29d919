package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.util.List;

/**
 * How requests are explained again.
 *
 * @param loading loads versions
 * @param digest digest of requests, with the key if there is one
 * @param threads number of threads that explain in parallel, at least 1
 */
public record ExplainingAgain(
        Loading loading, RequestReader reader, RequestDigest digest, int threads, StreamerMetrics metrics) {

    /** Loads a version. */
    @FunctionalInterface
    public interface Loading {

        /**
         * Loads a version, whatever its digest is.
         *
         * @param half whether to compute in bfloat16, if the processor supports it
         * @throws RuntimeException with a message for the user, if it does not exist or cannot be loaded
         */
        Explainer load(String name, int version, boolean half);
    }

    ExplainerVersions.Version with(Explainer explainer) {
        metrics.prepare(explainer.identity());
        ServedExplainers only = new ServedExplainers(List.of(explainer));
        return new ExplainerVersions.Version(
                only,
                new RequestPreparation(reader, digest, only, metrics),
                explaining(only, VerificationPolicy.NEVER),
                explaining(only, VerificationPolicy.ALWAYS));
    }

    private BatchExplainer explaining(ServedExplainers only, VerificationPolicy verification) {
        return new BatchExplainer(
                new ExplanationWriter(ValueFormat.AVRO),
                verification,
                metrics,
                new DriftMonitor(only, 0, System::nanoTime));
    }
}
