package io.maskstream.streamer.engine;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From prepared requests to finished topic values, a batch at a time. Safe for use by several threads. */
public final class BatchExplainer {

    private static final Logger LOG = LoggerFactory.getLogger(BatchExplainer.class);

    private final ExplanationWriter writer;
    private final VerificationPolicy verification;
    private final StreamerMetrics metrics;
    private final RunningCalls running = new RunningCalls(System::nanoTime);

    public BatchExplainer(ExplanationWriter writer, VerificationPolicy verification, StreamerMetrics metrics) {
        this.writer = writer;
        this.verification = verification;
        this.metrics = metrics;
    }

    /**
     * Explains a batch in one call of the graph.
     *
     * @param batch at least one request, all for the same explainer and graph length
     * @return an outcome for every request, in their order
     * @throws EngineException if the graph fails on the batch as a whole
     * @throws SchemaRegistryException if the registry does not answer
     */
    public List<Outcome> explain(List<PreparedRequest> batch) {
        Explainer explainer = batch.get(0).explainer();
        boolean verify = verification.verifiesNext();
        long start = System.nanoTime();
        List<ModelOutput> outputs = running.watched(() -> explainer.explain(
                batch.stream().map(PreparedRequest::input).toList(),
                batch.get(0).graphLength(),
                verify));
        metrics.batchExplained(explainer.name(), batch.size(), Duration.ofNanos(System.nanoTime() - start));
        return metrics.timed(Stage.ANSWER, () -> outcomes(batch, outputs));
    }

    /** For how long a call of a graph that has not returned yet has been running; zero if there is none. */
    public Duration longestRunning() {
        return running.longest();
    }

    /**
     * Explains one request alone.
     *
     * @throws BadRecordException if the model fails on this request, but still answers others
     * @throws EngineException if the model does not answer at all any more
     * @throws SchemaRegistryException if the registry does not answer
     */
    public ExplainedRequest explainAlone(PreparedRequest request) {
        try {
            return explain(List.of(request)).get(0).orElseThrow();
        } catch (EngineException e) {
            LOG.debug("Once more: {}", e.getMessage());
        }
        request.explainer().check();
        try {
            // It answers now, and may not have a moment ago, whatever the record.
            return explain(List.of(request)).get(0).orElseThrow();
        } catch (EngineException e) {
            throw request.refused(RefusalReason.MODEL_FAILURE, "the model failed on it: " + e.getMessage(), e);
        }
    }

    private List<Outcome> outcomes(List<PreparedRequest> batch, List<ModelOutput> outputs) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < outputs.size(); i++) {
            outcomes.add(outcome(batch.get(i), outputs.get(i)));
        }
        return outcomes;
    }

    private Outcome outcome(PreparedRequest request, ModelOutput output) {
        if (!output.isFinite()) {
            return Outcome.refused(request.refused(
                    RefusalReason.MODEL_FAILURE, "the model's answer is no number (NaN or infinite)", null));
        }
        Explainer explainer = request.explainer();
        Explanation explanation = ExplanationAssembly.assemble(request, output);
        metrics.maskArea(explainer.identity(), explanation.getMask().getArea());
        if (output.maskedPrediction() != null) {
            metrics.maskedAgreement(
                    explainer.identity(),
                    Agreement.between(explainer.output().type(), output.prediction(), output.maskedPrediction()));
        }
        return Outcome.explained(new ExplainedRequest(explainer.identity(), writer.write(explanation)));
    }
}
