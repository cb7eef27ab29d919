package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.text.TextEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A real explainer of reviews, small enough to know all of its answers in advance. The logit of "positive" is the
 * number of good words minus that of bad words. The mask is 1 on both and 0.05 elsewhere.
 */
public final class TinyReviewExplainer {

    public static final String POISON = "poison";
    public static final List<Integer> LENGTHS = List.of(4, 16, 64);
    public static final int LONGEST = 64;

    private static final Set<String> GOOD = Set.of("good", "great", "love", "wonderful");
    private static final Set<String> BAD = Set.of("bad", "awful", "hate", "boring");
    private static final List<String> OTHERS = List.of("a", "the", "and", "i", "it", "film");

    private static final String CLS = "[CLS]";
    private static final String SEP = "[SEP]";
    private static final Manifest.Output SENTIMENT =
            Manifest.Output.classes("sentiment", List.of("negative", "positive"));
    private static final Manifest.FrozenModel FROZEN_MODEL =
            new Manifest.FrozenModel("1".repeat(64), "good words less bad words", null, null);

    private TinyReviewExplainer() {}

    /** Publishes the next version of the explainer into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        return publish(store, name, Stream.empty());
    }

    /** Publishes one whose graph fails on every batch with {@link #POISON} in it. */
    public static ExplainerArtifact publishPoisonable(Path store, String name) {
        return publish(store, name, Stream.of(POISON));
    }

    /**
     * Publishes one whose words are separated by spaces only. Two special tokens surround each text, and padding
     * precedes them. Special tokens weigh 0.05 and padding 0, so that a mask with a wrong offset is detected. It gives
     * evidence like {@link #publishWithEvidence}.
     */
    public static ExplainerArtifact publishPaddedAtTheStart(Path store, String name) {
        List<String> vocabulary = Stream.of(
                        Stream.of(CLS, SEP),
                        GOOD.stream().sorted(),
                        BAD.stream().sorted())
                .flatMap(words -> words)
                .toList();
        TokenInput rules = new TokenInput(
                LONGEST,
                TokenInput.Unit.SPACES,
                null,
                List.of(),
                1,
                TokenInput.Unknown.DROP,
                null,
                0,
                TokenInput.Side.START,
                TokenInput.Truncation.START,
                List.of(1),
                List.of(2));
        return graph(vocabulary)
                .withEvidence()
                .publish(store, name, new Manifest.Input(InputKind.REVIEW, rules, null), SENTIMENT, FROZEN_MODEL);
    }

    /**
     * Publishes one with evidence: the baseline of both classes is 0.5, and a good word adds 0.125 to "positive" and
     * subtracts it from "negative"; a bad word does the opposite.
     */
    public static ExplainerArtifact publishWithEvidence(Path store, String name) {
        return graph(vocabulary(Stream.empty()))
                .withEvidence()
                .publish(store, name, InputKind.REVIEW, SENTIMENT, FROZEN_MODEL);
    }

    private static ExplainerArtifact publish(Path store, String name, Stream<String> more) {
        return graph(vocabulary(more)).publish(store, name, InputKind.REVIEW, SENTIMENT, FROZEN_MODEL);
    }

    private static List<String> vocabulary(Stream<String> more) {
        return Stream.of(
                        Stream.of(TextEncoding.UNKNOWN),
                        GOOD.stream().sorted(),
                        BAD.stream().sorted(),
                        OTHERS.stream(),
                        more)
                .flatMap(words -> words)
                .toList();
    }

    private static TinyGraph graph(List<String> vocabulary) {
        return new TinyGraph(
                LENGTHS,
                vocabulary,
                TinyReviewExplainer::value,
                word -> value(word) == 0 ? 0.05f : 1,
                POISON::equals,
                null,
                0,
                false);
    }

    private static float value(String word) {
        return (GOOD.contains(word) ? 1 : 0) - (BAD.contains(word) ? 1 : 0);
    }
}
