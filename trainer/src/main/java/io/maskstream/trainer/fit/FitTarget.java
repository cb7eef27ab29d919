package io.maskstream.trainer.fit;

/** What the prediction on the masked input shall come close to. */
public enum FitTarget {
    /** What the frozen model says of the whole input: the mask explains the model, right or wrong. */
    MODEL,
    /** What the data set says: the paper's choice. */
    LABEL,
    /** The mean of the two. */
    BOTH
}
