package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.TokenInput;
import java.util.List;

/**
 * How a model that takes texts turns them into token ids, as found in its graph.
 *
 * @param steps of the standardisation, in their order
 * @param unit what a token is
 * @param vocabulary in the order of the ids
 * @param firstId id of the vocabulary's first entry; the others follow
 * @param unknownId id of tokens that the vocabulary lacks; null if they are dropped
 * @param padding id that pads a sequence
 * @param length of every sequence in tokens; null if sequences are as long as the longest text of a batch
 * @param truncation which tokens of a longer sequence are dropped; {@code REFUSE} if the length is not limited
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
