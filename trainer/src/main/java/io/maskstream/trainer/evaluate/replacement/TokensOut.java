package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens that are not kept are taken out of the sequence, and what is left closes up; special tokens stay. Where nothing would
 * be left, one token stands for the text: the one for what the vocabulary lacks, or padding where the model has none, since a
 * graph may not take a sequence of no length.
 *
 * @param name in reports
 */
public record TokensOut(String name) implements Replacement {

    private static final float HALF = 0.5f;

    @Override
    public float[][] predictions(ExplainedRecords records, List<float[]> kept) {
        TokenInput rules = records.model().input().tokens();
        int placeholder = rules.unknownId() == null ? rules.padding() : rules.unknownId();
        List<EncodedInput> left = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            left.add(left((TokenSequence) records.inputs().get(i), kept.get(i), placeholder));
        }
        return records.model().predictions(left);
    }

    /**
     * A sequence without some of its tokens.
     *
     * @param kept below a half for each token that goes
     * @param placeholder in place of a sequence of special tokens alone
     */
    static TokenSequence left(TokenSequence tokens, float[] kept, int placeholder) {
        int[] ids = new int[tokens.ids().length + 1];
        int count = 0;
        for (int i = 0; i < tokens.leading(); i++) {
            ids[count++] = tokens.ids()[i];
        }
        for (int part = 0; part < kept.length; part++) {
            if (kept[part] >= HALF) {
                ids[count++] = tokens.ids()[tokens.leading() + part];
            }
        }
        if (count == tokens.leading()) {
            ids[count++] = placeholder;
        }
        for (int i = tokens.ids().length - tokens.trailing(); i < tokens.ids().length; i++) {
            ids[count++] = tokens.ids()[i];
        }
        return new TokenSequence(Arrays.copyOf(ids, count), tokens.leading(), tokens.trailing(), List.of());
    }
}
