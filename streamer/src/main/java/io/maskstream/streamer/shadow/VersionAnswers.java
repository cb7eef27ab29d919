package io.maskstream.streamer.shadow;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.explain.Agreement;
import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.ExplanationAssembly;
import io.maskstream.streamer.explain.PreparedRequest;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.explain.RequestPreparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The answers of one version for the records of a batch. */
final class VersionAnswers {

    private static final double NANOS_PER_MILLI = 1e6;

    private final ExplainerIdentity identity;
    private final Manifest.Output predicts;

    /** Null for a record that the version refuses, like the outputs. */
    private final PreparedRequest[] requests;

    private final ModelOutput[] outputs;
    private final String[] refusals;
    private final int[] places;
    private int asked;
    private double millisPerRecord;

    private VersionAnswers(Explainer explainer, int records) {
        this.identity = explainer.identity();
        this.predicts = explainer.output();
        this.requests = new PreparedRequest[records];
        this.outputs = new ModelOutput[records];
        this.refusals = new String[records];
        this.places = new int[records];
    }

    /**
     * Explains the records with a version.
     *
     * @param verify whether it also predicts the masked inputs
     * @throws EngineException if its graph fails
     */
    static VersionAnswers of(
            Explainer explainer,
            List<ConsumerRecord<byte[], byte[]>> records,
            RequestReader reader,
            RequestDigest digest,
            boolean verify) {
        VersionAnswers answers = new VersionAnswers(explainer, records.size());
        List<Integer> asked = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            if (answers.prepare(i, explainer, records.get(i), reader, digest)) {
                asked.add(i);
            }
        }
        if (!asked.isEmpty()) {
            answers.ask(explainer, asked, verify);
        }
        return answers;
    }

    /** Returns the answers of a version whose graph failed on all records. */
    static VersionAnswers failed(Explainer explainer, int records, String why) {
        VersionAnswers answers = new VersionAnswers(explainer, records);
        Arrays.fill(answers.refusals, why);
        return answers;
    }

    private boolean prepare(
            int i,
            Explainer explainer,
            ConsumerRecord<byte[], byte[]> polled,
            RequestReader reader,
            RequestDigest digest) {
        RecordOrigin origin = new RecordOrigin(polled.topic(), polled.partition(), polled.offset());
        try {
            requests[i] = RequestPreparation.encodeFor(
                    explainer, origin, digest.of(polled.value()), reader.read(polled.value()));
            return true;
        } catch (BadRecordException | UnreadableRecordException e) {
            refusals[i] = e.getMessage();
            return false;
        }
    }

    private void ask(Explainer explainer, List<Integer> asked, boolean verify) {
        int length =
                asked.stream().mapToInt(i -> requests[i].graphLength()).max().orElseThrow();
        long start = System.nanoTime();
        List<ModelOutput> answers =
                explainer.explain(asked.stream().map(i -> requests[i].input()).toList(), length, verify);
        millisPerRecord = (System.nanoTime() - start) / NANOS_PER_MILLI / asked.size();
        this.asked = asked.size();
        for (int k = 0; k < asked.size(); k++) {
            places[asked.get(k)] = k;
            if (answers.get(k).isFinite()) {
                outputs[asked.get(k)] = answers.get(k);
            } else {
                refusals[asked.get(k)] = "its answer is not a number (NaN or infinite)";
            }
        }
    }

    /** Returns the version. */
    ExplainerIdentity identity() {
        return identity;
    }

    Manifest.Output predicts() {
        return predicts;
    }

    /** Returns the explanation of a record that was answered. */
    Explanation explanation(int i) {
        return ExplanationAssembly.assemble(requests[i], outputs[i], asked, places[i]);
    }

    /** Returns the graph's output for a record; null if there is no answer. */
    ModelOutput output(int i) {
        return outputs[i];
    }

    /** Returns why there is no answer for a record. */
    String refusal(int i) {
        return refusals[i];
    }

    /** Returns the figures of a record that was answered. */
    ShadowComparison.Answer answer(int i) {
        ModelOutput output = outputs[i];
        Double agreement = output.maskedPrediction() == null
                ? null
                : Agreement.between(predicts.type(), output.prediction(), output.maskedPrediction());
        return new ShadowComparison.Answer(
                identity.getVersion(),
                identity.getDigest(),
                (double) ExplanationAssembly.area(output.mask()),
                agreement,
                millisPerRecord);
    }
}
