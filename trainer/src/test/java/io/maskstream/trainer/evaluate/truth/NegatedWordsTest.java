package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.evaluate.truth.NegatedWords.Deciding;
import io.maskstream.trainer.records.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NegatedWordsTest {

    @Test
    void aNegatorBeforeTheWordDecidesWithIt() {
        assertThat(deciding("the film was not really so splendid in town"))
                .isEqualTo(new Deciding(6, OptionalInt.of(3)));
        assertThat(deciding("never very long that dull a story")).isEqualTo(new Deciding(4, OptionalInt.empty()));
        assertThat(deciding("awful")).isEqualTo(new Deciding(0, OptionalInt.empty()));
    }

    private static Deciding deciding(String text) {
        return NegatedWords.deciding(List.of(text.split(" ")));
    }

    @Test
    void theClassFollowsFromTheDecidingWords() {
        int negated = 0;
        int glad = 0;
        List<SourceRecord> records = records(7);
        for (SourceRecord record : records) {
            List<String> words = List.of(((Review) record.input()).getText().split(" "));
            Deciding deciding = NegatedWords.deciding(words);
            boolean good = List.of(
                            "splendid", "moving", "hilarious", "superb", "charming", "brilliant", "gripping", "lovely")
                    .contains(words.get(deciding.word()));
            assertThat(record.label())
                    .as(String.join(" ", words))
                    .isEqualTo(good == deciding.negator().isEmpty() ? "glad" : "cross");
            negated += deciding.negator().isPresent() ? 1 : 0;
            glad += record.label().equals("glad") ? 1 : 0;
        }
        assertThat(negated).isBetween(400, 600);
        assertThat(glad).isBetween(400, 600);
    }

    @Test
    void aSeedMakesTheSameTexts() {
        assertThat(records(7)).isEqualTo(records(7)).isNotEqualTo(records(8));
    }

    private static List<SourceRecord> records(long seed) {
        List<SourceRecord> records = new ArrayList<>();
        new NegatedWords(1000, seed).forEach(records::add, skipped -> {});
        return records;
    }
}
