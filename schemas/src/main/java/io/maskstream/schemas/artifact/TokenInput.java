package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.input.text.TextNormalization;
import java.util.List;

/**
 * How a text or a molecule becomes token ids. What is absent from a manifest has the value that manifests of format 1 stand
 * for.
 *
 * @param maximumLength of a sequence in tokens, special ones included
 * @param unit what a token is
 * @param normalization of texts before their words are looked up, the label of a {@link TextNormalization}; null for
 *     {@link TextNormalization#NONE}; with {@link Unit#WORDS} alone
 * @param standardization what is done to a text, in this order, before it is cut; not with {@link Unit#WORDS}, which has
 *     rules of its own, nor with {@link Unit#SUBWORDS}, whose file has
 * @param firstId id of the vocabulary's first entry; the others follow
 * @param unknown what is done with a token that the vocabulary lacks
 * @param unknownId the id that such a token gets; with {@link Unknown#REPLACE} alone
 * @param padding id that fills a sequence up
 * @param paddingSide where it is filled up
 * @param truncation which tokens of a longer sequence are left out
 * @param leading ids of the special tokens before each sequence, such as [CLS]; no mask weighs them
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
        /** What stands between white space. */
        @JsonProperty("whitespace")
        WHITESPACE,
        /** A Unicode code point. */
        @JsonProperty("characters")
        CHARACTERS,
        /** At each place, the longest entry of the vocabulary that stands there, such as {@code Cl} or {@code [nH]}. */
        @JsonProperty("longest_match")
        LONGEST_MATCH,
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
     * @param replace a regular expression that both RE2 and Java read alike; null for lower case
     * @param with what each match is replaced by, literally
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TextStep(Letters lowercase, String replace, String with) {
        public TextStep {
            if ((lowercase == null) == (replace == null) || (replace == null) != (with == null)) {
                throw new IllegalArgumentException(
                        "a step of field 'standardization' has either 'lowercase', or 'replace' and 'with'");
            }
        }

        public static TextStep lowercase(Letters letters) {
            return new TextStep(letters, null, null);
        }

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

    public TokenInput {
        Manifest.within(maximumLength, 1, Manifest.LONGEST_SEQUENCE, "maximumLength");
        unit = Manifest.require(unit, "unit");
        unknown = Manifest.require(unknown, "unknown");
        paddingSide = Manifest.require(paddingSide, "paddingSide");
        truncation = Manifest.require(truncation, "truncation");
        standardization = List.copyOf(standardization == null ? List.of() : standardization);
        leading = List.copyOf(leading == null ? List.of() : leading);
        trailing = List.copyOf(trailing == null ? List.of() : trailing);
        if (TextNormalization.of(normalization) != TextNormalization.NONE && unit != Unit.WORDS) {
            throw new IllegalArgumentException("field 'normalization' belongs to the unit 'words' alone");
        }
        if ((unknown == Unknown.REPLACE) != (unknownId != null)) {
            throw new IllegalArgumentException("field 'unknownId' belongs to 'unknown' of 'replace', which needs it");
        }
        if (leading.size() + trailing.size() >= maximumLength) {
            throw new IllegalArgumentException("field 'maximumLength' leaves no room between the special tokens");
        }
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

    /** What is done to a text before its words are looked up. */
    public TextNormalization textNormalization() {
        return TextNormalization.of(normalization);
    }
}
