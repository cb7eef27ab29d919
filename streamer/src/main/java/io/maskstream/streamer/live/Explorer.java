package io.maskstream.streamer.live;

import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.Outcome;
import io.maskstream.streamer.explain.PreparedRequest;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.explain.RefusedRequest;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Asks the explainers questions outside of the stream: what the model predicts for parts of an input, or for a request
 * that was not published. Nothing of this is published or counted. To be used by one thread.
 */
public final class Explorer {

    /** Topic in the origin of requests that are on no topic. */
    private static final String NOWHERE = "not-published";

    /** Total time, including the time spent waiting for the stream. */
    private static final Duration OCCLUSION_BUDGET = Duration.ofSeconds(5);

    private static final Duration BUSY_PATIENCE = Duration.ofSeconds(1);
    private static final Duration BUSY_POLL = Duration.ofMillis(10);

    private final RequestPreparation preparation;
    private final BatchExplainer batches;
    private final StreamerMetrics uncounted =
            new StreamerMetrics(PrometheusMetrics.registry(), List.of(), Clock.systemUTC());
    private final BooleanSupplier busy;
    private long asked;

    /** A question cannot be answered; the message gives the reason. */
    static final class NotAnsweredException extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnsweredException(String message) {
            super(message);
        }

        private NotAnsweredException(EngineException cause) {
            super("The model does not answer: " + cause.getMessage(), cause);
        }
    }

    /** A question about an encoded request. */
    private interface Question<T> {
        T of(PreparedRequest request) throws NotAnsweredException, InterruptedException;
    }

    /**
     * Asks the explainers of a stream.
     *
     * @param busy returns whether records of the stream are being explained
     */
    public Explorer(RequestReader requests, ServedExplainers explainers, BooleanSupplier busy) {
        this.preparation = new RequestPreparation(requests, RequestDigest.plain(), explainers, uncounted);
        this.batches = new BatchExplainer(
                new ExplanationWriter(ValueFormat.AVRO),
                VerificationPolicy.ALWAYS,
                uncounted,
                new DriftMonitor(explainers, 0, System::nanoTime));
        this.busy = busy;
    }

    /**
     * Predicts an input with only some of its parts.
     *
     * @param kept indices of parts, or of cells of an image's mask
     * @throws IllegalArgumentException if there is no such part
     */
    MaskedPrediction masked(LiveRecord record, List<Integer> kept) throws NotAnsweredException, InterruptedException {
        return of(record, request -> {
            Explainer explainer = request.explainer();
            float[] mask = new float[explainer.weights(request.input())];
            for (int part : kept) {
                if (part < 0 || part >= mask.length) {
                    throw new IllegalArgumentException(
                            "There is no part " + part + "; the input has " + mask.length + " parts.");
                }
                mask[part] = 1;
            }
            return new MaskedPrediction(
                    explainer.output(), predicted(request, List.of(mask)).get(0));
        });
    }

    /** Returns, for each part of the input, how much the prediction loses without it. */
    Occlusion occlusion(LiveRecord record) throws NotAnsweredException, InterruptedException {
        long end = System.nanoTime() + OCCLUSION_BUDGET.toNanos();
        return of(
                record,
                request -> Occlusion.of(request, masks -> {
                    awaitIdle();
                    if (System.nanoTime() - end > 0) {
                        throw new NotAnsweredException(
                                "It takes longer than the " + OCCLUSION_BUDGET.toSeconds() + " s that it is given.");
                    }
                    return predicted(request, masks);
                }));
    }

    /**
     * Explains a request like the stream.
     *
     * @param value value as it would be on a topic
     */
    LiveRecord explain(byte[] value) throws NotAnsweredException, InterruptedException {
        RecordOrigin origin = new RecordOrigin(NOWHERE, 0, asked++);
        try {
            return explain(origin, value, preparation.read(origin, value));
        } catch (BadRecordException e) {
            return refused(origin, value, e);
        }
    }

    /** Explains a record again, with evidence for another class. */
    LiveRecord explain(LiveRecord record, String name) throws NotAnsweredException, InterruptedException {
        RecordOrigin origin = record.origin();
        try {
            ExplanationRequest request = preparation.read(origin, record.request());
            request.setClass$(name);
            if (record.isExplained()) {
                request.setExplainer(record.explained().explainer().getName());
            }
            return explain(origin, record.request(), request);
        } catch (BadRecordException e) {
            return refused(origin, record.request(), e);
        }
    }

    private LiveRecord explain(RecordOrigin origin, byte[] value, ExplanationRequest request)
            throws NotAnsweredException, InterruptedException {
        awaitIdle();
        try (ServedExplainers.Lease lease = preparation.lease()) {
            PreparedRequest prepared = preparation.encode(origin, value, request, lease);
            uncounted.prepare(prepared.explainer().identity());
            Outcome outcome = batches.explain(List.of(prepared)).get(0);
            long now = System.currentTimeMillis();
            return outcome instanceof ExplainedRequest explained
                    ? LiveRecord.explained(origin, now, value, explained)
                    : refused(origin, value, ((RefusedRequest) outcome).exception());
        } catch (EngineException e) {
            throw new NotAnsweredException(e);
        }
    }

    private static LiveRecord refused(RecordOrigin origin, byte[] value, BadRecordException why) {
        return LiveRecord.refused(origin, System.currentTimeMillis(), null, List.of(), value, why);
    }

    /** Asks about a record that was explained, encoded again for the version that explained it. */
    private <T> T of(LiveRecord record, Question<T> question) throws NotAnsweredException, InterruptedException {
        if (!record.isExplained()) {
            throw new NotAnsweredException("The record was not explained.");
        }
        awaitIdle();
        try (ServedExplainers.Lease lease = preparation.lease()) {
            ExplanationRequest request = preparation.read(record.origin(), record.request());
            request.setExplainer(record.explained().explainer().getName());
            PreparedRequest prepared = preparation.encode(record.origin(), record.request(), request, lease);
            if (!prepared.explainer().identity().equals(record.explained().explainer())) {
                throw new NotAnsweredException("Version "
                        + record.explained().explainer().getVersion() + " explained it, and version "
                        + prepared.explainer().identity().getVersion() + " serves now. Explain it again first.");
            }
            return question.of(prepared);
        } catch (BadRecordException e) {
            throw new NotAnsweredException("It can no longer be encoded: " + e.getMessage());
        } catch (EngineException e) {
            throw new NotAnsweredException(e);
        }
    }

    private static List<float[]> predicted(PreparedRequest request, List<float[]> masks) {
        return request.explainer().predictMasked(request.input(), request.graphLength(), masks);
    }

    /** Waits until the stream is idle, because the stream has priority. */
    private void awaitIdle() throws NotAnsweredException, InterruptedException {
        long end = System.nanoTime() + BUSY_PATIENCE.toNanos();
        while (busy.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new NotAnsweredException(
                        "The streamer is busy with records, which have priority. Ask again when there are fewer.");
            }
            Thread.sleep(BUSY_POLL.toMillis());
        }
    }
}
