package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.input.text.TextNormalization;
import java.util.List;

/**
 * How a text or a molecule becomes token ids.
 *
 * @param maximumLength length limit of a sequence in tokens, including special tokens
 * @param unit what a token is
 * @param normalization the label of a {@link TextNormalization} that is applied before words are looked up; null for
 *     {@link TextNormalization#NONE}; only with {@link Unit#WORDS}
 * @param standardization steps that are applied to a text, in this order, before it is split; absent for none. Not
 *     allowed with {@link Unit#WORDS}, which has its own rules, and {@link Unit#SUBWORDS}, whose tokenizer file
 *     contains the rules
 * @param firstId id of the vocabulary's first entry; the ids of the other entries follow. With {@link Unit#SUBWORDS},
 *     the id of any token, which is used to probe the graph
 * @param unknown how a token is treated that the vocabulary lacks; with {@link Unit#SUBWORDS} either {@link
 *     Unknown#REPLACE}, if the tokenizer has an id for unknown tokens, or {@link Unknown#DROP}
 * @param unknownId the id of unknown tokens; only with {@link Unknown#REPLACE}
 * @param padding the padding id
 * @param paddingSide the end of a sequence where padding is added
 * @param truncation how a longer sequence is truncated
 * @param leading ids of the special tokens before each sequence, such as [CLS], which have no weight in the mask;
 *     absent for none. With {@link Unit#SUBWORDS}, the tokenizer adds its own special tokens if both this and {@code
 *     trailing} are absent
 * @param trailing ids of the special tokens after each sequence, such as [SEP]
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenInput(
        int maximumLength,
        Unit unit,
        String normalization,
        List<TextStep> standardization,
        int firstId,
        Unknown unknown,
        Integer unknownId,
        int padding,
        Side paddingSide,
        Truncation truncation,
        List<Integer> leading,
        List<Integer> trailing) {

    /** What a token is. */
    public enum Unit {
        /** A word in lower case, delimited by Unicode character classes; the rules of format 1 for texts. */
        @JsonProperty("words")
        WORDS,
        /** The text between ASCII white space, as TensorFlow's {@code StringSplitV2} splits it. */
        @JsonProperty("whitespace")
        WHITESPACE,
        /** The text between spaces (U+0020), as Keras' {@code Tokenizer} splits it. */
        @JsonProperty("spaces")
        SPACES,
        /** A Unicode code point. */
        @JsonProperty("characters")
        CHARACTERS,
        /** The longest entry of the vocabulary that matches at each position, such as {@code Cl} or {@code [nH]}. */
        @JsonProperty("longest_match")
        LONGEST_MATCH,
        /**
         * An atom, a bond, a branch or a ring closure of a molecule in canonical form, which does not depend on how the
         * SMILES string is written. Only atoms have weights in the mask. Entries of the vocabulary are complete tokens.
         * An atom that the vocabulary lacks is looked up again without its hydrogens and charge; if that fails, it is
         * unknown. Any other token that the vocabulary lacks is dropped.
         */
        @JsonProperty("atoms")
        ATOMS,
        /** A token that the artifact's {@value ExplainerArtifact#TOKENIZER} produces. */
        @JsonProperty("subwords")
        SUBWORDS
    }

    /** How a token is treated that the vocabulary lacks. */
    public enum Unknown {
        /** The record cannot be explained. */
        @JsonProperty("refuse")
        REFUSE,
        /** The token is dropped. */
        @JsonProperty("drop")
        DROP,
        /** The token gets the id {@code unknownId}. */
        @JsonProperty("replace")
        REPLACE
    }

    /** An end of a sequence. */
    public enum Side {
        @JsonProperty("start")
        START,
        @JsonProperty("end")
        END
    }

    /** How a sequence is treated that is longer than the graph takes. */
    public enum Truncation {
        /** The first tokens are dropped. */
        @JsonProperty("start")
        START,
        /** The last tokens are dropped. */
        @JsonProperty("end")
        END,
        /** The record cannot be explained. */
        @JsonProperty("refuse")
        REFUSE
    }

    /**
     * A step of the standardization of texts: it either converts letters to lower case or replaces the matches of a
     * pattern.
     *
     * @param lowercase the letters to convert to lower case; null for a replacement
     * @param replace a regular expression in RE2 syntax, as in TensorFlow's {@code RegexReplace}; null for lower case
     * @param with the replacement of each match: text in which {@code \0} stands for the match, {@code \1} to {@code
     *     \9} for its groups, and two backslashes for one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TextStep(Letters lowercase, String replace, String with) {

        /** Length limit of patterns and replacements in characters; Keras' pattern for punctuation has 45. */
        private static final int LONGEST_PATTERN = 2000;

        public TextStep {
            if ((lowercase == null) == (replace == null) || (replace == null) != (with == null)) {
                throw new IllegalArgumentException(
                        "a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'");
            }
            if (replace != null && Math.max(replace.length(), with.length()) > LONGEST_PATTERN) {
                throw new IllegalArgumentException(
                        "a step of field 'standardization' has a pattern or replacement of more than " + LONGEST_PATTERN
                                + " characters");
            }
        }

        public static TextStep lowercase(Letters letters) {
            return new TextStep(letters, null, null);
        }

        /** Returns a step that replaces the matches of a pattern; see {@link TextStep}. */
        public static TextStep replacing(String pattern, String with) {
            return new TextStep(null, pattern, with);
        }
    }

    /** Which letters are converted to lower case. */
    public enum Letters {
        /** A to Z, as in TensorFlow's {@code StringLower} without an encoding. */
        @JsonProperty("ascii")
        ASCII,
        /** All Unicode letters. */
        @JsonProperty("unicode")
        UNICODE
    }

    /** Limit for the steps of a standardization; Keras' own have 2. */
    private static final int MOST_STEPS = 50;

    /** Limit for the special tokens at each end. */
    private static final int MOST_SPECIAL_TOKENS = 100;

    /** The highest token id; the largest vocabularies in use have about 300,000 entries. */
    private static final int HIGHEST_ID = 100_000_000;

    public TokenInput {
        Manifest.within(maximumLength, 1, Manifest.LONGEST_SEQUENCE, "maximumLength");
        Manifest.require(unit, "unit");
        Manifest.require(unknown, "unknown");
        Manifest.require(paddingSide, "paddingSide");
        Manifest.require(truncation, "truncation");
        Manifest.within(firstId, 0, HIGHEST_ID, "firstId");
        Manifest.within(padding, 0, HIGHEST_ID, "padding");
        standardization =
                Manifest.entries(standardization == null ? List.of() : standardization, "standardization", MOST_STEPS);
        boolean subwords = unit == Unit.SUBWORDS;
        if (!subwords || leading != null || trailing != null) {
            leading = specialTokens(leading, "leading");
            trailing = specialTokens(trailing, "trailing");
            if (leading.size() + trailing.size() >= maximumLength) {
                throw new IllegalArgumentException("field 'maximumLength' leaves no room between the special tokens");
            }
        }
        if (TextNormalization.of(normalization) != TextNormalization.NONE && unit != Unit.WORDS) {
            throw new IllegalArgumentException("field 'normalization' belongs to the unit 'words' alone");
        }
        if (!standardization.isEmpty() && (subwords || unit == Unit.WORDS)) {
            throw new IllegalArgumentException(
                    "field 'standardization' does not belong to the units 'words' and 'subwords', which have rules of"
                            + " their own");
        }
        if (subwords && unknown == Unknown.REFUSE) {
            throw new IllegalArgumentException(
                    "field 'unknown' must be 'replace' or 'drop' with the unit 'subwords', not 'refuse'");
        }
        if (unit == Unit.ATOMS
                && (!standardization.isEmpty() || unknown == Unknown.DROP || truncation != Truncation.REFUSE)) {
            throw new IllegalArgumentException(
                    "the unit 'atoms' needs 'unknown' of 'replace' or 'refuse', 'truncation' of 'refuse', and no"
                            + " 'standardization'");
        }
        if ((unknown == Unknown.REPLACE) != (unknownId != null)) {
            throw new IllegalArgumentException("field 'unknownId' is needed if 'unknown' is 'replace', and only then");
        }
        if (unknownId != null) {
            Manifest.within(unknownId, 0, HIGHEST_ID, "unknownId");
        }
    }

    private static List<Integer> specialTokens(List<Integer> ids, String field) {
        List<Integer> given = Manifest.entries(ids == null ? List.of() : ids, field, MOST_SPECIAL_TOKENS);
        for (int i = 0; i < given.size(); i++) {
            Manifest.within(given.get(i), 0, HIGHEST_ID, field + "[" + i + "]");
        }
        return given;
    }

    /**
     * Returns the encoding of molecules by character, as in format 1. Unknown characters and too long molecules are
     * refused.
     */
    public static TokenInput smiles(int maximumLength) {
        return new TokenInput(
                maximumLength,
                Unit.CHARACTERS,
                null,
                List.of(),
                1,
                Unknown.REFUSE,
                null,
                0,
                Side.END,
                Truncation.REFUSE,
                List.of(),
                List.of());
    }

    /** Returns the encoding of molecules by atom, with id 1 for unknown atoms. Too long molecules are refused. */
    public static TokenInput atoms(int maximumLength) {
        return new TokenInput(
                maximumLength,
                Unit.ATOMS,
                null,
                List.of(),
                1,
                Unknown.REPLACE,
                1,
                0,
                Side.END,
                Truncation.REFUSE,
                List.of(),
                List.of());
    }

    /**
     * Returns the encoding of texts by word, as in format 1, with id 1 for unknown words. Of a longer text, the last
     * words are kept.
     */
    public static TokenInput words(int maximumLength, TextNormalization normalization) {
        return new TokenInput(
                maximumLength,
                Unit.WORDS,
                normalization.label(),
                List.of(),
                1,
                Unknown.REPLACE,
                1,
                0,
                Side.END,
                Truncation.START,
                List.of(),
                List.of());
    }

    /**
     * Returns the encoding of texts by the artifact's {@value ExplainerArtifact#TOKENIZER}, including the special
     * tokens that it adds.
     *
     * @param unknownId the id of unknown tokens; null if there are none, as with byte-level tokenizers
     * @param firstId the id of any token
     */
    public static TokenInput subwords(
            int maximumLength, Integer unknownId, int firstId, int padding, Side paddingSide, Truncation truncation) {
        return new TokenInput(
                maximumLength,
                Unit.SUBWORDS,
                null,
                List.of(),
                firstId,
                unknownId == null ? Unknown.DROP : Unknown.REPLACE,
                unknownId,
                padding,
                paddingSide,
                truncation,
                null,
                null);
    }

    /** Returns whether the tokenizer adds the special tokens, instead of {@code leading} and {@code trailing}. */
    public boolean tokenizerAddsSpecialTokens() {
        return leading == null;
    }

    /** Returns the normalization of a text before its words are looked up. */
    public TextNormalization textNormalization() {
        return TextNormalization.of(normalization);
    }
}
