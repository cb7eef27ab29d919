package io.maskstream.streamer.explain;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns prepared requests into values for the topic, one batch at a time. Safe for use by several threads. */
public final class BatchExplainer {

    private static final Logger LOG = LoggerFactory.getLogger(BatchExplainer.class);

    private final ExplanationWriter writer;
    private final VerificationPolicy verification;
    private final StreamerMetrics metrics;
    private final DriftMonitor drift;

    public BatchExplainer(
            ExplanationWriter writer, VerificationPolicy verification, StreamerMetrics metrics, DriftMonitor drift) {
        this.writer = writer;
        this.verification = verification;
        this.metrics = metrics;
        this.drift = drift;
    }

    /**
     * Explains a batch in one call of the graph.
     *
     * @param batch at least one request, all for the same explainer and graph length
     * @return an outcome for every request, in the order of the batch
     * @throws EngineException if the graph fails on the batch as a whole
     * @throws SchemaRegistryException if the registry does not answer
     */
    public List<Outcome> explain(List<PreparedRequest> batch) {
        Explainer explainer = batch.get(0).explainer();
        boolean verify = verification.verifiesNext();
        long start = System.nanoTime();
        List<ModelOutput> outputs = explainer.explain(
                batch.stream().map(PreparedRequest::input).toList(),
                batch.get(0).graphLength(),
                verify);
        metrics.batchExplained(explainer.name(), batch.size(), Duration.ofNanos(System.nanoTime() - start));
        List<Outcome> outcomes = metrics.timed(Stage.ANSWER, () -> outcomes(batch, outputs));
        if (drift.observes(explainer)) {
            metrics.timed(Stage.DRIFT, () -> observe(explainer, batch, outputs));
        }
        return outcomes;
    }

    private void observe(Explainer explainer, List<PreparedRequest> batch, List<ModelOutput> outputs) {
        List<EncodedInput> inputs = new ArrayList<>(batch.size());
        List<ModelOutput> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).isFinite()) {
                inputs.add(batch.get(i).input());
                answers.add(outputs.get(i));
            }
        }
        drift.explained(explainer, inputs, answers);
    }

    /**
     * Explains one request alone, after a batch that contains it has failed.
     *
     * @return a refusal if the model fails on this request but still answers others
     * @throws EngineException if the model does not answer any more
     * @throws SchemaRegistryException if the registry does not answer
     */
    public Outcome explainAlone(PreparedRequest request) {
        try {
            return explain(List.of(request)).get(0);
        } catch (EngineException e) {
            LOG.debug("Trying again: {}", e.getMessage());
        }
        request.explainer().check();
        try {
            // The model answers now, so the failure may not have been the record's fault.
            return explain(List.of(request)).get(0);
        } catch (EngineException e) {
            LOG.debug("The model failed on a record", e);
            return request.refused(RefusalReason.MODEL_FAILURE, "the model failed on it: " + e.getMessage());
        }
    }

    private List<Outcome> outcomes(List<PreparedRequest> batch, List<ModelOutput> outputs) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < outputs.size(); i++) {
            outcomes.add(outcome(batch.get(i), outputs.get(i), outputs.size(), i));
        }
        return outcomes;
    }

    private Outcome outcome(PreparedRequest request, ModelOutput output, int batch, int place) {
        if (!output.isFinite()) {
            return request.refused(RefusalReason.MODEL_FAILURE, "the model's answer is not a number (NaN or infinite)");
        }
        Explainer explainer = request.explainer();
        Explanation explanation = ExplanationAssembly.assemble(request, output, batch, place);
        byte[] value;
        try {
            value = writer.write(explanation);
        } catch (SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("An explanation cannot be written", e);
            return request.refused(RefusalReason.MODEL_FAILURE, "its explanation cannot be written: " + e);
        }
        metrics.maskArea(explainer.identity(), explanation.getMask().getArea());
        if (explanation.getEvidence() != null) {
            metrics.evidenceRemainder(
                    explainer.identity(), explanation.getEvidence().getRemainder());
        }
        if (output.maskedPrediction() != null) {
            metrics.maskedAgreement(
                    explainer.identity(),
                    Agreement.between(explainer.output().type(), output.prediction(), output.maskedPrediction()));
        }
        return new ExplainedRequest(explainer.identity(), explainer.reservations(), value);
    }
}
