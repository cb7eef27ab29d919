package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.profile.GroupSums;
import io.maskstream.schemas.profile.Observation;
import io.maskstream.schemas.profile.ObservedExplainer;
import io.maskstream.schemas.profile.ProfileOfRecords;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the profile of an explainer: the distributions of records, predictions and masks with which a stream is
 * compared.
 */
public final class ExplainerProfile {

    /** Number of records whose evidence for all classes is in memory at once. */
    private static final int AT_ONCE = 256;

    private final Manifest.Input input;
    private final Manifest.Output output;
    private final Manifest.Evidence evidence;
    private final List<String> vocabulary;

    /**
     * Creates profiles of an explainer.
     *
     * @param evidence of the explainer; null for none
     * @param vocabulary its tokens in the order of their ids; empty if they are unknown, and for images
     */
    public ExplainerProfile(
            Manifest.Input input, Manifest.Output output, Manifest.Evidence evidence, List<String> vocabulary) {
        this.input = input;
        this.output = output;
        this.evidence = evidence;
        this.vocabulary = List.copyOf(vocabulary);
    }

    /**
     * Computes the profile of some records.
     *
     * @param model of the explainer
     * @param records at least {@link ProfileOfRecords#FEWEST}; molecules with their spans
     * @param smiles the string of each record; empty if they are not molecules
     * @param source description of the records in words
     */
    public Profile of(ExplainedModel model, List<EncodedInput> records, List<String> smiles, String source) {
        ObservedExplainer observed = ObservedExplainer.of(input, output, evidence);
        List<Observation> observations = new ArrayList<>(records.size());
        for (int start = 0; start < records.size(); start += AT_ONCE) {
            observe(model, records.subList(start, Math.min(start + AT_ONCE, records.size())), observed, observations);
        }
        return new ProfileOfRecords(
                        observed,
                        vocabulary,
                        input.tokens() == null ? 0 : input.tokens().firstId())
                .of(observations, source)
                .with(smiles.isEmpty() ? null : groups(records, smiles, observations));
    }

    private static Profile.Groups groups(
            List<EncodedInput> records, List<String> smiles, List<Observation> observations) {
        GroupSums sums = new GroupSums();
        for (int i = 0; i < smiles.size(); i++) {
            List<Span> spans = ((TokenSequence) records.get(i)).spans();
            Map<Integer, Double> byAtom = new HashMap<>();
            for (int part = 0; part < spans.size(); part++) {
                double weight = observations.get(i).weights()[part];
                byAtom.merge(spans.get(part).atom(), weight, Double::sum);
            }
            sums.add(smiles.get(i), byAtom);
        }
        return sums.ofProfile();
    }

    private void observe(
            ExplainedModel model,
            List<EncodedInput> records,
            ObservedExplainer observed,
            List<Observation> observations) {
        ExplainedModel.Explained explained = model.explained(records);
        float[][] predictions = explained.predictions();
        List<float[]> masks = explained.masks();
        int[] predicted = new int[predictions.length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = ObservedExplainer.predicted(predictions[i]);
        }
        ExplainedModel.Evidence given = evidence == null ? null : model.evidence(records, predicted);
        for (int i = 0; i < predicted.length; i++) {
            EncodedInput record = records.get(i);
            observations.add(
                    evidence == null
                            ? observed.observe(record, predictions[i], masks.get(i), null, 0)
                            : observed.observe(
                                    record,
                                    predictions[i],
                                    masks.get(i),
                                    given.values().get(i),
                                    given.baselines()[i][predicted[i]]));
        }
    }
}
