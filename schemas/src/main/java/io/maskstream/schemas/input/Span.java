package io.maskstream.schemas.input;

/**
 * Where a token stands in the text it was taken from.
 *
 * @param start first character, in Unicode code points from the start of the text
 * @param end first character behind the token, in Unicode code points
 * @param atom the atom that the token belongs to, counted from 0 in the order of the SMILES string, or {@link #NO_ATOM}
 */
public record Span(int start, int end, int atom) {

    /** The atom of a token that is part of no atom: a bond, a branch, a ring closure, any word. */
    public static final int NO_ATOM = -1;

    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("no span: [" + start + ", " + end + ")");
        }
    }
}
