package io.maskstream.schemas.input;

/** An input in the numbers that a model's graph takes. */
public sealed interface EncodedInput permits TokenSequence, PixelGrid {

    /** One number a token or pixel; never 0, which is the padding. */
    int[] ids();

    /** How many tokens or pixels it has: decides which length of graph it goes through. */
    default int length() {
        return ids().length;
    }
}
