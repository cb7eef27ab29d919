package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_CHARACTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Side;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;
import org.openscience.cdk.smiles.SmiFlavor;
import org.openscience.cdk.smiles.SmilesGenerator;

class CanonicalEncodingTest {

    private static final List<String> SYNTAX =
            List.of("(", ")", "=", "#", "-", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final List<String> ATOMS =
            List.of("[UNK]", "C", "N", "O", "S", "P", "F", "Cl", "Br", "I", "c", "n", "o", "s", "[nH]", "[O-]", "[Na]");

    private static final String FULLERENE =
            "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9"
                    + "c%10c5c5c1c1c6c6c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41";

    /** The encoding of a model that was not trained on several fragments. */
    private static final SmilesEncoding ENCODING = encoding(List.of());

    private static final SmilesEncoding OF_FRAGMENTS = encoding(List.of(".", "[Na+]", "%10"));

    private static SmilesEncoding encoding(List<String> more) {
        List<String> vocabulary = new ArrayList<>(ATOMS);
        vocabulary.addAll(SYNTAX);
        vocabulary.addAll(more);
        return new SmilesEncoding(vocabulary, TokenInput.atoms(5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CC(=O)Oc1ccccc1C(=O)O",
                "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
                "CC1=C(C(=CC=C1)Cl)NC(=O)c1cnc(s1)Nc1cc(nc(n1)C)N1CCN(CC1)CCO",
                "C[C@H](N)C(=O)[O-].[NH4+]",
                "F/C=C/C=C\\[2H]",
                "[Na+].[O-]C(=O)c1ccccc1.[Na+].[O-]C(=O)c1ccccc1",
                "O=[N+]([O-])c1ccc([N+](=O)[O-])cc1",
                "C[S+]([O-])C",
                "CN=[N+]=[N-]",
                "[O-][n+]1ccccc1",
                "[H]OC([H])([H])n1cccc1",
                "CC(C)(C)c1c(C(C)(C)C)c(C(C)(C)C)c(C(F)(F)F)c(C(C)(C)C)c1C(C)(C)C",
                "c1ccc(-c2ccccc2)cc1",
                "C1C2CC3CC1CC(C2)C3",
                "C12C3C4C1C5C2C3C45",
                "C12C3C1C4C5C2C3C45",
                "c1ccc2c(c1)c1cccc3cccc2c13",
                "Cc1c(F)cc1",
                "c1c(OC)c(OC)C2C(=O)OCC2c1",
                "CCCCCCCCCCCCCCCCCC(=O)OCC(COC(=O)CCCCCCCC=CCCCCCCCC)OC(=O)CCCCCCCCCCC",
                "C%10CCCCC%10N",
                "*c1ccc(cc1)[13CH3:7]",
                "Cc1cccc*1",
                "[Cl-].[Cl-].C[N+](C)(C)CCCCCC[N+](C)(C)C",
                FULLERENE
            })
    void everySpellingIsTheSame(String smiles) throws CDKException, CloneNotSupportedException {
        TokenSequence own = OF_FRAGMENTS.encode(smiles);
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        Random random = new Random(5);
        Set<String> spellings = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            int[] atoms = new int[molecule.getAtomCount()];
            String spelling = respelt(molecule, random, atoms);
            spellings.add(spelling);
            TokenSequence other = OF_FRAGMENTS.encode(spelling);

            assertThat(other.ids()).as(spelling).isEqualTo(own.ids());
            assertThat(weights(other, atoms)).as(spelling).isEqualTo(weights(own, identity(atoms.length)));
        }
        assertThat(spellings).hasSizeGreaterThan(1);
    }

    /** Returns each atom's weight in an explanation if the mask network gives a different weight to each token. */
    private static Map<Integer, Float> weights(TokenSequence tokens, int... atoms) {
        float[] numbers = new float[tokens.parts()];
        for (int part = 0; part < numbers.length; part++) {
            numbers[part] = 1 / (1f + tokens.place(part, InputTensor.ids(0, false), tokens.length()));
        }
        float[] explained = tokens.explained(numbers);
        Map<Integer, Float> weights = new TreeMap<>();
        for (int part = 0; part < numbers.length; part++) {
            weights.put(atoms[tokens.spans().get(part).atom()], explained[part]);
        }
        return weights;
    }

    private static int[] identity(int atoms) {
        return IntStream.range(0, atoms).toArray();
    }

    /** Writes a molecule with CDK after shuffling its atoms and bonds. */
    private static String respelt(IAtomContainer molecule, Random random, int... atoms)
            throws CDKException, CloneNotSupportedException {
        IAtomContainer shuffled = molecule.clone();
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, molecule.getAtomCount()).boxed().toList());
        Collections.shuffle(order, random);
        shuffled.setAtoms(order.stream().map(shuffled::getAtom).toArray(IAtom[]::new));
        List<IBond> bonds = new ArrayList<>();
        shuffled.bonds().forEach(bonds::add);
        Collections.shuffle(bonds, random);
        shuffled.setBonds(bonds.toArray(IBond[]::new));
        int[] places = new int[atoms.length];
        String spelling = new SmilesGenerator(
                        SmiFlavor.Stereo | SmiFlavor.AtomicMass | SmiFlavor.AtomAtomMap | SmiFlavor.UseAromaticSymbols)
                .create(shuffled, places);
        for (int i = 0; i < places.length; i++) {
            atoms[places[i]] = order.get(i);
        }
        return spelling;
    }

    @ParameterizedTest
    @CsvSource({
        "C1=CC=CC=C1,             c1ccccc1",
        "N1C=CC=C1,               [nH]1cccc1",
        "[H]n1cccc1,              c1cc[nH]c1",
        "C[N+](=O)[O-],           CN(=O)=O",
        "C[S+]([O-])C,            CS(C)=O",
        "C[N-][N+]#N,             CN=[N+]=[N-]",
        "[H]C([H])([H])[H],       C",
        "[2H]C,                   C",
        "[13CH3][OH:4],           CO",
        "C[C@H](F)Cl,             C[C@@H](F)Cl",
        "F/C=C/F,                 F/C=C\\F",
        "C%10CC%10,               C1CC1",
        "OC(=O)C,                 CC(=O)O",
        "[CH3][CH2][OH],          CCO"
    })
    void whatIsTheSameMoleculeLooksTheSame(String smiles, String other) {
        assertThat(text(ENCODING, ENCODING.encode(smiles))).isEqualTo(text(ENCODING, ENCODING.encode(other)));
    }

    @ParameterizedTest
    @CsvSource({
        "C1CCCCC1,    C1CCCC1",
        "C1CC1C1CC1,  C1CCCCC1",
        "C1CC2CCCCC2C1, C1CCC2CCCC2C1C",
        "CC(=O)O,     CC(=O)[O-]",
        "C=C,         CC",
        "CN=O,        CNO"
    })
    void whatIsAnotherMoleculeLooksDifferent(String smiles, String other) {
        assertThat(ENCODING.encode(smiles).ids())
                .isNotEqualTo(ENCODING.encode(other).ids());
    }

    @ParameterizedTest
    @CsvSource({
        "OC(=O)C,            CC(=O)O",
        "c1ccccc1Cl,         Clc1ccccc1",
        "C(Br)C#N,           BrCC#N",
        "C1C2CC3CC1CC(C2)C3, C1C2CC3CC1CC(C2)C3",
    })
    void anAtomIsAToken(String smiles, String expected) {
        TokenSequence tokens = ENCODING.encode(smiles);

        assertThat(text(ENCODING, tokens)).isEqualTo(expected);
        assertThat(tokens.parts()).isEqualTo(SmilesAtoms.parse(smiles).getAtomCount());
    }

    @Test
    void spansAreThoseOfTheAtomsAsTheyWerePublished() {
        TokenSequence tokens = ENCODING.encode(" [OH]C(=O)[C@H](F)Cl\n");

        assertThat(tokens.spans())
                .containsExactly(
                        new Span(1, 5, 0),
                        new Span(5, 6, 1),
                        new Span(8, 9, 2),
                        new Span(10, 15, 3),
                        new Span(16, 17, 4),
                        new Span(18, 20, 5));
        assertThat(IntStream.range(0, tokens.parts())
                        .mapToObj(part -> ENCODING.vocabulary().get(tokens.id(part) - 1)))
                .containsExactly("O", "C", "O", "C", "F", "Cl");
    }

    @Test
    void hydrogensThatAreSpeltAreCountedAtTheirAtom() {
        assertThat(ENCODING.encode("[H]OC").spans()).containsExactly(new Span(3, 4, 1), new Span(4, 5, 2));
    }

    @Test
    void atomsThatAreAlikeWeighTheSame() {
        TokenSequence toluene = ENCODING.encode("Cc1ccccc1");

        float[] explained = toluene.explained(new float[] {0.5f, 0.25f, 0, 0.2f, 0.3f, 0.6f, 1});

        // Methyl, ipso, ortho, meta, para, meta, ortho.
        assertThat(explained).containsExactly(new float[] {0.5f, 0.25f, 0.5f, 0.4f, 0.3f, 0.4f, 0.5f}, within(1e-6f));
    }

    @Test
    void atomsOfEqualFragmentsAreAlike() {
        TokenSequence salt = OF_FRAGMENTS.encode("CO.CO.CCl");

        assertThat(salt.explained(new float[] {1, 0.5f, 0, 0, 0.25f, 0.75f}))
                .containsExactly(new float[] {0.5f, 0.25f, 0.5f, 0.25f, 0.25f, 0.75f}, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({
        "[Na+].[O-]C(=O)C,  CC(=O)[O-]",
        "Cl.CN,             CN",
        "[Na]O[Na].C,       C",
        "CO.CCN,            CCN",
    })
    void aModelThatKnowsNoFragmentsGetsTheLargestWithCarbon(String smiles, String expected) {
        TokenSequence tokens = ENCODING.encode(smiles);

        assertThat(text(ENCODING, tokens)).isEqualTo(expected);
        assertThat(tokens.spans()).hasSize(tokens.parts());
    }

    @Test
    void aModelThatKnowsFragmentsGetsThemAll() {
        TokenSequence tokens = OF_FRAGMENTS.encode("[Na+].[O-]C(=O)C");

        assertThat(text(OF_FRAGMENTS, tokens)).isEqualTo("CC(=O)[O-].[Na+]");
        assertThat(tokens.spans()).hasSize(5).contains(new Span(0, 5, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "C[NH3+],          CN",
        "CC[O-],           CC[O-]",
        "C[n+]1ccccc1,     Cn1ccccc1",
        "C[Na],            C[Na]",
        "C[Hg]C,           C[UNK]C",
        "C[Si](C)(C)C,     C[UNK](C)(C)C",
        "*CC,              [UNK]CC",
        "C[Cr]$[Cr]C,      C[UNK][UNK]C",
    })
    void whatTheVocabularyLacksIsLessThanItIs(String smiles, String expected) {
        assertThat(text(ENCODING, ENCODING.encode(smiles))).isEqualTo(expected);
    }

    @Test
    void ringClosuresThatTheVocabularyLacksAreLeftOut() {
        assertThat(text(OF_FRAGMENTS, OF_FRAGMENTS.encode(FULLERENE)))
                .contains("%10")
                .doesNotContain("%11");
        assertThat(text(ENCODING, ENCODING.encode(FULLERENE))).doesNotContain("%");
        assertThat(ENCODING.encode(FULLERENE).parts()).isEqualTo(60);
    }

    @Test
    void moleculesOfUnknownAtomsAloneAreRefused() {
        assertUnencodable(
                ENCODING,
                "[Hg+2]",
                UNKNOWN_CHARACTERS,
                "field 'smiles' has no atom that this explainer's model was trained on");
    }

    @Test
    void aVocabularyWithoutOneForTheUnknownRefusesThem() {
        TokenInput rules = new TokenInput(
                8,
                Unit.ATOMS,
                null,
                List.of(),
                3,
                Unknown.REFUSE,
                null,
                0,
                Side.END,
                Truncation.REFUSE,
                List.of(1),
                List.of(2));
        SmilesEncoding encoding = new SmilesEncoding(List.of("C", "O", "=", "(", ")"), rules);

        TokenSequence tokens = encoding.encode("O=CC");
        assertThat(tokens.ids()).containsExactly(1, 3, 3, 5, 4, 2);
        assertThat(IntStream.range(0, 3).map(tokens::id)).containsExactly(4, 3, 3);
        assertUnencodable(
                encoding,
                "OCN.F",
                UNKNOWN_CHARACTERS,
                "field 'smiles' has atoms that this explainer's model was not trained on: that at 2");
        assertUnencodable(
                encoding,
                "CCCCCCC",
                TOO_LONG,
                "field 'smiles' has at least 7 tokens in its canonical form, but this explainer takes at most 6");
        assertUnencodable(
                encoding,
                "CCCC=CC",
                TOO_LONG,
                "field 'smiles' has 7 tokens in its canonical form, but this explainer takes at most 6");
    }

    @Test
    void theVocabularyHoldsTokensAndPlainAtoms() {
        assertThat(SmilesEncoding.canonicalVocabularyOf(List.of(" C[N+](C)(C)C.[Cl-]", "c1cc[nH]c1"), "[UNK]"))
                .containsExactly("[UNK]", "(", ")", ".", "1", "C", "Cl", "N", "[Cl-]", "[N+]", "[nH]", "c", "n");
    }

    @Test
    void whatJoinsAtomsIsNotWeighed() {
        List<String> vocabulary = List.of("[UNK]", "C", "(", "=", "%10", ".", "[nH]", "*", "c");

        assertThat(SmilesEncoding.unweighed(vocabulary, TokenInput.atoms(9))).containsExactly(3, 4, 5, 6);
        assertThat(SmilesEncoding.unweighed(vocabulary, TokenInput.smiles(9))).isEmpty();
    }

    @Test
    void trainingSeesAMoleculeInManyOrders() {
        Random random = new Random(3);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            TokenSequence tokens = ENCODING.shuffled("CC(=O)Nc1ccc(O)cc1", random, 0);
            orders.add(text(ENCODING, tokens));
            assertThat(IntStream.range(0, tokens.parts()).map(tokens::id))
                    .as("the same atoms in the published order")
                    .containsExactly(2, 2, 4, 3, 11, 11, 11, 11, 4, 11, 11);
            assertThat(ENCODING.encode(text(ENCODING, tokens)).ids())
                    .isEqualTo(ENCODING.encode("CC(=O)Nc1ccc(O)cc1").ids());
        }
        assertThat(orders).hasSizeGreaterThan(15);
    }

    @Test
    void trainingSeesAtomsOfWhichTheModelKnowsLess() {
        Random random = new Random(3);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            TokenSequence tokens = ENCODING.shuffled("C".repeat(30) + "[O-]", random, 0.2);
            IntStream.range(0, tokens.parts())
                    .forEach(part -> counts.merge(ENCODING.vocabulary().get(tokens.id(part) - 1), 1, Integer::sum));
        }

        assertThat(counts).containsOnlyKeys("[UNK]", "C", "O", "[O-]");
        assertThat(counts.get("[UNK]")).isCloseTo(3000, within(250));
        assertThat(counts.get("O")).isCloseTo(100, within(40));
    }

    /** Symmetric molecules of up to 1,000 atoms; an exhaustive search would never finish for some of them. */
    @Test
    void theWorstMoleculesAreCheap() {
        List<String> worst = List.of(
                FULLERENE,
                String.join(".", Collections.nCopies(16, FULLERENE)),
                dendrimer(5),
                "C".repeat(1000),
                "C1" + "C".repeat(998) + "C1",
                String.join(".", Collections.nCopies(333, "C1CC1")),
                String.join(".", Collections.nCopies(1000, "C")),
                "C" + "[Si](C)(C)".repeat(300) + "C",
                torus(10, 50));
        worst.forEach(OF_FRAGMENTS::encode);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (String smiles : worst) {
            long before = threads.getCurrentThreadCpuTime();
            OF_FRAGMENTS.encode(smiles);
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
                    .as(smiles)
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    private static String dendrimer(int generations) {
        return generations == 0
                ? "C"
                : "C(" + dendrimer(generations - 1) + ")(" + dendrimer(generations - 1) + ")"
                        + dendrimer(generations - 1);
    }

    /** Returns a molecule of equivalent atoms with four neighbours each, joined only by ring closures. */
    private static String torus(int width, int height) {
        int atoms = width * height;
        List<int[]> bonds = new ArrayList<>();
        for (int atom = 0; atom < atoms; atom++) {
            int row = atom / width * width;
            bonds.add(ordered(atom, row + (atom + 1) % width));
            bonds.add(ordered(atom, (atom + width) % atoms));
        }
        StringBuilder smiles = new StringBuilder();
        int[][] open = new int[100][];
        for (int atom = 0; atom < atoms; atom++) {
            smiles.append(atom == 0 ? "C" : ".C");
            List<Integer> freed = new ArrayList<>();
            for (int number = 1; number < open.length; number++) {
                if (open[number] != null && open[number][1] == atom) {
                    smiles.append(String.format("%%%02d", number));
                    freed.add(number);
                }
            }
            for (int[] bond : bonds) {
                if (bond[0] == atom) {
                    int number = 1;
                    while (open[number] != null) {
                        number++;
                    }
                    open[number] = bond;
                    smiles.append(String.format("%%%02d", number));
                }
            }
            freed.forEach(number -> open[number] = null);
        }
        return smiles.toString();
    }

    private static int[] ordered(int one, int other) {
        return new int[] {Math.min(one, other), Math.max(one, other)};
    }

    private static String text(SmilesEncoding encoding, TokenSequence tokens) {
        return Arrays.stream(tokens.ids())
                .mapToObj(id -> encoding.vocabulary().get(id - 1))
                .collect(Collectors.joining());
    }

    private static void assertUnencodable(
            SmilesEncoding encoding, String smiles, RefusalReason reason, String message) {
        assertThatThrownBy(() -> encoding.encode(smiles))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessage(message);
    }
}
