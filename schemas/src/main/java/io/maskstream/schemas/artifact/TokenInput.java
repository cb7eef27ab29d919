package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.input.text.TextNormalization;
import java.util.List;

/**
 * How a text or a molecule becomes token ids.
 *
 * @param maximumLength of a sequence in tokens, special ones included
 * @param unit what a token is
 * @param normalization of texts before their words are looked up, the label of a {@link TextNormalization}; null for
 *     {@link TextNormalization#NONE}; with {@link Unit#WORDS} alone
 * @param standardization what is done to a text, in this order, before it is cut; absent for nothing; not with
 *     {@link Unit#WORDS}, which has rules of its own, nor with {@link Unit#SUBWORDS}, whose file has
 * @param firstId id of the vocabulary's first entry; the others follow. With {@link Unit#SUBWORDS} any id that is one of a
 *     token: the graph is tried out with it
 * @param unknown what is done with a token that the vocabulary lacks; with {@link Unit#SUBWORDS} either
 *     {@link Unknown#REPLACE}, if the tokenizer has an id for what it does not know, or {@link Unknown#DROP}
 * @param unknownId the id that such a token gets; with {@link Unknown#REPLACE} alone
 * @param padding id that fills a sequence up
 * @param paddingSide where it is filled up
 * @param truncation which tokens of a longer sequence are left out
 * @param leading ids of the special tokens before each sequence, such as [CLS]; no mask weighs them; absent for none, but
 *     with {@link Unit#SUBWORDS}, where neither this nor {@code trailing} is given, the tokenizer adds its own
 * @param trailing ids of the special tokens behind each sequence, such as [SEP]
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
        /** A word as Unicode's classes of characters make it, in lower case; the rules of format 1 for texts. */
        @JsonProperty("words")
        WORDS,
        /** What stands between white space of ASCII, which TensorFlow's {@code StringSplitV2} cuts at. */
        @JsonProperty("whitespace")
        WHITESPACE,
        /** What stands between spaces, U+0020, where Keras' {@code Tokenizer} cuts. */
        @JsonProperty("spaces")
        SPACES,
        /** A Unicode code point. */
        @JsonProperty("characters")
        CHARACTERS,
        /** At each place, the longest entry of the vocabulary that stands there, such as {@code Cl} or {@code [nH]}. */
        @JsonProperty("longest_match")
        LONGEST_MATCH,
        /**
         * An atom, a bond, a branch or a ring closure of a molecule in its canonical form, which is the same however the
         * molecule was spelt. A mask weighs the atoms alone. Entries of the vocabulary are whole tokens: an atom that it lacks
         * is looked up without its hydrogens and its charge, and then is unknown; another token that it lacks is left out.
         */
        @JsonProperty("atoms")
        ATOMS,
        /** What the artifact's {@value ExplainerArtifact#TOKENIZER} makes of the text. */
        @JsonProperty("subwords")
        SUBWORDS
    }

    /** What is done with a token that the vocabulary lacks. */
    public enum Unknown {
        /** The record cannot be explained. */
        @JsonProperty("refuse")
        REFUSE,
        /** The token is left out. */
        @JsonProperty("drop")
        DROP,
        /** It gets an id of its own. */
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

    /** What is done with a sequence that is longer than the graph takes. */
    public enum Truncation {
        /** Its first tokens are left out. */
        @JsonProperty("start")
        START,
        /** Its last tokens are left out. */
        @JsonProperty("end")
        END,
        /** The record cannot be explained. */
        @JsonProperty("refuse")
        REFUSE
    }

    /**
     * A step of the standardisation of texts: either letters become lower case, or what matches a pattern is replaced.
     *
     * @param lowercase which letters; null for a replacement
     * @param replace a regular expression of RE2, as TensorFlow's {@code RegexReplace} has them; null for lower case
     * @param with what each match is replaced by: text, in which {@code \0} stands for the match, {@code \1} to {@code \9}
     *     for its groups, and two backslashes for one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TextStep(Letters lowercase, String replace, String with) {

        /** Of patterns and of what replaces them, in characters; the one of Keras for punctuation has 45. */
        private static final int LONGEST_PATTERN = 2000;

        public TextStep {
            if ((lowercase == null) == (replace == null) || (replace == null) != (with == null)) {
                throw new IllegalArgumentException(
                        "a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'");
            }
            if (replace != null && Math.max(replace.length(), with.length()) > LONGEST_PATTERN) {
                throw new IllegalArgumentException(
                        "a step of field 'standardization' has a pattern or replacement of more" + " than "
                                + LONGEST_PATTERN + " characters");
            }
        }

        public static TextStep lowercase(Letters letters) {
            return new TextStep(letters, null, null);
        }

        /** Replaces what matches a pattern; see {@link TextStep}. */
        public static TextStep replacing(String pattern, String with) {
            return new TextStep(null, pattern, with);
        }
    }

    /** Which letters become lower case. */
    public enum Letters {
        /** A to Z, as TensorFlow's {@code StringLower} does unless it is told the encoding. */
        @JsonProperty("ascii")
        ASCII,
        /** All that Unicode knows. */
        @JsonProperty("unicode")
        UNICODE
    }

    /** Steps of a standardisation; Keras' own have 2. */
    private static final int MOST_STEPS = 50;

    /** Special tokens at either end. */
    private static final int MOST_SPECIAL_TOKENS = 100;

    /** Ids of tokens; the largest vocabularies in use have some 300,000. */
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
                    "the unit 'atoms' goes with 'unknown' of 'replace' or 'refuse', 'truncation' of 'refuse', and no"
                            + " 'standardization'");
        }
        if ((unknown == Unknown.REPLACE) != (unknownId != null)) {
            throw new IllegalArgumentException("field 'unknownId' belongs to 'unknown' of 'replace', which needs it");
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

    /** Molecules by character, as format 1 has them: what the vocabulary lacks is refused, and so is what is too long. */
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

    /** Molecules by atom, with id 1 for those that the vocabulary lacks; what is too long is refused. */
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

    /** Texts by word, as format 1 has them: id 1 stands for all that the vocabulary lacks, and the last words are taken. */
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
     * Texts by what the artifact's {@value ExplainerArtifact#TOKENIZER} makes of them, with the special tokens that it adds.
     *
     * @param unknownId of what the tokenizer does not know; null where there is nothing, as with bytes
     * @param firstId of any token
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

    /** Whether a tokenizer adds the special tokens, and not this rule. */
    public boolean tokenizerAddsSpecialTokens() {
        return leading == null;
    }

    /** What is done to a text before its words are looked up. */
    public TextNormalization textNormalization() {
        return TextNormalization.of(normalization);
    }
}
