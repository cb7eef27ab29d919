package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The ids of a record's tokens, without special tokens and renumbered. Masked tokens share one id, and so do rare
 * tokens.
 */
final class TokenRows implements EvaluatorRows {

    private static final int MASKED = 1;
    private static final int RARE = 2;

    /** Number of tokens in a training of usual length, counting masked tokens and repetitions. */
    private static final double TOKENS = 8e6;

    private static final int MOST_EPOCHS = 100;

    private static final int BATCH = 32;
    private static final double RATE = 2e-3;
    private static final double WEIGHT_DECAY = 1e-2;

    /** Tokens that occur in fewer records are rare: they cannot be learnt. */
    private static final int FEWEST = 2;

    private final Map<Integer, Integer> ids = new HashMap<>();
    private final double usual;
    private final int records;
    private final double effort;

    /**
     * Counts the tokens.
     *
     * @param records for training the evaluator
     * @param effort length of the training; 1 for about {@value #TOKENS} tokens
     */
    TokenRows(List<EncodedInput> records, double effort) {
        this.records = records.size();
        this.effort = effort;
        Map<Integer, Integer> counts = new HashMap<>();
        long tokens = 0;
        for (EncodedInput record : records) {
            int[] content = content(record);
            tokens += content.length;
            for (int token : Arrays.stream(content).distinct().toArray()) {
                counts.merge(token, 1, Integer::sum);
            }
        }
        counts.forEach((token, count) -> {
            if (count >= FEWEST) {
                ids.put(token, RARE + 1 + ids.size());
            }
        });
        usual = Math.max(1, tokens / (double) records.size());
    }

    private static int[] content(EncodedInput record) {
        TokenSequence sequence = (TokenSequence) record;
        return IntStream.range(0, sequence.parts()).map(sequence::id).toArray();
    }

    @Override
    public float[] whole(EncodedInput record) {
        int[] content = content(record);
        float[] whole = new float[content.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = ids.getOrDefault(content[i], RARE);
        }
        return whole;
    }

    @Override
    public float[] masked(float[] whole, float[] kept) {
        if (whole.length == 0) {
            return new float[] {MASKED};
        }
        float[] masked = new float[whole.length];
        for (int i = 0; i < masked.length; i++) {
            masked[i] = kept[i] > 0 ? whole[i] : MASKED;
        }
        return masked;
    }

    @Override
    public SmallNetwork.Body body() {
        return new TokenBody(RARE + ids.size(), usual);
    }

    @Override
    public SmallNetwork.Settings settings() {
        return new SmallNetwork.Settings(
                EvaluatorRows.epochs(effort * TOKENS / usual / records, MOST_EPOCHS), BATCH, RATE, WEIGHT_DECAY);
    }
}
