package io.maskstream.schemas.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.RefusalReason;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;

class SmilesAtomsTest {

    /** Below each character the last digit of its atom's index, or a dash. */
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
                "DC(T)H"
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
            value = {
                "CC(      | Unclosed branch detected, SMILES may be truncated",
                "CC)      | Closing of an unopened branch, SMILES may be truncated",
                "C1CC     | Unclosed ring detected, SMILES may be truncated",
                "c1cccc1X | unexpected character",
                "[NH4     | unparsable label in bracket atom",
                "C%       | a number (<digit>+) must follow '%'",
                "C=#C     | Multiple bonds specified"
            })
    void refusesWhatCdkCannotRead(String smiles, String reason) {
        assertThatThrownBy(() -> SmilesAtoms.ofCharacters(smiles))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(RefusalReason.UNPARSABLE))
                .hasMessage("field 'smiles' is no valid SMILES: could not parse '" + smiles + "', " + reason);
    }

    @Test
    void refusesATitleBehindTheStructure() {
        assertThatThrownBy(() -> SmilesAtoms.ofCharacters("CCO ethanol"))
                .isInstanceOf(UnencodableInputException.class)
                .hasMessage("field 'smiles' is no plain SMILES: it spells 5 atoms but stands for 3");
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

    /** The element in an atom as it is spelled, such as C in {@code [13C@@H]} or Se in {@code [se]}. */
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
