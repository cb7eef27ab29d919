package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_CHARACTERS;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Quotes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * SMILES strings by character, as SMILES2vec reads them: {@code Cl} is two tokens. White space around the string is
 * skipped; the offsets of the tokens still count from the start of the string as it was published.
 */
public final class SmilesEncoding implements InputEncoding {

    /** More offending characters than this are counted, not listed. */
    private static final int LISTED_CHARACTERS = 5;

    private final List<String> vocabulary;
    private final Map<Integer, Integer> idOfCodePoint = new HashMap<>();
    private final int maximumLength;

    /**
     * Encodes with a given vocabulary.
     *
     * @param vocabulary one character an entry; the first has id 1
     * @param maximumLength in tokens
     */
    public SmilesEncoding(List<String> vocabulary, int maximumLength) {
        if (maximumLength < 1) {
            throw new IllegalArgumentException("maximum length must be at least 1, not " + maximumLength);
        }
        this.vocabulary = List.copyOf(vocabulary);
        this.maximumLength = maximumLength;
        for (String token : vocabulary) {
            if (token.codePointCount(0, token.length()) != 1 || token.isBlank()) {
                throw new IllegalArgumentException(
                        "a SMILES vocabulary has one visible character a line, but one is '" + token + "'");
            }
            if (idOfCodePoint.put(token.codePointAt(0), idOfCodePoint.size() + 1) != null) {
                throw new IllegalArgumentException("'" + token + "' stands twice in the SMILES vocabulary");
            }
        }
    }

    /**
     * Encodes for the model of an explainer.
     *
     * @throws IllegalArgumentException if this version of maskstream does not know how
     */
    public SmilesEncoding(List<String> vocabulary, TokenInput input) {
        this(vocabulary, input.maximumLength());
        if (!input.equals(TokenInput.smiles(input.maximumLength()))) {
            throw new IllegalArgumentException("this version of maskstream does not know these rules for tokens");
        }
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

    /** Every token, in the order of the ids, which start at 1. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** In tokens. */
    public int maximumLength() {
        return maximumLength;
    }

    @Override
    public TokenSequence encode(Object input) {
        return encode(((Molecule) input).getSmiles());
    }

    /**
     * Encodes a SMILES string.
     *
     * @throws UnencodableInputException if it is empty, too long, holds characters outside the vocabulary, or is no
     *     SMILES
     */
    public TokenSequence encode(String smiles) {
        String stripped = smiles.strip();
        if (stripped.isEmpty()) {
            throw new UnencodableInputException(EMPTY, "field 'smiles' is empty");
        }
        // Before anything is made of it: a publisher may send megabytes.
        int length = stripped.codePointCount(0, stripped.length());
        if (length > maximumLength) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'smiles' has " + length + " characters, and this explainer takes at most " + maximumLength);
        }
        int[] codePoints = stripped.codePoints().toArray();
        int first = leadingWhitespace(smiles);
        int[] ids = new int[codePoints.length];
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = idOfCodePoint.getOrDefault(codePoints[i], 0);
            if (ids[i] == 0) {
                unknown.add(i);
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnencodableInputException(UNKNOWN_CHARACTERS, describe(unknown, codePoints, first));
        }
        int[] atoms = SmilesAtoms.ofCharacters(stripped, first);
        List<Span> spans = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            spans.add(new Span(first + i, first + i + 1, atoms[i]));
        }
        return new TokenSequence(ids, spans);
    }

    private static int leadingWhitespace(String text) {
        return (int) text.codePoints().takeWhile(Character::isWhitespace).count();
    }

    private static String describe(List<Integer> unknown, int[] codePoints, int first) {
        StringJoiner listed = new StringJoiner(", ");
        for (int i : unknown.subList(0, Math.min(LISTED_CHARACTERS, unknown.size()))) {
            listed.add(Quotes.character(codePoints[i]) + " at " + (first + i));
        }
        String more =
                unknown.size() > LISTED_CHARACTERS ? " and " + (unknown.size() - LISTED_CHARACTERS) + " more" : "";
        return "field 'smiles' has characters that this explainer's model was not trained on: " + listed + more;
    }
}
