package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

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
}
