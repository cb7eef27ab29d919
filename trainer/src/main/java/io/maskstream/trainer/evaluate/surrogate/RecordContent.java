package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** Tells equal records, so that nothing is learnt from a record that is asked about. */
public final class RecordContent {

    private RecordContent() {}

    /** A key that two records share if the model sees the same of them. */
    public static Object of(EncodedInput record) {
        return record instanceof TokenSequence tokens
                ? IntBuffer.wrap(tokens.ids())
                : ByteBuffer.wrap(((PixelGrid) record).samples());
    }
}
