package io.maskstream.streamer.explain;

import java.util.function.DoubleSupplier;

/** Decides for each batch whether the model also predicts the masked inputs, at about twice the cost. */
@FunctionalInterface
public interface VerificationPolicy {

    VerificationPolicy ALWAYS = () -> true;
    VerificationPolicy NEVER = () -> false;

    boolean verifiesNext();

    /**
     * Verifies a share of the batches.
     *
     * @param rate share in [0,1]
     * @param random returns random numbers in [0,1)
     */
    static VerificationPolicy sampled(double rate, DoubleSupplier random) {
        return () -> random.getAsDouble() < rate;
    }
}
