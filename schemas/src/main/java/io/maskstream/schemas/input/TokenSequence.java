package io.maskstream.schemas.input;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A text or a molecule as token ids.
 *
 * @param ids one a token, without padding
 * @param leading how many of them, at the start, are special tokens that no mask weighs
 * @param trailing how many of them, at the end, are special tokens
 * @param atoms which of the other tokens a mask weighs, and in which order; null for all, in their order
 * @param spans where each part that a mask weighs stands in the text as it was published; empty where nobody will ask
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record TokenSequence(int[] ids, int leading, int trailing, Atoms atoms, List<Span> spans)
        implements EncodedInput {

    /**
     * The tokens of a molecule's atoms, in the order in which they were published.
     *
     * @param places of each among the ids
     * @param alike a number for each, the same for atoms that the molecule's symmetry does not tell apart
     */
    public record Atoms(int[] places, int[] alike) {
        public Atoms {
            if (places.length != alike.length) {
                throw new IllegalArgumentException(places.length + " atoms, but " + alike.length + " classes of them");
            }
        }
    }

    public TokenSequence {
        if (leading < 0 || trailing < 0 || leading + trailing > ids.length) {
            throw new IllegalArgumentException(
                    leading + " and " + trailing + " special tokens among " + ids.length + " ids");
        }
        spans = List.copyOf(spans);
        int parts = atoms == null ? ids.length - leading - trailing : atoms.places.length;
        if (!spans.isEmpty() && parts != spans.size()) {
            throw new IllegalArgumentException(parts + " ids to be weighed but " + spans.size() + " spans");
        }
    }

    /** A sequence all of whose tokens, but for special ones, are weighed. */
    public TokenSequence(int[] ids, int leading, int trailing, List<Span> spans) {
        this(ids, leading, trailing, null, spans);
    }

    /** A sequence without special tokens. */
    public TokenSequence(int[] ids, List<Span> spans) {
        this(ids, 0, 0, spans);
    }

    /** The same without spans, which take ten times the memory of the ids. */
    public TokenSequence withoutSpans() {
        return new TokenSequence(ids, leading, trailing, atoms, List.of());
    }

    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public int parts() {
        return atoms == null ? ids.length - leading - trailing : atoms.places.length;
    }

    /** The id of a part. */
    public int id(int part) {
        return ids[place(part)];
    }

    @Override
    public int place(int part, InputTensor tensor, int length) {
        return place(part) + (tensor.paddedAtStart() ? length - ids.length : 0);
    }

    private int place(int part) {
        return atoms == null ? leading + part : atoms.places[part];
    }

    /** Where the canonical form has one of several atoms that are alike is chance, so each gets their mean. */
    @Override
    public float[] explained(float[] numbers) {
        if (atoms == null) {
            return numbers;
        }
        double[] sums = new double[numbers.length];
        int[] counts = new int[numbers.length];
        for (int part = 0; part < numbers.length; part++) {
            sums[atoms.alike[part]] += numbers[part];
            counts[atoms.alike[part]]++;
        }
        float[] explained = new float[numbers.length];
        for (int part = 0; part < numbers.length; part++) {
            explained[part] = (float) (sums[atoms.alike[part]] / counts[atoms.alike[part]]);
        }
        return explained;
    }

    /** The same with other tokens in place of the weighed ones, of which there are as many. */
    public TokenSequence with(int... others) {
        int[] changed = ids.clone();
        for (int part = 0; part < others.length; part++) {
            changed[place(part)] = others[part];
        }
        return new TokenSequence(changed, leading, trailing, atoms, List.of());
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
