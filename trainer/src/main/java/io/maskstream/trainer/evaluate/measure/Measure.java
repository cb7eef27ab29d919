package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A measure of an explainer. */
public interface Measure {

    /** The title in progress and logs, such as {@code Deletion and insertion}. */
    String title();

    /**
     * Takes the measure.
     *
     * @param result to which the figures are added, named as the README explains them; contains those of earlier
     *     measures
     */
    void of(Trial trial, ObjectNode result);
}
