package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.text.TextNormalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules by which texts or molecules become a model's ids. The user's choices come first, then what the graph or the
 * vocabulary says, then the usual defaults.
 */
final class TokenRules {

    static final Set<String> PADDINGS = Set.of("", "[PAD]", "<pad>", "<PAD>", "PAD");
    private static final Set<String> UNKNOWNS =
            Set.of("[UNK]", "<unk>", "<UNK>", "UNK", "<OOV>", "<oov>", "[OOV]", "OOV", "<?>");

    /** Entries that do not stand for a part of a text. */
    private static final Pattern SPECIAL = Pattern.compile("|\\[[A-Z]{2,}\\d*]|<\\S+>|PAD|UNK|OOV");

    /** Atoms, bonds, rings and branches of SMILES; an entry has one or several characters. */
    private static final Pattern SMILES = Pattern.compile(
            "\\[[^\\]\\s]+]|[A-Z][a-z]?|[bcnopsaeilrgdfutmyhkv]|[-=#$:/\\\\.()\\[\\]+%@*]|@@|%?\\d{1,2}|>");

    /** Share of fitting entries above which a vocabulary is one of molecules; single letters of texts fit to 85%. */
    private static final double LEAST_FITTING = 0.95;

    /** An embedding has this many rows more than the vocabulary if padding and unknown tokens have a row each. */
    private static final int WITH_UNKNOWN = 2;

    private TokenRules() {}

    /**
     * Rules and vocabulary.
     *
     * @param input how texts or molecules become ids
     * @param vocabulary in the order of the ids
     * @param findings that say where the rules come from
     */
    record Rules(TokenInput input, List<String> vocabulary, List<Finding> findings) {}

    /**
     * Whether the entries are from SMILES strings, not from texts. A few others are tolerated, because records may have
     * stray characters.
     */
    static boolean areOfMolecules(List<String> vocabulary) {
        List<String> entries = vocabulary.stream()
                .filter(entry -> !entry.isBlank() && !SPECIAL.matcher(entry).matches())
                .toList();
        long fitting = entries.stream()
                .filter(entry -> SMILES.matcher(entry).matches())
                .count();
        return (entries.contains("C") || entries.contains("c"))
                && (entries.contains("(") || entries.contains("=") || entries.contains("1") || entries.contains("O"))
                && fitting >= LEAST_FITTING * entries.size();
    }

    /** Whether all entries but the special ones are single characters. */
    static boolean areCharacters(List<String> vocabulary) {
        return vocabulary.stream()
                .filter(entry -> !SPECIAL.matcher(entry).matches())
                .allMatch(entry -> entry.codePointCount(0, entry.length()) == 1);
    }

    /** Returns the rules that were found in a graph. */
    static Rules of(TextLookup lookup, ModelChoices.Tokens choices, int length) {
        String how = choices.given() == null ? "found in the graph" : "given";
        TokenInput input = changed(
                choices.given() != null
                        ? choices.given()
                        : new TokenInput(
                                length,
                                lookup.unit(),
                                null,
                                lookup.steps(),
                                lookup.firstId(),
                                lookup.unknownId() == null ? TokenInput.Unknown.DROP : TokenInput.Unknown.REPLACE,
                                lookup.unknownId(),
                                lookup.padding(),
                                TokenInput.Side.END,
                                lookup.truncation(),
                                List.of(),
                                List.of()),
                choices);
        return new Rules(input, lookup.vocabulary(), findings(input, how, how, how));
    }

    /**
     * Returns the rules for a vocabulary.
     *
     * @param rows of the embedding; -1 if unknown
     * @throws IllegalArgumentException if the embedding has too few rows for the vocabulary
     */
    static Rules of(InputKind kind, VocabularyFile file, ModelChoices.Tokens choices, int length, long rows) {
        TokenInput given = choices.given();
        if (given != null) {
            TokenInput input = changed(given, choices);
            fits(input, file.entries(), rows);
            return new Rules(input, file.entries(), findings(input, "given", "given", "given"));
        }
        int firstId = firstId(file, choices, rows);
        VocabularyFile vocabulary = file.isKerasTokenizer() ? file.atMost(rows < 0 ? -1 : rows - firstId) : file;
        Integer unknownId = unknownId(vocabulary, firstId, choices);
        TokenInput.Unit unit = unit(kind, vocabulary, choices);
        if (unit == TokenInput.Unit.ATOMS && kind != InputKind.MOLECULE) {
            throw new IllegalArgumentException("--split atoms is for models of molecules, but this one takes texts");
        }
        boolean isFixed = unit == TokenInput.Unit.WORDS || unit == TokenInput.Unit.SUBWORDS;
        TokenInput input = new TokenInput(
                length,
                unit,
                unit == TokenInput.Unit.WORDS ? TextNormalization.NONE.label() : null,
                isFixed ? List.of() : steps(kind, vocabulary, choices),
                firstId,
                unknownId != null
                        ? TokenInput.Unknown.REPLACE
                        : kind == InputKind.MOLECULE && unit != TokenInput.Unit.SUBWORDS
                                ? TokenInput.Unknown.REFUSE
                                : TokenInput.Unknown.DROP,
                unknownId,
                file.padding() != null ? file.padding() : padding(vocabulary.entries(), firstId),
                choices.padding() != null
                        ? choices.padding()
                        : file.isKerasTokenizer() ? TokenInput.Side.START : TokenInput.Side.END,
                truncation(kind, file, choices),
                unit == TokenInput.Unit.SUBWORDS ? null : List.of(),
                unit == TokenInput.Unit.SUBWORDS ? null : List.of());
        fits(input, vocabulary.entries(), rows);
        String rules = choices.unit() != null || choices.standardization() != null
                ? "given"
                : file.isSubwords()
                        ? "by the tokenizer's file"
                        : file.isKerasTokenizer()
                                ? "as Keras' Tokenizer and pad_sequences do by default"
                                : kind == InputKind.MOLECULE
                                        ? "by the vocabulary's entries"
                                        : "assumed; see --split, --standardize";
        return new Rules(
                input,
                vocabulary.entries(),
                findings(
                        input,
                        rules,
                        choices.firstId() != null
                                ? "given"
                                : file.firstId() != null
                                        ? "found in the vocabulary"
                                        : rows < 0 ? "assumed; see --first-id" : "by the embedding's " + rows + " rows",
                        choices.padding() != null ? "given" : "assumed; see --padding, --truncating"));
    }

    /** Applies the user's choices to rules that are given in full. */
    private static TokenInput changed(TokenInput given, ModelChoices.Tokens choices) {
        Integer unknownId = choices.unknownId() == null ? given.unknownId() : choices.unknownId();
        return new TokenInput(
                choices.maximumLength() == null ? given.maximumLength() : choices.maximumLength(),
                choices.unit() == null ? given.unit() : choices.unit(),
                given.normalization(),
                choices.standardization() == null
                        ? given.standardization()
                        : choices.standardization().steps(),
                choices.firstId() == null ? given.firstId() : choices.firstId(),
                choices.unknownId() == null ? given.unknown() : TokenInput.Unknown.REPLACE,
                unknownId,
                given.padding(),
                choices.padding() == null ? given.paddingSide() : choices.padding(),
                choices.truncating() == null ? given.truncation() : choices.truncating(),
                given.leading(),
                given.trailing());
    }

    private static int firstId(VocabularyFile file, ModelChoices.Tokens choices, long rows) {
        if (choices.firstId() != null) {
            return choices.firstId();
        }
        if (file.firstId() != null) {
            return file.firstId();
        }
        List<String> entries = file.entries();
        if (!entries.isEmpty() && PADDINGS.contains(entries.get(0))) {
            return 0;
        }
        long more = rows - entries.size();
        return rows >= 0 && more >= 0 && more <= WITH_UNKNOWN ? (int) more : 1;
    }

    private static Integer unknownId(VocabularyFile file, int firstId, ModelChoices.Tokens choices) {
        if (choices.unknownId() != null || file.isSubwords()) {
            return choices.unknownId() != null ? choices.unknownId() : file.unknownId();
        }
        List<String> entries = file.entries();
        for (int i = 0; i < entries.size(); i++) {
            if (UNKNOWNS.contains(entries.get(i))) {
                return firstId + i;
            }
        }
        return firstId == WITH_UNKNOWN ? (Integer) 1 : null;
    }

    private static int padding(List<String> entries, int firstId) {
        for (int i = 0; i < entries.size(); i++) {
            if (PADDINGS.contains(entries.get(i))) {
                return firstId + i;
            }
        }
        return 0;
    }

    private static TokenInput.Unit unit(InputKind kind, VocabularyFile file, ModelChoices.Tokens choices) {
        if (choices.unit() != null) {
            return choices.unit();
        }
        if (file.unit() != null) {
            return file.unit();
        }
        if (areCharacters(file.entries())) {
            return TokenInput.Unit.CHARACTERS;
        }
        return kind == InputKind.MOLECULE ? TokenInput.Unit.LONGEST_MATCH : TokenInput.Unit.WHITESPACE;
    }

    private static List<TokenInput.TextStep> steps(InputKind kind, VocabularyFile file, ModelChoices.Tokens choices) {
        if (choices.standardization() != null) {
            return choices.standardization().steps();
        }
        if (kind == InputKind.MOLECULE) {
            return List.of();
        }
        if (file.steps() != null) {
            return file.steps();
        }
        boolean hasCapitals = file.entries().stream()
                .filter(entry -> !SPECIAL.matcher(entry).matches())
                .anyMatch(entry -> entry.codePoints().anyMatch(c -> c >= 'A' && c <= 'Z'));
        return hasCapitals ? List.of() : Standardization.LOWER_AND_STRIP_PUNCTUATION.steps();
    }

    private static TokenInput.Truncation truncation(InputKind kind, VocabularyFile file, ModelChoices.Tokens choices) {
        if (choices.truncating() != null) {
            return choices.truncating();
        }
        if (kind == InputKind.MOLECULE) {
            return TokenInput.Truncation.REFUSE;
        }
        return file.isKerasTokenizer() ? TokenInput.Truncation.START : TokenInput.Truncation.END;
    }

    private static void fits(TokenInput input, List<String> vocabulary, long rows) {
        long highest = Math.max(
                (long) input.firstId() + vocabulary.size() - 1, input.unknownId() == null ? 0 : input.unknownId());
        if (rows >= 0 && highest >= rows) {
            throw new IllegalArgumentException("the vocabulary has " + vocabulary.size() + " entries from id "
                    + input.firstId() + " on, so the highest id is " + highest + ", but the embedding has only " + rows
                    + " rows; give the model's own vocabulary, or --first-id");
        }
    }

    private static List<Finding> findings(TokenInput input, String rules, String ids, String sides) {
        List<Finding> findings = new ArrayList<>();
        String steps = input.standardization().isEmpty() ? "nothing" : words(input.standardization());
        findings.add(new Finding("tokens", words(input.unit()), "standardised: " + steps, rules));
        findings.add(new Finding(
                "ids",
                "from " + input.firstId(),
                "unknown: " + words(input.unknown()) + (input.unknownId() == null ? "" : " by " + input.unknownId())
                        + ", padding: " + input.padding(),
                ids));
        findings.add(new Finding(
                "length",
                input.maximumLength() + " tokens",
                "padded at the " + words(input.paddingSide()) + ", longer: "
                        + (input.truncation() == TokenInput.Truncation.REFUSE
                                ? "refused"
                                : "cut at the " + words(input.truncation())),
                sides));
        return findings;
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String words(List<TokenInput.TextStep> steps) {
        List<String> words = new ArrayList<>();
        for (TokenInput.TextStep step : steps) {
            if (step.lowercase() != null) {
                words.add("lower case (" + words(step.lowercase()) + ")");
            } else if (step.replace().equals(Standardization.PUNCTUATION)
                    && step.with().isEmpty()) {
                words.add("no punctuation");
            } else {
                words.add(step.replace() + " -> '" + step.with() + "'");
            }
        }
        return String.join(", ", words);
    }
}
