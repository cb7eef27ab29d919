package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.records.Batch;
import java.util.List;
import java.util.Random;

/**
 * Replaces some texts by a few consecutive words, because requests may be as short as a sentence or a note. Special
 * tokens keep their positions.
 *
 * @param share share of the texts to cut, in [0,1]; the others stay whole
 */
public record TextPieces(double share) {

    private static final int SHORTEST = 3;
    private static final int LONGEST = 60;

    /** Returns each text once, whole or cut. */
    public List<Batch.Example> of(List<Batch.Example> texts, Random random) {
        return texts.stream()
                .map(text -> random.nextDouble() < share
                        ? new Batch.Example(cut((TokenSequence) text.input(), random), text.target())
                        : text)
                .toList();
    }

    private static TokenSequence cut(TokenSequence text, Random random) {
        int words = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
        if (text.parts() <= words) {
            return text;
        }
        int[] ids = text.ids();
        int from = text.leading() + random.nextInt(text.parts() - words + 1);
        int[] piece = new int[text.leading() + words + text.trailing()];
        System.arraycopy(ids, 0, piece, 0, text.leading());
        System.arraycopy(ids, from, piece, text.leading(), words);
        System.arraycopy(ids, ids.length - text.trailing(), piece, text.leading() + words, text.trailing());
        return new TokenSequence(piece, text.leading(), text.trailing(), List.of());
    }
}
