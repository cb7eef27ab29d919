package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_CHARACTERS;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_WORDS;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Quotes;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Converts the tokens of a text to the sequence that a model takes, by the rules for unknown tokens, the length limit
 * and special tokens.
 */
public final class TokenRules {

    /** The number of unknown tokens that a message lists; further ones are only counted. */
    private static final int LISTED_TOKENS = 5;

    private final TokenInput rules;
    private final String field;

    /**
     * Creates the rules of an explainer.
     *
     * @param field the field of requests that contains the text, for messages
     */
    public TokenRules(TokenInput rules, String field) {
        this.rules = rules;
        this.field = field;
    }

    /** Creates the span of a token. */
    @FunctionalInterface
    public interface Spans {
        /**
         * Returns the span of a token.
         *
         * @param start offset of the first character, in code points
         * @param end offset of the first character after the token, in code points
         */
        Span of(int start, int end);
    }

    /**
     * Applies the rules to the tokens of a text. The result contains the tokens to explain; unknown tokens have the id
     * that replaces them.
     *
     * @param text the published text, for messages
     * @throws UnencodableInputException if the rules refuse the text, or none of the remaining tokens is known: a
     *     prediction for unknown tokens alone cannot be explained
     */
    public Tokens apply(Tokens tokens, String text) {
        if (tokens.size() == 0) {
            throw new UnencodableInputException(EMPTY, "field '" + field + "' has no " + one());
        }
        if (rules.unknown() != Unknown.DROP) {
            checkLength(tokens, tokens.size());
        }
        int unknown = unknown(tokens);
        if (unknown > 0 && rules.unknown() == Unknown.REFUSE) {
            throw new UnencodableInputException(
                    isCharacters() ? UNKNOWN_CHARACTERS : UNKNOWN_WORDS, describe(tokens, unknown, text));
        }
        boolean drops = rules.unknown() == Unknown.DROP;
        int count = drops ? tokens.size() - unknown : tokens.size();
        checkLength(tokens, count);
        int skipped = rules.truncation() == Truncation.START ? Math.max(0, count - room(tokens)) : 0;
        int taken = Math.min(count, room(tokens));
        Tokens kept = new Tokens(tokens.leading(), tokens.trailing());
        boolean known = false;
        for (int i = 0; i < tokens.size() && kept.size() < taken; i++) {
            int id = tokens.id(i);
            if ((drops && id == Tokens.UNKNOWN) || skipped-- > 0) {
                continue;
            }
            known |= id != Tokens.UNKNOWN && !Integer.valueOf(id).equals(rules.unknownId());
            kept.add(id == Tokens.UNKNOWN ? rules.unknownId() : id, tokens.start(i), tokens.end(i));
        }
        if (!known) {
            throw new UnencodableInputException(
                    isCharacters() ? UNKNOWN_CHARACTERS : UNKNOWN_WORDS,
                    "field '" + field + "' has no " + one() + " that this explainer's model was trained on");
        }
        return kept;
    }

    /** Returns the sequence of these tokens with the special tokens around them. */
    public TokenSequence sequence(Tokens kept, Spans maker) {
        List<Integer> leading = rules.leading() == null ? kept.leading() : rules.leading();
        List<Integer> trailing = rules.trailing() == null ? kept.trailing() : rules.trailing();
        int[] ids = new int[leading.size() + kept.size() + trailing.size()];
        List<Span> spans = new ArrayList<>(kept.size());
        int at = 0;
        for (int id : leading) {
            ids[at++] = id;
        }
        for (int i = 0; i < kept.size(); i++) {
            ids[at++] = kept.id(i);
            spans.add(maker.of(kept.start(i), kept.end(i)));
        }
        for (int id : trailing) {
            ids[at++] = id;
        }
        return new TokenSequence(ids, leading.size(), trailing.size(), spans);
    }

    /** Returns the shortest valid sequence: the first id between the special tokens. */
    public TokenSequence probe(Tokenizer tokenizer) {
        Tokens frame = tokenizer.frame();
        frame.add(rules.firstId(), 0, 1);
        return sequence(frame, (start, end) -> new Span(start, end, Span.NO_ATOM));
    }

    /** Returns the number of tokens that fit between the special tokens. */
    private int room(Tokens tokens) {
        int special = rules.tokenizerAddsSpecialTokens()
                ? tokens.leading().size() + tokens.trailing().size()
                : rules.leading().size() + rules.trailing().size();
        return rules.maximumLength() - special;
    }

    private void checkLength(Tokens tokens, int count) {
        if (rules.truncation() == Truncation.REFUSE && count > room(tokens)) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field '" + field + "' has " + count + " " + one() + "s, but this explainer takes at most "
                            + room(tokens));
        }
    }

    private static int unknown(Tokens tokens) {
        int unknown = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.id(i) == Tokens.UNKNOWN) {
                unknown++;
            }
        }
        return unknown;
    }

    private String describe(Tokens tokens, int unknown, String text) {
        StringJoiner listed = new StringJoiner(", ");
        int missing = Math.min(LISTED_TOKENS, unknown);
        for (int i = 0; i < tokens.size() && missing > 0; i++) {
            if (tokens.id(i) == Tokens.UNKNOWN) {
                int start = text.offsetByCodePoints(0, tokens.start(i));
                String token = text.substring(start, text.offsetByCodePoints(start, tokens.end(i) - tokens.start(i)));
                listed.add((tokens.end(i) - tokens.start(i) == 1
                                ? Quotes.character(token.codePointAt(0))
                                : "'" + Quotes.shown(token) + "'")
                        + " at " + tokens.start(i));
                missing--;
            }
        }
        String more = unknown > LISTED_TOKENS ? " and " + (unknown - LISTED_TOKENS) + " more" : "";
        return "field '" + field + "' has " + one() + "s that this explainer's model was not trained on: " + listed
                + more;
    }

    private boolean isCharacters() {
        return rules.unit() == Unit.CHARACTERS || rules.unit() == Unit.LONGEST_MATCH;
    }

    private String one() {
        return switch (rules.unit()) {
            case WORDS, WHITESPACE, SPACES -> "word";
            case CHARACTERS, LONGEST_MATCH -> "character";
            case ATOMS -> "atom";
            case SUBWORDS -> "token";
        };
    }
}
