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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * SMILES strings as token ids by the rules of an explainer: by character, as SMILES2vec reads them, where {@code Cl} is two
 * tokens, or by longer tokens; or brought into one form before, whatever the spelling ({@link Unit#ATOMS}). White space around the string is skipped; the offsets of the tokens still count from the start
 * of the string as it was published. A token of several atoms counts to the first of them.
 */
public final class SmilesEncoding implements InputEncoding {

    /** In Unicode code points; where one is a token, the explainer's maximum length counts. */
    public static final int MAXIMUM_CHARACTERS = 10_000;

    private final Tokenizer tokenizer;
    private final TokenInput input;
    private final TokenRules rules;
    private final int mostCharacters;

    /** Null where molecules are taken as they are written. */
    private final CanonicalEncoding canonical;

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
        this.canonical = input.unit() == Unit.ATOMS ? new CanonicalEncoding(tokenizer.vocabulary(), input) : null;
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

    /** Whether all spellings of a molecule are one. */
    public boolean isCanonical() {
        return canonical != null;
    }

    /**
     * Encodes a molecule with its atoms in another order than the canonical one, as training may show it; without spans.
     *
     * @param smiles of a molecule that {@link #encode} takes
     * @param random draws the order
     * @param vague share of the atoms that become less than the model knows, so that it learns of atoms that it will not
     *     know: an atom loses its hydrogens and its charge, or else becomes the unknown one
     * @throws UnencodableInputException if it is too long in that order, or no atom is known any more
     * @throws IllegalStateException if molecules are taken as they are written
     */
    public TokenSequence shuffled(String smiles, Random random, double vague) {
        if (canonical == null) {
            throw new IllegalStateException("as it is written, a molecule's atoms have an order");
        }
        return canonical.shuffled(smiles.strip(), random, vague);
    }

    /**
     * The vocabulary for the canonical form of some molecules.
     *
     * @param unknown entry for all atoms that it lacks
     * @return that entry, then the molecules' tokens, and their atoms without hydrogens and charge, in code point order
     * @throws UnencodableInputException if one is no SMILES
     */
    public static List<String> canonicalVocabularyOf(Collection<String> smiles, String unknown) {
        SortedSet<String> tokens = new TreeSet<>();
        smiles.forEach(one -> CanonicalEncoding.addTokens(one.strip(), tokens));
        List<String> vocabulary = new ArrayList<>();
        vocabulary.add(unknown);
        vocabulary.addAll(tokens);
        return vocabulary;
    }

    /**
     * The one string of a molecule, whatever its spelling, as the unit {@link Unit#ATOMS} has it, with all of its fragments.
     *
     * @throws UnencodableInputException if it is no SMILES
     */
    public static String canonical(String smiles) {
        return CanonicalEncoding.text(smiles.strip());
    }

    /** Which ids are bonds, branches, ring closures and the dot between fragments; none where these are weighed, too. */
    public static Set<Integer> unweighed(List<String> vocabulary, TokenInput input) {
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; input.unit() == Unit.ATOMS && i < vocabulary.size(); i++) {
            if (!AtomSymbol.isAtom(vocabulary.get(i))) {
                ids.add(input.firstId() + i);
            }
        }
        return ids;
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
        if (canonical != null) {
            return canonical.encode(stripped, first);
        }
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
