package io.maskstream.trainer.evaluate.stability;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds an irrelevant sentence at the end of a text. The scores of the tokens that both texts have at the same place are
 * compared, since the longer text may be truncated elsewhere.
 *
 * @param encoding of texts
 */
record SentenceAdded(InputEncoding encoding) implements Change {

    private static final List<String> SENTENCES = List.of(
            "I watched it on a Tuesday.",
            "It was raining that day.",
            "My sister sat next to me.",
            "There are two more of these on the shelf.",
            "I am writing this at the kitchen table.");

    @Override
    public String name() {
        return "sentence added";
    }

    @Override
    public int times() {
        return 1;
    }

    @Override
    public List<Changed> of(ExplainedRecords records, int record) {
        return of((Review) records.original(record), record).stream().toList();
    }

    /**
     * Changes a text.
     *
     * @param number of the text, which determines the sentence
     * @return empty if the model does not accept the changed text
     */
    Optional<Changed> of(Review review, int number) {
        String longer = review.getText() + " " + SENTENCES.get(number % SENTENCES.size());
        try {
            TokenSequence own = (TokenSequence) encoding.encode(review);
            TokenSequence changed = (TokenSequence) encoding.encode(new Review(longer));
            Map<Span, Integer> places = new HashMap<>();
            for (int token = 0; token < changed.spans().size(); token++) {
                places.put(changed.spans().get(token), token);
            }
            List<Integer> before = new ArrayList<>();
            List<Integer> after = new ArrayList<>();
            for (int token = 0; token < own.spans().size(); token++) {
                Integer place = places.get(own.spans().get(token));
                if (place != null) {
                    before.add(token);
                    after.add(place);
                }
            }
            EncodedInput input = changed.withoutSpans();
            return Optional.of(new Changed(input, scores -> at(before, scores), scores -> at(after, scores)));
        } catch (UnencodableInputException e) {
            // Now too long for the model; the measure counts these.
            return Optional.empty();
        }
    }

    private static float[] at(List<Integer> places, float[] scores) {
        float[] chosen = new float[places.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = scores[places.get(i)];
        }
        return chosen;
    }
}
