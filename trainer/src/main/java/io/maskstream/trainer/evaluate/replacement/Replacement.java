package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;
import java.util.Optional;

/** What the regions of a record become that are not kept. */
public interface Replacement {

    /** Its name in reports. */
    String name();

    /**
     * What the model says of the records once some of their regions are replaced.
     *
     * @param kept 1 at each region that stays and 0 at the others, one row a record
     * @return a row a record: a value, or the probabilities of the classes
     */
    float[][] predictions(ExplainedRecords records, List<float[]> kept);

    /**
     * Which regions can be replaced together alone, so that methods are compared by the order of these groups.
     *
     * @return empty where each region can be replaced by itself
     */
    default Optional<List<RegionGroups>> groups(ExplainedRecords records) {
        return Optional.empty();
    }

    /**
     * Share of all predictions so far in whose place another replacement's had to be taken, since what was left of the record
     * was nothing that the model takes.
     */
    default double substituted() {
        return 0;
    }
}
