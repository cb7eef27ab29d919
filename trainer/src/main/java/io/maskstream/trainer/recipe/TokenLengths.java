package io.maskstream.trainer.recipe;

import io.maskstream.schemas.input.InputTensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lengths in tokens for which graphs are built. Each length increases start-up time and file size, and reduces padding:
 * with the lengths for texts and 500, reviews of IMDB are padded from 218 words to 252 on average.
 */
final class TokenLengths {

    static final List<Integer> OF_TEXTS = List.of(40, 80, 130, 180, 250, 350);
    static final List<Integer> OF_MOLECULES = List.of(24, 40, 64, 104, 160, 240);

    private TokenLengths() {}

    /**
     * Returns the inputs for some lengths.
     *
     * @param maximum largest length
     */
    static SortedMap<Integer, InputTensor> upTo(int maximum, List<Integer> lengths) {
        SortedMap<Integer, InputTensor> inputs = new TreeMap<>();
        InputTensor ids = InputTensor.ids(0, false);
        lengths.stream().filter(length -> length < maximum).forEach(length -> inputs.put(length, ids));
        inputs.put(maximum, ids);
        return inputs;
    }
}
