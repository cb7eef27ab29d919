package io.maskstream.schemas.input;

import java.nio.ByteBuffer;

/** An input in the numbers that a model's graph takes. */
public sealed interface EncodedInput permits TokenSequence, PixelGrid {

    /** How many tokens, special ones included, or pixels it has: decides which length of graph it goes through. */
    int length();

    /** How many parts a mask weighs: tokens but for special ones, or pixels. */
    int parts();

    /**
     * Where in a mask the weight of the first part stands; those of the others follow.
     *
     * @param tensor that the graph takes
     * @param length of the graph, in tokens or pixels
     */
    int firstPart(InputTensor tensor, int length);

    /**
     * Appends this input, padding included, to a batch.
     *
     * @param batch in this machine's order of bytes
     * @param tensor that the graph takes
     * @param length of the graph, in tokens or pixels, at least {@link #length()}
     */
    void writeTo(ByteBuffer batch, InputTensor tensor, int length);
}
