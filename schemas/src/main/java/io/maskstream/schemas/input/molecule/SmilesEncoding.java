package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.text.TokenRules;
import io.maskstream.schemas.input.text.Tokenizer;
import io.maskstream.schemas.input.text.Tokens;
import io.maskstream.schemas.record.Molecule;
import java.util.Collection;
import java.util.List;

/**
 * SMILES strings as token ids by the rules of an explainer: by character, as SMILES2vec reads them, where {@code Cl} is two
 * tokens, or by longer tokens. White space around the string is skipped; the offsets of the tokens still count from the start
 * of the string as it was published. A token of several atoms counts to the first of them.
 */
public final class SmilesEncoding implements InputEncoding {

    /** In Unicode code points; where one is a token, the explainer's maximum length counts. */
    public static final int MAXIMUM_CHARACTERS = 10_000;

    private final Tokenizer tokenizer;
    private final TokenInput input;
    private final TokenRules rules;
    private final int mostCharacters;

    /**
     * Encodes characters with a given vocabulary, as format 1 of the artifact does.
     *
     * @param vocabulary one character an entry; the first has id 1
     * @param maximumLength in tokens
     */
    public SmilesEncoding(List<String> vocabulary, int maximumLength) {
        this(vocabulary, TokenInput.smiles(maximumLength));
    }

    /**
     * Encodes for the model of an explainer that has a vocabulary.
     *
     * @throws IllegalArgumentException if vocabulary and rules do not fit together
     */
    public SmilesEncoding(List<String> vocabulary, TokenInput input) {
        this(Tokenizer.of(vocabulary, input), input);
    }

    /**
     * Encodes for the model of an explainer.
     *
     * @throws IllegalArgumentException if the rules or the vocabulary are none for molecules
     */
    public SmilesEncoding(Tokenizer tokenizer, TokenInput input) {
        if (input.unit() == Unit.WORDS) {
            throw new IllegalArgumentException("a molecule has no words: field 'unit' must be another one");
        }
        this.tokenizer = tokenizer;
        this.input = input;
        this.rules = new TokenRules(input, "smiles");
        boolean counted = input.unit() == Unit.CHARACTERS
                && input.truncation() == Truncation.REFUSE
                && input.unknown() != Unknown.DROP
                && input.standardization().isEmpty();
        this.mostCharacters = counted
                ? input.maximumLength()
                        - input.leading().size()
                        - input.trailing().size()
                : MAXIMUM_CHARACTERS;
    }

    /** The characters of some SMILES strings, in code point order. */
    public static List<String> vocabularyOf(Collection<String> smiles) {
        return smiles.stream()
                .flatMapToInt(String::codePoints)
                .filter(c -> !Character.isWhitespace(c))
                .distinct()
                .sorted()
                .mapToObj(Character::toString)
                .toList();
    }

    @Override
    public InputKind kind() {
        return InputKind.MOLECULE;
    }

    /** Every token, in the order of the ids; empty for subwords. */
    public List<String> vocabulary() {
        return tokenizer.vocabulary();
    }

    /** In tokens, special ones included. */
    public int maximumLength() {
        return input.maximumLength();
    }

    @Override
    public TokenSequence probe() {
        return rules.probe(tokenizer);
    }

    @Override
    public TokenSequence encode(Object input) {
        return encode(((Molecule) input).getSmiles());
    }

    /**
     * Encodes a SMILES string.
     *
     * @throws UnencodableInputException if it is empty, too long, the rules refuse it, or it is no SMILES
     */
    public TokenSequence encode(String smiles) {
        String stripped = smiles.strip();
        if (stripped.isEmpty()) {
            throw new UnencodableInputException(EMPTY, "field 'smiles' is empty");
        }
        // Before anything is made of it: a publisher may send megabytes.
        int length = stripped.codePointCount(0, stripped.length());
        if (length > mostCharacters) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'smiles' has " + length + " characters, and this explainer takes at most " + mostCharacters);
        }
        int first = leadingWhitespace(smiles);
        Tokens tokens = rules.apply(tokenizer.tokenize(stripped).shifted(first), smiles);
        int[] atoms = SmilesAtoms.ofCharacters(stripped, first);
        return rules.sequence(
                tokens, (start, end) -> new Span(start, end, firstAtom(atoms, start - first, end - first)));
    }

    private static int firstAtom(int[] atoms, int start, int end) {
        for (int i = start; i < end; i++) {
            if (atoms[i] != Span.NO_ATOM) {
                return atoms[i];
            }
        }
        return Span.NO_ATOM;
    }

    private static int leadingWhitespace(String text) {
        return (int) text.codePoints().takeWhile(Character::isWhitespace).count();
    }
}
