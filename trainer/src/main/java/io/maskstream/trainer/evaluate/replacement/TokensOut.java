package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Removes the tokens that are not kept from the sequence and closes the gaps; special tokens stay. If nothing is left,
 * one token remains, since a graph may not accept an empty sequence: the unknown token, or padding if the model has
 * none.
 *
 * @param name in reports
 */
public record TokensOut(String name) implements Replacement {

    private static final float HALF = 0.5f;

    @Override
    public Replaced replaced(ExplainedRecords records, List<float[]> kept) {
        TokenInput rules = records.model().input().tokens();
        int placeholder = rules.unknownId() == null ? rules.padding() : rules.unknownId();
        List<EncodedInput> left = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            left.add(left((TokenSequence) records.inputs().get(i), kept.get(i), placeholder));
        }
        return Replaced.whole(records.model(), left);
    }

    /**
     * Removes some tokens from a sequence.
     *
     * @param kept below a half for each token that is removed
     * @param placeholder the id of the token to use if only special tokens are left
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
