package io.maskstream.schemas.input;

/** Turns the input of one request into what a model's graph takes. Safe for use by several threads. */
public interface InputEncoding {

    /** Which inputs it takes. */
    InputKind kind();

    /**
     * Encodes one input of this encoding's {@link #kind}.
     *
     * @throws UnencodableInputException if the model cannot take this input; says why in words for the publisher
     */
    EncodedInput encode(Object input);

    /** A valid input for when no record is at hand: a grey picture, or the first token of the vocabulary. */
    EncodedInput probe();
}
