package io.maskstream.schemas.input;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A text or a molecule as token ids.
 *
 * @param ids one a token, without padding
 * @param leading how many of them, at the start, are special tokens that no mask weighs
 * @param trailing how many of them, at the end, are special tokens
 * @param spans where each of the other tokens stands in the text as it was published; empty where nobody will ask
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record TokenSequence(int[] ids, int leading, int trailing, List<Span> spans) implements EncodedInput {

    public TokenSequence {
        if (leading < 0 || trailing < 0 || leading + trailing > ids.length) {
            throw new IllegalArgumentException(
                    leading + " and " + trailing + " special tokens among " + ids.length + " ids");
        }
        if (!spans.isEmpty() && ids.length - leading - trailing != spans.size()) {
            throw new IllegalArgumentException(
                    ids.length - leading - trailing + " ids to be weighed but " + spans.size() + " spans");
        }
        spans = List.copyOf(spans);
    }

    /** A sequence without special tokens. */
    public TokenSequence(int[] ids, List<Span> spans) {
        this(ids, 0, 0, spans);
    }

    /** The same without spans, which take ten times the memory of the ids. */
    public TokenSequence withoutSpans() {
        return new TokenSequence(ids, leading, trailing, List.of());
    }

    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public int parts() {
        return ids.length - leading - trailing;
    }

    @Override
    public int firstPart(InputTensor tensor, int length) {
        return leading + (tensor.paddedAtStart() ? length - ids.length : 0);
    }

    @Override
    public void writeTo(ByteBuffer batch, InputTensor tensor, int length) {
        int padding = length - ids.length;
        if (tensor.paddedAtStart()) {
            pad(batch, tensor, padding);
        }
        for (int id : ids) {
            batch.putInt(id);
        }
        if (!tensor.paddedAtStart()) {
            pad(batch, tensor, padding);
        }
    }

    private static void pad(ByteBuffer batch, InputTensor tensor, int count) {
        for (int i = 0; i < count; i++) {
            batch.putInt(tensor.padding());
        }
    }
}
