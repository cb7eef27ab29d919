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
 * @param loading of versions
 * @param digest with the key, if there is one
 * @param threads that explain side by side, at least 1
 */
public record ExplainingAgain(
        Loading loading, RequestReader reader, RequestDigest digest, int threads, StreamerMetrics metrics) {

    /** Loads a version. */
    @FunctionalInterface
    public interface Loading {

        /**
         * Loads one, of whatever digest.
         *
         * @param half whether in bfloat16, where the processor has it
         * @throws RuntimeException with a sentence, if it is not there or cannot be loaded
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
