package io.maskstream.schemas.input;

import java.util.List;

/**
 * A text or a molecule as token ids.
 *
 * @param ids one a token, each in [1, vocabulary size]; 0 is the padding and never occurs here
 * @param spans where each token stands in the text as it was published; as many as ids
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record TokenSequence(int[] ids, List<Span> spans) implements EncodedInput {

    public TokenSequence {
        if (ids.length != spans.size()) {
            throw new IllegalArgumentException(ids.length + " ids but " + spans.size() + " spans");
        }
        spans = List.copyOf(spans);
    }
}
