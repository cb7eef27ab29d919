package io.maskstream.schemas.encoding;

/** An input in the numbers that a model's graph takes. */
public sealed interface EncodedInput permits TokenSequence {

    /** How many tokens it has: decides which length of graph it goes through. */
    int length();
}
