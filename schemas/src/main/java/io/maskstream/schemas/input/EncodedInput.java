package io.maskstream.schemas.input;

import java.nio.ByteBuffer;

/** An input in the numbers that a model's graph takes. */
public sealed interface EncodedInput permits TokenSequence, PixelGrid {

    /** How many tokens, special ones included, or pixels it has: decides which length of graph it goes through. */
    int length();

    /** How many parts a mask weighs: tokens but for special ones, atoms of a molecule in its canonical form, or pixels. */
    int parts();

    /**
     * Where in a mask the weight of a part stands.
     *
     * @param part from 0
     * @param tensor that the graph takes
     * @param length of the graph, in tokens or pixels
     */
    int place(int part, InputTensor tensor, int length);

    /**
     * What an explanation says of each part, given what a mask network says of it: much the same, but for what the network
     * tells apart by chance.
     *
     * @param numbers one a part
     */
    default float[] explained(float[] numbers) {
        return numbers;
    }

    /**
     * Appends this input, padding included, to a batch.
     *
     * @param batch in this machine's order of bytes
     * @param tensor that the graph takes
     * @param length of the graph, in tokens or pixels, at least {@link #length()}
     */
    void writeTo(ByteBuffer batch, InputTensor tensor, int length);
}
