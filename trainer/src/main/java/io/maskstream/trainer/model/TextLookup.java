package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.TokenInput;
import java.util.List;

/**
 * What a model that takes texts does with them before its embedding, as it stands in its graph.
 *
 * @param steps of the standardisation, in their order
 * @param unit what a token is
 * @param vocabulary in the order of the ids
 * @param firstId id of the vocabulary's first entry; the others follow
 * @param unknownId id of a token that the vocabulary lacks; null if such a token is left out
 * @param padding id that fills a sequence up
 * @param length of every sequence in tokens; null if it is that of the longest text of a batch
 * @param truncation which tokens of a longer sequence are left out; {@code REFUSE} where no sequence is too long
 */
public record TextLookup(
        List<TokenInput.TextStep> steps,
        TokenInput.Unit unit,
        List<String> vocabulary,
        int firstId,
        Integer unknownId,
        int padding,
        Integer length,
        TokenInput.Truncation truncation) {

    public TextLookup {
        steps = List.copyOf(steps);
        vocabulary = List.copyOf(vocabulary);
    }
}
