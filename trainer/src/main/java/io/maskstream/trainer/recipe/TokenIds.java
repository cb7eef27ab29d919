package io.maskstream.trainer.recipe;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** The input of networks for texts and molecules: int32 [batch, length]. */
final class TokenIds {

    private TokenIds() {}

    static Operand<TInt32> of(Operand<? extends TNumber> input) {
        return input.asOutput().expect(TInt32.class);
    }

    static int length(Operand<? extends TNumber> input) {
        return (int) input.shape().get(1);
    }
}
