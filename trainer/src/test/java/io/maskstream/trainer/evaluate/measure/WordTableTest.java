package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordTableTest {

    private static final List<String> VOCABULARY = List.of("<unknown>", "the", "good", "rare");

    @Test
    void ranksWordsByTheirMeanWeightOverAllPlaces() {
        List<TokenSequence> texts = new ArrayList<>();
        List<float[]> masks = new ArrayList<>();
        for (int i = 0; i < WordTable.FEWEST_OCCURRENCES; i++) {
            texts.add(new TokenSequence(new int[] {99, 1, 2, 3, 2}, 1, 0, List.of()));
            masks.add(new float[] {1, 0.1f, 0.8f, 0.3f});
        }
        texts.add(new TokenSequence(new int[] {4, 3}, List.of()));
        masks.add(new float[] {1, 0.8f});

        List<WordTable.Word> words = new WordTable(VOCABULARY, 1).highest(texts, masks);

        // Unknown words and the rare one are left out, whatever their weights.
        assertThat(words).extracting(WordTable.Word::word).containsExactly("good", "the");
        assertThat(words).extracting(WordTable.Word::occurrences).containsExactly(51, 100);
        assertThat(words.get(0).weight()).isCloseTo(0.8, within(1e-6));
        assertThat(words.get(1).weight()).isCloseTo(0.2, within(1e-6));
    }
}
