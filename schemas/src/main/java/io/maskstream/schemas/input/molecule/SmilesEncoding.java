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
 * Encodes SMILES strings as token ids by the rules of an explainer: by character, as in SMILES2vec, where {@code Cl} is
 * two tokens; by longer tokens; or in canonical form ({@link Unit#ATOMS}). White space around the string is skipped;
 * token offsets still count from the start of the published string. A token that spans several atoms belongs to the
 * first of them.
 */
public final class SmilesEncoding implements InputEncoding {

    /**
     * Length limit in Unicode code points. If tokens are characters, the explainer's maximum length applies instead.
     */
    public static final int MAXIMUM_CHARACTERS = 10_000;

    private final Tokenizer tokenizer;
    private final TokenInput input;
    private final TokenRules rules;
    private final int mostCharacters;

    /** Null if molecules are not converted to canonical form. */
    private final CanonicalEncoding canonical;

    /**
     * Encodes characters with the given vocabulary, as in format 1 of the artifact.
     *
     * @param vocabulary one character per entry; the first has id 1
     * @param maximumLength length limit in tokens
     */
    public SmilesEncoding(List<String> vocabulary, int maximumLength) {
        this(vocabulary, TokenInput.smiles(maximumLength));
    }

    /**
     * Encodes for the model of an explainer that has a vocabulary.
     *
     * @throws IllegalArgumentException if the vocabulary does not fit the rules
     */
    public SmilesEncoding(List<String> vocabulary, TokenInput input) {
        this(Tokenizer.of(vocabulary, input), input);
    }

    /**
     * Encodes for the model of an explainer.
     *
     * @throws IllegalArgumentException if the rules or the vocabulary are not suitable for molecules
     */
    public SmilesEncoding(Tokenizer tokenizer, TokenInput input) {
        if (input.unit() == Unit.WORDS) {
            throw new IllegalArgumentException("a molecule has no words: field 'unit' must not be 'words'");
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

    /** Returns whether all SMILES strings of a molecule have the same encoding. */
    public boolean isCanonical() {
        return canonical != null;
    }

    /**
     * Encodes a molecule with its atoms in random instead of canonical order, for training; without spans.
     *
     * @param smiles a molecule that {@link #encode} accepts
     * @param random source of randomness
     * @param vague share of the atoms that are made less specific, so that the model learns to handle unknown atoms: an
     *     atom loses its hydrogens and its charge, or if it has none becomes the unknown atom
     * @throws UnencodableInputException if the molecule is too long in that order, or none of its atoms is known
     * @throws IllegalStateException if this encoding is not canonical
     */
    public TokenSequence shuffled(String smiles, Random random, double vague) {
        if (canonical == null) {
            throw new IllegalStateException("only a canonical encoding can shuffle the atoms of a molecule");
        }
        return canonical.shuffled(smiles.strip(), random, vague);
    }

    /**
     * Returns the vocabulary for the canonical form of the given molecules.
     *
     * @param unknown the entry for all atoms that the vocabulary lacks
     * @return the unknown entry, followed by the molecules' tokens and their atoms without hydrogens and charge, in
     *     code point order
     * @throws UnencodableInputException if one of them is not valid SMILES
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
     * Returns the canonical string of a molecule for the unit {@link Unit#ATOMS}, with all of its fragments.
     *
     * @throws UnencodableInputException if it is not valid SMILES
     */
    public static String canonical(String smiles) {
        return CanonicalEncoding.text(smiles.strip());
    }

    /**
     * Returns the ids of bonds, branches, ring closures and the dot between fragments; empty if a mask weighs these,
     * too.
     */
    public static Set<Integer> unweighed(List<String> vocabulary, TokenInput input) {
        Set<Integer> ids = new TreeSet<>();
        for (int i = 0; input.unit() == Unit.ATOMS && i < vocabulary.size(); i++) {
            if (!AtomSymbol.isAtom(vocabulary.get(i))) {
                ids.add(input.firstId() + i);
            }
        }
        return ids;
    }

    /** Returns the distinct characters of the given SMILES strings, in code point order. */
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

    /** Returns all tokens in the order of their ids; empty for subwords. */
    public List<String> vocabulary() {
        return tokenizer.vocabulary();
    }

    /** Returns the length limit in tokens, including special tokens. */
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
     * @throws UnencodableInputException if it is empty, too long, not valid SMILES, or refused by the rules
     */
    public TokenSequence encode(String smiles) {
        String stripped = smiles.strip();
        if (stripped.isEmpty()) {
            throw new UnencodableInputException(EMPTY, "field 'smiles' is empty");
        }
        // Checked first, because a publisher may send megabytes.
        int length = stripped.codePointCount(0, stripped.length());
        if (length > mostCharacters) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'smiles' has " + length + " characters, but this explainer takes at most " + mostCharacters);
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
