package io.maskstream.schemas.input.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;

class SmilesAtomsTest {

    /** Expects for each character the last digit of its atom's index, or a dash. */
    @ParameterizedTest
    @CsvSource({
        "CCO,                 012",
        "CCl,                 011",
        "BrCBr,               00122",
        "C(Cl)=O,             0-11--2",
        "B(O)O,               0-1-2",
        "[NH4+].[Cl-],        000000-11111",
        "N[C@@H](C)C(=O)O,    0111111-2-3--4-5",
        "c1ccccc1,            0-12345-",
        "c1cc[nH]c1,          0-1233334-",
        "C%10CCC%10,          0---123---",
        "C%10CC1C%10N1,       0---12-3---4-",
        "[H]O[H],             0001222",
        "[2H]C#N,             00001-2",
        "F/C=C/F,             0-1-2-3",
        "[13CH3:7]*,          0000000001",
        "[Na+].[O-]c1ccccc1,  00000-11112-34567-",
        "C[Si](C)(C)C,        01111-2--3-4",
        "[se]1cccc1,          0000-1234-",
        "C1CC1C=2C=CC=CC=2,   0-12-3--4-56-78--"
    })
    void givesEachCharacterItsAtom(String smiles, String expected) {
        assertThat(Arrays.stream(SmilesAtoms.ofCharacters(smiles))
                        .mapToObj(atom -> atom == Span.NO_ATOM ? "-" : Integer.toString(atom % 10))
                        .collect(Collectors.joining()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CC(=O)Oc1ccccc1C(=O)O",
                "CN1C=NC2=C1C(=O)N(C(=O)N2C)C",
                "C[C@H](N)C(=O)[O-].[NH4+]",
                "ClC(Cl)=C(Br)I",
                "[H][C@@]12CC[C@H](O)[C@@]1(C)CCC1C2CCc2cc(O)ccc12",
                "CC1=C(C(=CC=C1)Cl)NC(=O)c1cnc(s1)Nc1cc(nc(n1)C)N1CCN(CC1)CCO",
                "C%11CCCCC%11C%12CC%12",
                "[Na+].[Cl-].O.[13CH4].[OH3+].[Fe+2]",
                "OB(O)c1ccc[se]1",
                "CP(=O)(F)OC(C)C",
                "*c1ccccc1[*]",
                "[nH]1cccc1.o1cccc1.s1cccc1.p1ccccc1",
                "[U].[Sc].[Cn].[Co].[Sn].[Pb].[Hf]",
                "N#[N+][N-]C(F)(F)F",
                "[2H]C([3H])[H]"
            })
    void agreesWithCdkOnTheElementOfEachAtom(String smiles) {
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        int[] atoms = SmilesAtoms.ofCharacters(smiles);

        for (IAtom atom : molecule.atoms()) {
            String spelled = spelling(smiles, atoms, molecule.indexOf(atom));
            assertThat(element(spelled)).as("%s in %s", spelled, smiles).isEqualTo(atom.getSymbol());
        }
        assertThat(Arrays.stream(atoms).max()).hasValue(molecule.getAtomCount() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            CC=                | the bond '=' at 2 has no atom after it
            =CC                | the bond '=' at 0 has no atom before it
            C/                 | the bond '/' at 1 has no atom after it
            C==C               | the bond '=' at 2 follows another bond
            C-=C               | the bond '=' at 2 follows another bond
            C(=)C              | the bond '=' at 2 has no atom after it
            C=(C)C             | the bond '=' at 1 is before a branch; move it into the branch
            CC()C              | the branch at 2 is empty
            (C)C               | the branch at 0 has no atom before it
            C((C))C            | the branch at 2 starts with a branch, not with an atom
            CC(                | the branch that opens at 2 is not closed
            CC(C(C)            | the branch that opens at 2 is not closed
            CC)                | the bracket ')' at 2 has no matching '('
            .C                 | the dot at 0 has nothing before it
            C.                 | the dot at 1 has no atom after it
            C..C               | the dot at 2 follows another dot
            C(.)C              | the dot at 2 has no atom after it
            C=.C               | the bond '=' at 1 has no atom after it
            C.=C               | the bond '=' at 2 has no atom before it
            C.(C)              | the branch at 2 has no atom before it
            C1CC               | the ring closure 1 at 1 has no counterpart
            C%12CC             | the ring closure 12 at 1 has no counterpart
            1CC1               | the ring closure at 0 has no atom before it
            C(1CC1)            | the ring closure at 2 has no atom before it
            C(=1CC=1)          | the ring closure at 3 has no atom before it
            C.1CC1             | the ring closure at 2 has no atom before it
            C11                | the ring closures 1 at 1 and at 2 join an atom with itself
            C1C1               | the ring closures 1 at 1 and at 3 join two atoms that already have a bond
            C12CC12            | the ring closures 2 at 2 and at 6 join two atoms that already have a bond
            C=1CCC#1           | the ring closures 1 at 2 and at 7 have different bonds, '=' and '#'
            C%                 | the '%' at 1 needs two digits after it
            C%1CC%1            | the '%' at 1 needs two digits after it
            C%(10)CC%(10)      | the '%' at 1 needs two digits after it
            HCN                | 'H' at 0 needs brackets; hydrogen is written [H]
            DC                 | 'D' at 0 needs brackets; hydrogen is written [2H]
            CT                 | 'T' at 1 needs brackets; hydrogen is written [3H]
            [CCO]              | there is 'C' at 2, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            c1ccccc1[NO2]      | there is 'O' at 10, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [C+H3]             | there is 'H' at 3, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [C@@@]             | there is '@' at 4, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [C+-]              | there is '-' at 3, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [cl]               | there is 'l' at 2, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [Xx]               | there is 'X' at 1, where the symbol of an element should be
            []                 | there is ']' at 1, where the symbol of an element should be
            [13]               | there is ']' at 3, where the symbol of an element should be
            [si]1ccccc1        | there is 'i' at 2, where the bracket should close; it holds one atom: isotope, element, chirality, hydrogens, charge, class, in this order
            [HH]               | the hydrogen at 0 has a hydrogen; it is written [H][H]
            [1000C]            | the isotope at 1 has more than three digits
            [C+16]             | the charge at 2 is beyond 15
            [C@TH3]            | the chirality at 2 needs a number from 1 to 2
            [C@OH31]           | the chirality at 2 needs a number from 1 to 30
            [C@SP]             | the chirality at 2 needs a number from 1 to 3
            [C:]               | the atom class at 2 needs one to nine digits
            [C:1234567890]     | the atom class at 2 needs one to nine digits
            [NH4               | the bracket '[' at 0 is not closed
            C[                 | the bracket '[' at 1 is not closed
            C]                 | the bracket ']' at 1 has no matching '['
            CL                 | there is 'L' at 1, which is not an atom, a bond, a branch or a ring closure
            cl                 | there is 'l' at 1, which is not an atom, a bond, a branch or a ring closure
            C~C                | there is '~' at 1, which is not an atom, a bond, a branch or a ring closure
            C\u202e            | there is U+202E at 1, which is not an atom, a bond, a branch or a ring closure
            C>>C               | there is '>' at 1; a reaction is not a molecule
            CCO ethanol        | there is white space at 3; no title or extension may follow the structure
            cccc               | the atom at 0 is written as aromatic, in lower case, but is in no aromatic ring
            Cc                 | the atom at 1 is written as aromatic, in lower case, but is in no aromatic ring
            c1ccccc1cc1ccccc1  | the atom at 8 is written as aromatic, in lower case, but is in no aromatic ring
            o1CCCC1            | the atom at 0 is written as aromatic, in lower case, but is in no aromatic ring
            Cc1cccc1           | the aromatic atoms, the first of them at 1, have no Kekule structure; a hydrogen may be missing, as in [nH]
            n1cccc1            | the aromatic atoms, the first of them at 0, have no Kekule structure; a hydrogen may be missing, as in [nH]
            C:C                | the aromatic bond at 1 joins an atom that is not written as aromatic
            C1:C:C:C:C:C:1     | the aromatic bond at 2 joins an atom that is not written as aromatic
            c1(C)(C)cccc1      | the aromatic carbon at 0 has more than three neighbours
            [cH2]1cccc1        | the aromatic carbon at 0 has more than three neighbours
            OC(C)(C)(C)C       | the atom at 1 has bonds of order 5, but its element has at most 4 without brackets
            C=C=C(=C)C         | the atom at 4 has bonds of order 5, but its element has at most 4 without brackets
            O(C)(C)C           | the atom at 0 has bonds of order 3, but its element has at most 2 without brackets
            CF=C               | the atom at 1 has bonds of order 3, but its element has at most 1 without brackets
            F/C(\\F)=C/F       | the marks '/' and '\\' at a double bond contradict each other
            """)
    void refusesWhatIsNoSmilesAndSaysWhere(String smiles, String reason) {
        assertThatThrownBy(() -> SmilesAtoms.ofCharacters(smiles))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(RefusalReason.UNPARSABLE))
                .hasMessage("field 'smiles' is not valid SMILES: " + reason);
        assertThatThrownBy(() -> SmilesAtoms.parse(smiles)).isInstanceOf(UnencodableInputException.class);
    }

    /** Strings from the OpenSMILES specification and from data sets, and unusual but valid notations. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Au] [OH-] [Fe++] [Cu+2] [OH3+] [235U] [CH3:123456789] [U+15] [C-4] [0C] [Og] [H+] [H][H] [2H]O[2H]",
                "C$C [Ga+]$[As-] [Rh-](Cl)(Cl)(Cl)(Cl)$[Rh-](Cl)(Cl)(Cl)Cl C-C [H]/C=C/[H]",
                "CCC(CC)CO OS(=O)(=S)O C(C(C))C C(.C) c1cc(O.NCCO)ccc1 Oc1ccccc1.NCCO [Na+].[O-]c1ccccc1",
                "C=1CCCCC=1 C=1CCCCC1 C1CCCCC=1 C12(CCCCC1)CCCCC2 C%25CCCCC%25 C1CCCCC%01 C0CCCCC0 C%00CC0 C(C)1CC1",
                "C1.C1 c1c2c3c4cc1.Br2.Cl3.Cl4 C/1=C/CCCCCC1",
                "N[C@](C)(F)C(=O)O [C@@](F)(Cl)(Br)I FC1C[C@](Br)(Cl)CCC1 [C@]1(Br)(Cl)CCCC(F)C1 N[C@TH1](C)(F)O",
                "OC(Cl)=[C@]=C(C)F OC=[C@AL2]=CF F[Po@SP3](Cl)(Br)I S[As@TB20](F)(Cl)(Br)N S[Co@OH30](F)(I)(Cl)(C)Br",
                "F/C=C/F F\\C=C\\F C(\\F)=C/F F/C(CC)=C/F F/C=C=C=C/F",
                "n1ccccc1 [nH]1cccc1 [n-]1cccc1 o1cccc1 [se]1cccc1 [asH]1cccc1 [cH-]1cccc1 [cH+]1cccccc1 b1ccccc1 p1ccccc1",
                "c1ccccc1-c2ccccc2 c1ccccc1c1ccccc1 c1:c:c:c:c:c:1 c1ccc-2c(c1)-c1ccccc1-2 c1cc2ccc3cccc4ccc(c1)c2c34",
                "O=c1cccc[nH]1 Cn1cnc2c1c(=O)n(c(=O)n2C)C O=s1cccc1 O=n1ccccc1 [O-][n+]1ccccc1 C[n+]1ccccc1 *1ccccc1",
                "c1c(OC)c(OC)C2C(=O)OCC2c1 c1cC2C(=O)NC(=O)C2cc1",
                "CN(=O)=O CP(C)(C)(C)C FS(F)(F)(F)(F)F OCl(=O)(=O)=O CI(=O)=O B(F)(F)F CN(C)(C)=O [Pt](Cl)(Cl)(N)N",
            })
    void takesWhatTheNotationAllows(String several) {
        for (String smiles : several.split(" ")) {
            assertThat(Arrays.stream(SmilesAtoms.ofCharacters(smiles)).max())
                    .as(smiles)
                    .hasValue(SmilesAtoms.parse(smiles).getAtomCount() - 1);
        }
    }

    /** Hostile strings must not exhaust the stack or take superlinear time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "C(",
                "C",
                "[",
                "c1ccccc1",
                "C1CC1",
                "=",
                "1",
                "%99",
                "C%99",
                "[C@TB1",
                "[1",
                "C(C)",
                "[U](C)",
                ")"
            })
    void isQuickWithWhatIsHuge(String piece) {
        assertTimeout(
                Duration.ofSeconds(2), () -> assertThatThrownBy(() -> SmilesAtoms.ofCharacters(piece.repeat(300_000)))
                        .isInstanceOf(UnencodableInputException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "(C", "[U](C)", "c", "C1CC1"})
    void takesItsMaximumOfAtomsAndNoMore(String kind) throws InterruptedException {
        int most = SmilesNotation.MAXIMUM_ATOMS;
        String longest =
                switch (kind) {
                    case "(C" -> "C" + "(C".repeat(most - 1) + ")".repeat(most - 1);
                    case "[U](C)" -> "[U]" + "(C)".repeat(most - 1);
                    case "c" -> "c1" + "c".repeat(most - 2) + "c1";
                    case "C1CC1" -> "C1CC1".repeat(most / 3) + "C";
                    default -> "C".repeat(most);
                };
        int[] largest = new int[1];
        // The smallest possible stack of a streamer thread.
        Thread thread = new Thread(
                null,
                () -> largest[0] =
                        Arrays.stream(SmilesAtoms.ofCharacters(longest)).max().orElse(-1),
                kind,
                512 << 10);
        thread.start();
        thread.join();

        assertThat(largest[0]).isEqualTo(most - 1);
        assertThatThrownBy(() -> SmilesAtoms.ofCharacters(longest + ".C"))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(RefusalReason.TOO_LONG))
                .hasMessage("field 'smiles' has more than 1000 atoms, which is the maximum");
    }

    private static String spelling(String smiles, int[] atoms, int atom) {
        StringBuilder spelling = new StringBuilder();
        for (int i = 0; i < atoms.length; i++) {
            if (atoms[i] == atom) {
                spelling.append(smiles.charAt(i));
            }
        }
        return spelling.toString();
    }

    /** Returns the element of a written atom, such as C in {@code [13C@@H]} or Se in {@code [se]}. */
    private static String element(String spelling) {
        String bare = spelling.replaceAll("[\\[\\]0-9@+:-]", "");
        if (bare.matches("\\*")) {
            return "R";
        }
        if (bare.matches("[HDT]")) {
            return "H";
        }
        String symbol = bare.length() > 1 && bare.endsWith("H") ? bare.substring(0, bare.length() - 1) : bare;
        return Character.toUpperCase(symbol.charAt(0)) + symbol.substring(1);
    }
}
