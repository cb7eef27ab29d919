package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The form of a model's prediction, as the model itself gives it. */
public enum OutputSort {
    /** One number per record: [batch] or [batch, 1]. */
    @JsonProperty("value")
    VALUE("a value"),
    /** Probabilities of classes: [batch, classes]. */
    @JsonProperty("probabilities")
    PROBABILITIES("probabilities"),
    /** Unnormalised logarithms of probabilities of classes: [batch, classes]. */
    @JsonProperty("logits")
    LOGITS("logits"),
    /** The probability of the second of two classes: [batch] or [batch, 1]. */
    @JsonProperty("sigmoid")
    SIGMOID("one sigmoid"),
    /** The logarithm of the odds of the second of two classes: [batch] or [batch, 1]. */
    @JsonProperty("logit")
    LOGIT("one logit");

    private final String label;

    OutputSort(String label) {
        this.label = label;
    }

    /** Whether the prediction is about classes. */
    public boolean isClasses() {
        return this != VALUE;
    }

    /** The label in tables. */
    @Override
    public String toString() {
        return label;
    }
}
