package io.maskstream.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordWeightsTest {

    private static final List<String> VOCABULARY = List.of("<unknown>", "the", "good", "rare");

    @Test
    void ranksWordsByTheirMeanWeightOverAllPlaces() {
        List<int[]> ids = new ArrayList<>();
        List<float[]> masks = new ArrayList<>();
        for (int i = 0; i < WordWeights.FEWEST_OCCURRENCES; i++) {
            ids.add(new int[] {1, 2, 3, 2});
            masks.add(new float[] {1, 0.1f, 0.8f, 0.3f});
        }
        ids.add(new int[] {4, 3});
        masks.add(new float[] {1, 0.8f});

        List<WordWeights.Word> words = WordWeights.highest(ids, masks, VOCABULARY, 5);

        // Unknown words and the rare one are left out, whatever they weigh.
        assertThat(words).extracting(WordWeights.Word::word).containsExactly("good", "the");
        assertThat(words).extracting(WordWeights.Word::occurrences).containsExactly(51, 100);
        assertThat(words.get(0).weight()).isCloseTo(0.8, within(1e-6));
        assertThat(words.get(1).weight()).isCloseTo(0.2, within(1e-6));
        assertThat(WordWeights.highest(ids, masks, VOCABULARY, 1)).hasSize(1);
    }
}
