package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** Identifies equal records, so that no network is trained on a record that it is tested on. */
public final class RecordContent {

    private RecordContent() {}

    /** Returns a key that is equal for two records if the model sees the same content. */
    public static Object of(EncodedInput record) {
        return record instanceof TokenSequence tokens
                ? IntBuffer.wrap(tokens.ids())
                : ByteBuffer.wrap(((PixelGrid) record).samples());
    }
}
