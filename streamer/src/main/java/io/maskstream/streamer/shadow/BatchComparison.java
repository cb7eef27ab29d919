package io.maskstream.streamer.shadow;

import io.maskstream.schemas.comparison.RankCorrelation;
import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ModelOutput;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.Agreement;
import io.maskstream.streamer.explain.ExplanationAssembly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explains a batch again with the version that serves and with the candidate, one after the other on the same thread
 * and through graphs of the same kind, in order to compare their times and their agreement through the mask. It must
 * not touch anything that the stream uses.
 */
final class BatchComparison {

    private static final Logger LOG = LoggerFactory.getLogger(BatchComparison.class);

    private final RequestReader reader;
    private final RequestDigest digest;
    private final ServedExplainers serving;
    private final Candidates candidates;
    private final boolean verify;

    /** @param verify whether both also predict the masked inputs, which doubles the time */
    BatchComparison(
            RequestReader reader,
            RequestDigest digest,
            ServedExplainers serving,
            Candidates candidates,
            boolean verify) {
        this.reader = reader;
        this.digest = digest;
        this.serving = serving;
        this.candidates = candidates;
        this.verify = verify;
    }

    /**
     * Compares the two versions on a batch.
     *
     * @return the result for each record; empty if there is no candidate any more, or if it serves itself
     * @throws RuntimeException if the version that serves fails, or the schema registry
     */
    List<ComparedRecord> of(ShadowBatch batch) {
        VersionAnswers before;
        // Ends before the candidate is called, so that a candidate that hangs keeps no other version from being closed.
        try (ServedExplainers.Lease lease = serving.lease()) {
            Optional<Explainer> explainer = lease.explainers().named(batch.explainer());
            if (explainer.isEmpty()) {
                return List.of();
            }
            before = VersionAnswers.of(explainer.get(), batch.records(), reader, digest, verify);
        }
        try (ServedExplainers.Lease lease = candidates.lease()) {
            Optional<Explainer> candidate = lease.explainers().named(batch.explainer());
            if (candidate.isEmpty()
                    || candidate
                            .get()
                            .identity()
                            .getDigest()
                            .equals(before.identity().getDigest())) {
                return List.of();
            }
            return compare(batch.records(), before, answers(candidate.get(), batch.records()));
        }
    }

    private VersionAnswers answers(Explainer candidate, List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            return VersionAnswers.of(candidate, records, reader, digest, verify);
        } catch (SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Every exception that a candidate causes is a result of the comparison.
            LOG.debug("A candidate fails on a batch", e);
            return VersionAnswers.failed(candidate, records.size(), Quotes.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static List<ComparedRecord> compare(
            List<ConsumerRecord<byte[], byte[]>> records, VersionAnswers before, VersionAnswers after) {
        List<ComparedRecord> compared = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            if (before.output(i) != null) {
                compared.add(compare(records.get(i), i, before, after));
            }
        }
        return compared;
    }

    private static ComparedRecord compare(
            ConsumerRecord<byte[], byte[]> record, int i, VersionAnswers before, VersionAnswers after) {
        if (after.output(i) == null) {
            ShadowComparison failed =
                    ShadowComparison.failed(before.answer(i), none(after.identity()), after.refusal(i));
            return new ComparedRecord(record, failed, null);
        }
        ShadowComparison comparison = new ShadowComparison(
                before.answer(i),
                after.answer(i),
                predictionAgreement(i, before, after),
                rankCorrelation(before.output(i), after.output(i)),
                evidenceDistance(before.output(i), after.output(i)),
                null);
        return new ComparedRecord(record, comparison, after.explanation(i));
    }

    static ShadowComparison.Answer none(ExplainerIdentity version) {
        return ShadowComparison.Answer.none(version.getVersion(), version.getDigest());
    }

    private static Double predictionAgreement(int i, VersionAnswers before, VersionAnswers after) {
        return before.predicts().equals(after.predicts())
                ? Agreement.between(
                        before.predicts().type(),
                        before.output(i).prediction(),
                        after.output(i).prediction())
                : null;
    }

    private static Double rankCorrelation(ModelOutput before, ModelOutput after) {
        return before.mask().length == after.mask().length ? RankCorrelation.of(before.mask(), after.mask()) : null;
    }

    /** Compares the evidence for the output that is most probable according to the version that serves. */
    private static Double evidenceDistance(ModelOutput before, ModelOutput after) {
        if (before.evidence() == null
                || after.evidence() == null
                || before.evidence().length != after.evidence().length) {
            return null;
        }
        int output = ExplanationAssembly.indexOfHighest(before.prediction());
        float[] ours = before.evidence()[output].values();
        float[] theirs = after.evidence()[output].values();
        return ours.length == theirs.length ? distance(ours, theirs) : null;
    }

    static double distance(float[] ours, float[] theirs) {
        double differences = 0;
        double size = 0;
        for (int i = 0; i < ours.length; i++) {
            differences += Math.abs(ours[i] - theirs[i]);
            size += Math.abs(ours[i]) + Math.abs(theirs[i]);
        }
        return size == 0 ? 0 : differences / size;
    }
}
