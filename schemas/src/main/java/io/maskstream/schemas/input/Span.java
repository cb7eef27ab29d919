package io.maskstream.schemas.input;

/**
 * The position of a token in its text.
 *
 * @param start offset of the first character, in Unicode code points from the start of the text
 * @param end offset of the first character after the token, in Unicode code points
 * @param atom the atom that the token belongs to, counted from 0 in the order of the SMILES string, or {@link #NO_ATOM}
 */
public record Span(int start, int end, int atom) {

    /** The atom of a token that does not belong to an atom: a bond, a branch, a ring closure, any word. */
    public static final int NO_ATOM = -1;

    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("invalid span: [" + start + ", " + end + ")");
        }
    }
}
