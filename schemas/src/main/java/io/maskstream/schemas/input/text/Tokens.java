package io.maskstream.schemas.input.text;

import java.util.Arrays;
import java.util.List;

/** The tokens of a text in reading order: their ids and their positions in the published text. Not thread-safe. */
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

    /** Creates an empty list without special tokens. */
    Tokens() {
        this(List.of(), List.of());
    }

    /**
     * Creates an empty list.
     *
     * @param leading ids of the special tokens that a tokenizer itself adds before the tokens
     * @param trailing ids of the special tokens that it adds after the tokens
     */
    Tokens(List<Integer> leading, List<Integer> trailing) {
        this.leading = leading;
        this.trailing = trailing;
    }

    /**
     * Appends a token.
     *
     * @param id the id, or {@link #UNKNOWN}
     * @param start offset of the first character, in code points
     * @param end offset of the first character after the token, in code points
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

    /** Shifts the positions of all tokens, and returns this list. */
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
