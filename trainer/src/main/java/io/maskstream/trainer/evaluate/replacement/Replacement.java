package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Replaces the regions of a record that are not kept. */
public interface Replacement {

    /** The name in reports. */
    String name();

    /**
     * What the model is asked about.
     *
     * @param inputs one for each record
     * @param weights of the parts of each input
     */
    record Replaced(List<? extends EncodedInput> inputs, List<float[]> weights) {

        /** Creates inputs that the model sees as they are. */
        public static Replaced whole(ExplainedModel model, List<? extends EncodedInput> inputs) {
            return new Replaced(inputs, model.ones(inputs));
        }
    }

    /**
     * Replaces some regions of records.
     *
     * @param kept 1 for each region that is kept, 0 for the others, one row per record
     */
    Replaced replaced(ExplainedRecords records, List<float[]> kept);

    /** Number of replaced records that are in memory at a time: an image of 224x224 and its weights take 350 kB. */
    int TOGETHER = 1024;

    /**
     * Returns the predictions for the records with some of their regions replaced. Several choices are computed
     * together, in larger batches than those for one choice of regions.
     *
     * @param choices for each choice 1 for each region that is kept, 0 for the others, one row per record
     * @return for each choice a row per record: a value, or the probabilities of the classes
     */
    default List<float[][]> predictions(ExplainedRecords records, List<List<float[]>> choices) {
        int together = Math.max(1, TOGETHER / records.size());
        List<float[][]> predictions = new ArrayList<>();
        for (int start = 0; start < choices.size(); start += together) {
            List<List<float[]>> some = choices.subList(start, Math.min(start + together, choices.size()));
            List<EncodedInput> inputs = new ArrayList<>();
            List<float[]> weights = new ArrayList<>();
            for (List<float[]> kept : some) {
                Replaced replaced = replaced(records, kept);
                inputs.addAll(replaced.inputs());
                weights.addAll(replaced.weights());
            }
            float[][] rows = records.model().maskedPredictions(inputs, weights);
            for (int i = 0; i < some.size(); i++) {
                predictions.add(Arrays.copyOfRange(rows, i * records.size(), (i + 1) * records.size()));
            }
        }
        return predictions;
    }

    /**
     * The groups of regions that can only be replaced together, so that methods are compared by the order of these
     * groups.
     *
     * @return empty if each region can be replaced by itself
     */
    default Optional<List<RegionGroups>> groups(ExplainedRecords records) {
        return Optional.empty();
    }

    /**
     * Share of all predictions so far that had to be substituted by those of another replacement, because the model
     * could not take what was left of the record.
     */
    default double substituted() {
        return 0;
    }
}
