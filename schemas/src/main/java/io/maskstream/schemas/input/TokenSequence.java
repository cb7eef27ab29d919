package io.maskstream.schemas.input;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A text or a molecule as token ids.
 *
 * @param ids one id per token, without padding
 * @param leading number of special tokens at the start, which a mask does not weigh
 * @param trailing number of special tokens at the end
 * @param atoms which of the other tokens a mask weighs, and in which order; null for all tokens in their order
 * @param spans the position of each weighed part in the published text; empty if positions are not needed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record TokenSequence(int[] ids, int leading, int trailing, Atoms atoms, List<Span> spans)
        implements EncodedInput {

    /**
     * The tokens of a molecule's atoms, in the order of the published SMILES string.
     *
     * @param places index of each atom's token in the ids
     * @param alike symmetry class of each atom; symmetric atoms have the same class
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
            throw new IllegalArgumentException(parts + " weighed tokens, but " + spans.size() + " spans");
        }
    }

    /** Creates a sequence in which a mask weighs all tokens except special tokens. */
    public TokenSequence(int[] ids, int leading, int trailing, List<Span> spans) {
        this(ids, leading, trailing, null, spans);
    }

    /** Creates a sequence without special tokens. */
    public TokenSequence(int[] ids, List<Span> spans) {
        this(ids, 0, 0, spans);
    }

    /** Returns this sequence without spans, which take ten times the memory of the ids. */
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

    /** Returns the id of a part. */
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

    /** Averages over symmetric atoms, because their order in the canonical form is arbitrary. */
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

    /** Returns this sequence with other ids in place of the weighed tokens; there must be one id per weighed token. */
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
