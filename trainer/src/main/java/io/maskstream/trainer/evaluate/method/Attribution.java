package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/** A way to say how much each region of a record counts for what the model says of it. */
public interface Attribution {

    /** Its name in reports. */
    String name();

    /**
     * Scores of the regions.
     *
     * @return one score a region (see {@link io.maskstream.trainer.evaluate.subject.Regions}) for each record. Where the
     *     method is {@link #signed}, a positive score says that the region raises the value, or the probability of the
     *     class that is predicted for the whole record; otherwise a higher score says that it counts more.
     */
    List<float[]> scores(ExplainedRecords records);

    /** Whether the scores tell evidence for the prediction from evidence against it. */
    default boolean signed() {
        return false;
    }
}
