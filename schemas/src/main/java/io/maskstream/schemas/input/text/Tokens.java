package io.maskstream.schemas.input.text;

import java.util.Arrays;
import java.util.List;

/** The tokens of one text in reading order: ids, and where each stands in the text as it was published. For one thread. */
public final class Tokens {

    /** The id of a token that the vocabulary lacks. */
    static final int UNKNOWN = -1;

    private static final int FIRST_CAPACITY = 64;

    private int[] ids = new int[FIRST_CAPACITY];
    private int[] starts = new int[FIRST_CAPACITY];
    private int[] ends = new int[FIRST_CAPACITY];
    private int size;
    private final List<Integer> leading;
    private final List<Integer> trailing;

    /** None yet, between no special tokens. */
    Tokens() {
        this(List.of(), List.of());
    }

    /**
     * None yet.
     *
     * @param leading ids of the special tokens that a tokenizer itself sets before these
     * @param trailing ids of the special tokens that it sets behind these
     */
    Tokens(List<Integer> leading, List<Integer> trailing) {
        this.leading = leading;
        this.trailing = trailing;
    }

    /**
     * Appends a token.
     *
     * @param id or {@link #UNKNOWN}
     * @param start first character in code points
     * @param end first character behind
     */
    void add(int id, int start, int end) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    /** The tokens of a text of which these are those of a part. */
    public Tokens shifted(int offset) {
        for (int i = 0; i < size; i++) {
            starts[i] += offset;
            ends[i] += offset;
        }
        return this;
    }

    int size() {
        return size;
    }

    int id(int index) {
        return ids[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    List<Integer> leading() {
        return leading;
    }

    List<Integer> trailing() {
        return trailing;
    }
}
