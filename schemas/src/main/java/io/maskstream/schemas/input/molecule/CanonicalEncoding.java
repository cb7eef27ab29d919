package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_CHARACTERS;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Encodes molecules in canonical form (see {@link MoleculeGraph}) as token ids, with the positions of their atoms in
 * the published string. If the vocabulary contains a dot, the model takes several fragments and gets all of them. Any
 * other model gets only the largest fragment with carbon, as is usual for salts.
 */
final class CanonicalEncoding {

    /** The number of unknown atoms that a message lists; further ones are only counted. */
    private static final int LISTED_ATOMS = 5;

    private static final String DOT = ".";

    /** Fragments with carbon rank above fragments without. */
    private static final Comparator<Fragment> BY_SIZE =
            Comparator.comparing(Fragment::organic).thenComparing(Fragment::size);

    private final TokenInput rules;
    private final Map<String, Integer> ids = new HashMap<>();
    private final boolean takesFragments;
    private final int room;

    CanonicalEncoding(List<String> vocabulary, TokenInput rules) {
        this.rules = rules;
        for (int i = 0; i < vocabulary.size(); i++) {
            ids.put(vocabulary.get(i), rules.firstId() + i);
        }
        takesFragments = ids.containsKey(DOT);
        room = rules.maximumLength() - rules.leading().size() - rules.trailing().size();
    }

    /**
     * A fragment with its tokens.
     *
     * @param classes symmetry class of each atom
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Spelling(Fragment fragment, int[] classes, List<Fragment.Token> tokens) {

        static Spelling canonical(Fragment fragment) {
            int[] classes = fragment.classes();
            return new Spelling(fragment, classes, fragment.spelt(fragment.canonicalPlaces(classes)));
        }

        String text() {
            return tokens.stream().map(Fragment.Token::symbol).collect(Collectors.joining());
        }
    }

    /** Adds the tokens of a molecule to a set. */
    static void addTokens(String smiles, SortedSet<String> tokens) {
        List<Fragment> fragments = fragments(SmilesAtoms.parse(smiles, 0));
        for (Fragment fragment : fragments) {
            Spelling.canonical(fragment).tokens().forEach(token -> tokens.add(token.symbol()));
            tokens.addAll(List.of(fragment.plainSymbols()));
        }
        if (fragments.size() > 1) {
            tokens.add(DOT);
        }
    }

    /**
     * Returns the canonical form of a molecule with all of its fragments.
     *
     * @param smiles without white space around it
     * @throws UnencodableInputException if it is not valid SMILES
     */
    static String text(String smiles) {
        return canonical(fragments(SmilesAtoms.parse(smiles, 0))).stream()
                .map(Spelling::text)
                .collect(Collectors.joining(DOT));
    }

    private static List<Fragment> fragments(SmilesAtoms.Spelt spelt) {
        return MoleculeGraph.of(spelt.molecule()).fragments();
    }

    /** Returns the canonical forms of all fragments, the largest fragment with carbon first. */
    private static List<Spelling> canonical(List<Fragment> fragments) {
        List<Spelling> spellings = new ArrayList<>();
        for (Fragment fragment : fragments) {
            spellings.add(Spelling.canonical(fragment));
        }
        if (spellings.size() > 1) {
            spellings.sort(
                    Comparator.comparing(Spelling::fragment, BY_SIZE).reversed().thenComparing(Spelling::text));
        }
        return spellings;
    }

    /**
     * Encodes a molecule.
     *
     * @param smiles without white space around it
     * @param offset offset of the string in the published text, in code points
     * @throws UnencodableInputException if it is not valid SMILES, is too long, or has atoms that the rules refuse
     */
    TokenSequence encode(String smiles, int offset) {
        SmilesAtoms.Spelt spelt = SmilesAtoms.parse(smiles, offset);
        List<Fragment> fragments = fragments(spelt);
        if (!takesFragments) {
            Fragment largest = Collections.max(fragments, BY_SIZE);
            fragments = fragments.stream()
                    .filter(fragment -> BY_SIZE.compare(fragment, largest) == 0)
                    .toList();
        }
        int atoms = takesFragments
                ? fragments.stream().mapToInt(Fragment::size).sum()
                : fragments.get(0).size();
        // Checked before the canonical order is computed, which is the most expensive step.
        checkLength("at least " + atoms, atoms);
        List<Spelling> spellings = canonical(fragments);
        List<Spelling> taken = takesFragments ? spellings : spellings.subList(0, 1);
        return new Sequence(taken, spelt.spans().size()).finished(spelt.spans());
    }

    private void checkLength(String shown, int tokens) {
        if (tokens > room) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'smiles' has " + shown + " tokens in its canonical form, but this explainer takes at most "
                            + room);
        }
    }

    /** Encodes a molecule with its atoms in random order (see {@link SmilesEncoding#shuffled}). */
    TokenSequence shuffled(String smiles, Random random, double vague) {
        SmilesAtoms.Spelt spelt = SmilesAtoms.parse(smiles, 0);
        List<Fragment> fragments = new ArrayList<>(fragments(spelt));
        Collections.shuffle(fragments, random);
        if (!takesFragments) {
            fragments = List.of(Collections.max(fragments, BY_SIZE));
        }
        List<Spelling> spellings = new ArrayList<>();
        for (Fragment fragment : fragments) {
            int[] places = fragment.randomPlaces(random);
            spellings.add(new Spelling(fragment, places, fragment.spelt(places)));
        }
        return new Sequence(spellings, spelt.spans().size())
                .vague(random, vague)
                .finished(spelt.spans())
                .withoutSpans();
    }

    /** The ids of one molecule. */
    private final class Sequence {

        private final List<Spelling> spellings;
        private final int[] sequence;
        private int length;

        /** The index in the ids of each published atom, or {@link Span#NO_ATOM}. */
        private final int[] places;

        private final int[] alike;
        private int atoms;
        private final List<Integer> unknown = new ArrayList<>();

        /**
         * Encodes the fragments of a molecule.
         *
         * @param published number of atoms in the published string
         */
        Sequence(List<Spelling> spellings, int published) {
            this.spellings = spellings;
            int most = rules.leading().size() + rules.trailing().size() + spellings.size();
            for (Spelling spelling : spellings) {
                most += spelling.tokens().size();
            }
            sequence = new int[most];
            places = new int[published];
            alike = new int[published];
            Arrays.fill(places, Span.NO_ATOM);
            rules.leading().forEach(id -> sequence[length++] = id);
            addAll();
        }

        /** Adds all fragments. Equal fragments are adjacent, and their corresponding atoms share symmetry classes. */
        private void addAll() {
            int classes = 0;
            int atomsBefore = 0;
            String last = null;
            for (Spelling spelling : spellings) {
                if (spellings.size() > 1) {
                    String text = spelling.text();
                    classes = text.equals(last) ? classes : atomsBefore;
                    if (last != null) {
                        sequence[length++] = ids.get(DOT);
                    }
                    last = text;
                }
                add(spelling, classes);
                atomsBefore += spelling.fragment().size();
            }
        }

        private void add(Spelling spelling, int before) {
            for (Fragment.Token token : spelling.tokens()) {
                if (token.atom() < 0) {
                    Integer id = ids.get(token.symbol());
                    if (id != null) {
                        sequence[length++] = id;
                    }
                } else {
                    int published = spelling.fragment().published()[token.atom()];
                    String plain = spelling.fragment().plainSymbols()[token.atom()];
                    Integer id = ids.getOrDefault(token.symbol(), ids.get(plain));
                    if (id == null) {
                        unknown.add(published);
                    }
                    places[published] = length;
                    alike[published] = before + spelling.classes()[token.atom()];
                    sequence[length++] = id != null ? id : rules.unknownId() != null ? rules.unknownId() : 0;
                    atoms++;
                }
            }
        }

        /** Hides details of randomly chosen atoms from the model. */
        Sequence vague(Random random, double share) {
            for (Spelling spelling : spellings) {
                for (int atom = 0; atom < spelling.fragment().size(); atom++) {
                    if (random.nextDouble() < share) {
                        String plain = spelling.fragment().plainSymbols()[atom];
                        boolean isPlain = spelling.fragment().symbols()[atom].equals(plain);
                        Integer id = isPlain ? null : ids.get(plain);
                        int published = spelling.fragment().published()[atom];
                        sequence[places[published]] = id == null ? rules.unknownId() : id;
                    }
                }
            }
            return this;
        }

        /**
         * Checks the sequence and returns it.
         *
         * @param spans the spans of all published atoms
         */
        TokenSequence finished(List<Span> spans) {
            int tokens = length - rules.leading().size();
            checkLength(Integer.toString(tokens), tokens);
            if (unknown.size() == atoms) {
                throw new UnencodableInputException(
                        UNKNOWN_CHARACTERS, "field 'smiles' has no atom that this explainer's model was trained on");
            }
            if (!unknown.isEmpty() && rules.unknown() == Unknown.REFUSE) {
                throw new UnencodableInputException(
                        UNKNOWN_CHARACTERS,
                        "field 'smiles' has atoms that this explainer's model was not trained on: " + listed(spans));
            }
            rules.trailing().forEach(id -> sequence[length++] = id);
            int[] weighed = IntStream.range(0, places.length)
                    .filter(atom -> places[atom] != Span.NO_ATOM)
                    .toArray();
            List<Span> own = new ArrayList<>(weighed.length);
            int[] placesOfParts = new int[weighed.length];
            int[] alikeOfParts = new int[weighed.length];
            for (int part = 0; part < weighed.length; part++) {
                own.add(spans.get(weighed[part]));
                placesOfParts[part] = places[weighed[part]];
                alikeOfParts[part] = alike[weighed[part]];
            }
            return new TokenSequence(
                    Arrays.copyOf(sequence, length),
                    rules.leading().size(),
                    rules.trailing().size(),
                    new TokenSequence.Atoms(placesOfParts, alikeOfParts),
                    own);
        }

        private String listed(List<Span> spans) {
            String shown = unknown.stream()
                    .sorted()
                    .limit(LISTED_ATOMS)
                    .map(atom -> "that at " + spans.get(atom).start())
                    .collect(Collectors.joining(", "));
            return unknown.size() > LISTED_ATOMS ? shown + " and " + (unknown.size() - LISTED_ATOMS) + " more" : shown;
        }
    }
}
