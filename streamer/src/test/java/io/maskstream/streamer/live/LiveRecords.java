package io.maskstream.streamer.live;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.engine.Reservations;
import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.shadow.ComparedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Records as they leave a stream, created without one. */
final class LiveRecords {

    static final String TOPIC = "explanation-requests";

    private static final ExplanationWriter WRITER = new ExplanationWriter(ValueFormat.AVRO);

    private static final ExplanationReader READER = new ExplanationReader(null);

    private LiveRecords() {}

    /** Returns ethanol, of which only the oxygen counts. */
    static LiveRecord molecule(long offset, String id) {
        return explained(
                offset,
                "{\"id\":\"" + id + "\",\"smiles\":\" CCO\"}",
                new Explanation(
                        id,
                        explainer("esol"),
                        new ValuePrediction("aqueous solubility", 1.07f, "log10 mol/L"),
                        null,
                        new Mask(List.of(3), List.of(0f, 0.25f, 1f), 0.41666f, null, null),
                        List.of(
                                new WeightedSpan(1, 2, 0f, 0, null),
                                new WeightedSpan(2, 3, 0.25f, 1, null),
                                new WeightedSpan(3, 4, 1f, 2, null)),
                        null,
                        null));
    }

    /** Returns ethanol with evidence: the oxygen raises the prediction, the carbon next to it lowers it. */
    static LiveRecord moleculeWithEvidence(long offset, String id) {
        LiveRecord record = molecule(offset, id);
        Explanation explanation = READER.read(record.explained().value());
        List<Float> values = List.of(0f, -0.25f, 1.25f);
        for (int i = 0; i < values.size(); i++) {
            explanation.getSpans().get(i).setEvidence(values.get(i));
        }
        explanation.setEvidence(new Evidence("aqueous solubility", "log10 mol/L", List.of(3), values, 0.125f, -0.055f));
        return explained(offset, new String(record.request(), StandardCharsets.UTF_8), explanation);
    }

    /** Returns the image with evidence for its two halves, one above the other. */
    static LiveRecord imageWithEvidence(long offset, String id) {
        LiveRecord record = image(offset, id);
        Explanation explanation = READER.read(record.explained().value());
        explanation.setEvidence(
                new Evidence("truck", "probability", List.of(2, 1), List.of(0.25f, -0.5f), 0.25f, 0.125f));
        return explained(offset, new String(record.request(), StandardCharsets.UTF_8), explanation);
    }

    static LiveRecord review(long offset, String id, String text) {
        return explained(
                offset,
                "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}",
                new Explanation(
                        id,
                        explainer("imdb"),
                        new ClassPrediction(List.of(
                                new ClassProbability("positive", 0.75f), new ClassProbability("negative", 0.25f))),
                        new ClassPrediction(List.of(
                                new ClassProbability("positive", 0.5f), new ClassProbability("negative", 0.5f))),
                        new Mask(List.of(1), List.of(0.5f), 0.5f, null, null),
                        List.of(new WeightedSpan(0, 1, 0.5f, null, null)),
                        null,
                        null));
    }

    /** Returns an image of 8 x 8 raw pixels with a mask of 2 x 1. */
    static LiveRecord image(long offset, String id) {
        byte[] rgb = new byte[3 * 8 * 8];
        return explained(
                offset,
                "{\"id\":\"" + id + "\",\"image\":\"" + Base64.getEncoder().encodeToString(rgb)
                        + "\",\"width\":8,\"height\":8}",
                new Explanation(
                        id,
                        explainer("cifar10"),
                        new ClassPrediction(List.of(new ClassProbability("ship", 1f))),
                        null,
                        new Mask(List.of(1, 2), List.of(0.125f, 0.875f), 0.5f, new ImageSize(8, 8), null),
                        List.of(),
                        null,
                        null));
    }

    /** The record as a candidate, version 4, explains it, too: as it was explained. */
    static ComparedRecord compared(LiveRecord record) {
        Explanation explanation = READER.read(record.explained().value());
        ExplainerIdentity serving = explanation.getExplainer();
        explanation.setExplainer(
                new ExplainerIdentity(serving.getName(), 4, "ef".repeat(32), serving.getFrozenModelDigest()));
        ShadowComparison comparison = new ShadowComparison(
                new ShadowComparison.Answer(serving.getVersion(), serving.getDigest(), 0.4, null, 1.25),
                new ShadowComparison.Answer(4, "ef".repeat(32), 0.4, null, 1.5),
                1.,
                0.75,
                null,
                null);
        return new ComparedRecord(polled(record), comparison, explanation);
    }

    /** The same, but the candidate gives no answer. */
    static ComparedRecord failed(LiveRecord record, String why) {
        ExplainerIdentity serving = record.explained().explainer();
        ShadowComparison comparison = ShadowComparison.failed(
                new ShadowComparison.Answer(serving.getVersion(), serving.getDigest(), 0.4, null, 1.25),
                ShadowComparison.Answer.none(4, "ef".repeat(32)),
                why);
        return new ComparedRecord(polled(record), comparison, null);
    }

    private static ConsumerRecord<byte[], byte[]> polled(LiveRecord record) {
        return new ConsumerRecord<>(
                record.origin().topic(),
                record.origin().partition(),
                record.origin().offset(),
                null,
                record.request());
    }

    static LiveRecord refused(long offset, String value) {
        return LiveRecord.refused(
                origin(offset),
                System.currentTimeMillis(),
                bytes("key"),
                List.of(new RecordHeader("trace", bytes("7")), new RecordHeader("empty", null)),
                bytes(value),
                new BadRecordException(RefusalReason.UNREADABLE, "record <b>: the value is no JSON"));
    }

    /** Returns the record as explained by an explainer with reservations of the gate. */
    static LiveRecord withReservations(LiveRecord record, Reservations reservations) {
        return LiveRecord.explained(
                record.origin(),
                record.timestampMillis(),
                record.request(),
                new ExplainedRequest(
                        record.explained().explainer(),
                        reservations,
                        record.explained().value()));
    }

    private static LiveRecord explained(long offset, String request, Explanation explanation) {
        return LiveRecord.explained(
                origin(offset),
                System.currentTimeMillis(),
                bytes(request),
                new ExplainedRequest(explanation.getExplainer(), Reservations.NONE, WRITER.write(explanation)));
    }

    static RecordOrigin origin(long offset) {
        return new RecordOrigin(TOPIC, 0, offset);
    }

    private static ExplainerIdentity explainer(String name) {
        return new ExplainerIdentity(name, 3, "ab".repeat(32), "cd".repeat(32));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
