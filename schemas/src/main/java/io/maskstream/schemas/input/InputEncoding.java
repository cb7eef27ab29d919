package io.maskstream.schemas.input;

/** Encodes the input of a request for a model's graph. Thread-safe. */
public interface InputEncoding {

    /** Returns the kind of input that this encoding accepts. */
    InputKind kind();

    /**
     * Encodes one input of this encoding's {@link #kind}.
     *
     * @throws UnencodableInputException if the model cannot take this input; the message tells the publisher why
     */
    EncodedInput encode(Object input);

    /** Returns a valid input for probing a graph: a grey image, or the first token of the vocabulary. */
    EncodedInput probe();
}
