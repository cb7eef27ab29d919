package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.Optional;

/** Replaces the regions of a record that are not kept. */
public interface Replacement {

    /** The name in reports. */
    String name();

    /**
     * Returns the predictions for the records with some of their regions replaced.
     *
     * @param kept 1 for each region that is kept, 0 for the others, one row per record
     * @return a row per record: a value, or the probabilities of the classes
     */
    float[][] predictions(ExplainedRecords records, List<float[]> kept);

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
