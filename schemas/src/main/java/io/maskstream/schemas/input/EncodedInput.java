package io.maskstream.schemas.input;

import java.nio.ByteBuffer;

/** An input, encoded as the numbers that a model's graph takes. */
public sealed interface EncodedInput permits TokenSequence, PixelGrid {

    /**
     * Returns the number of tokens, including special tokens, or of pixels. It decides which length of graph is used.
     */
    int length();

    /**
     * Returns the number of parts that a mask weighs: tokens except special tokens, atoms of a molecule in canonical
     * form, or pixels.
     */
    int parts();

    /**
     * Returns the index of a part's weight in a mask.
     *
     * @param part index of the part, from 0
     * @param tensor the input tensor of the graph
     * @param length length of the graph's input in tokens or pixels
     */
    int place(int part, InputTensor tensor, int length);

    /**
     * Converts the mask network's numbers to those of an explanation. Parts that the network distinguishes only by the
     * arbitrary order of the input get equal numbers.
     *
     * @param numbers one number per part
     */
    default float[] explained(float[] numbers) {
        return numbers;
    }

    /**
     * Appends this input, including padding, to a batch.
     *
     * @param batch the batch, in native byte order
     * @param tensor the input tensor of the graph
     * @param length length of the graph's input in tokens or pixels, at least {@link #length()}
     */
    void writeTo(ByteBuffer batch, InputTensor tensor, int length);
}
