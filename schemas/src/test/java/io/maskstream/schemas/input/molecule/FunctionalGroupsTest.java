package io.maskstream.schemas.input.molecule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionalGroupsTest {

    private final FunctionalGroups groups = new FunctionalGroups();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CC(=O)Oc1ccccc1C(=O)O   | carboxylic acid 10 11 12; ester 1 2 3; benzene ring 4 5 6 7 8 9; alkyl 0
            CC(=O)Nc1ccc(O)cc1      | amide 1 2 3; benzene ring 4 5 6 7 9 10; phenol 8; alkyl 0
            CCO                     | alcohol 2; alkyl 0 1
            CCN(CC)CC               | amine 2; alkyl 0 1; alkyl 3 4; alkyl 5 6
            COc1ccncc1              | six-membered heteroaromatic ring 2 3 4 5 6 7; ether 1; alkyl 0
            Nc1ccc(cc1)S(=O)(=O)N   | sulfonamide 7 8 9 10; benzene ring 1 2 3 4 5 6; aromatic amine 0
            ClC=CC#N                | nitrile 3 4; chlorine 0; alkene 1 2
            CC(C)=O                 | ketone 1 3; alkyl 0; alkyl 2
            O=CC1CC1                | aldehyde 0 1; alkyl 2 3 4
            NC(=O)N                 | urea 0 1 2 3
            O=C1CCC(=O)N1           | amide 0 1 6; amide 4 5; alkyl 2 3
            CSCS                    | thiol 3; thioether 1; alkyl 0; alkyl 2
            [Na+].CC(=O)[O-]        | carboxylate 2 3 4; alkyl 1
            """)
    void findsTheGroupsOfAMolecule(String smiles, String expected) {
        assertThat(found(smiles)).containsExactly(expected.split("; "));
    }

    @Test
    void fusedRingsAreGroupsOfTheirOwn() {
        assertThat(found("c1ccc2ccccc2c1")).hasSize(2).allSatisfy(group -> assertThat(group)
                .startsWith("benzene ring"));
        assertThat(found("c1ccc2[nH]ccc2c1"))
                .hasSize(2)
                .anySatisfy(group -> assertThat(group).startsWith("benzene ring"))
                .anySatisfy(group -> assertThat(group).startsWith("five-membered heteroaromatic ring"));
    }

    /** Both notations of a nitro group, and of an aromatic ring. */
    @Test
    void theNotationDoesNotMatter() {
        assertThat(found("O=N(=O)c1ccccc1")).containsExactly("nitro 0 1 2", "benzene ring 3 4 5 6 7 8");
        assertThat(found("[O-][N+](=O)C1=CC=CC=C1")).containsExactly("nitro 0 1 2", "benzene ring 3 4 5 6 7 8");
    }

    @Test
    void anAtomBelongsToOneGroup() {
        for (String smiles : List.of("CC(=O)Oc1ccccc1C(=O)O", "O=C(O)C(=O)NC(=O)OC", "c1cc2ccc3cccc4ccc(c1)c2c34")) {
            List<Integer> atoms = new ArrayList<>();
            groups.of(smiles).forEach(group -> atoms.addAll(group.atoms()));
            assertThat(atoms).as(smiles).doesNotHaveDuplicates();
        }
    }

    private List<String> found(String smiles) {
        return groups.of(smiles).stream()
                .map(group -> group.name()
                        + String.join(
                                "",
                                group.atoms().stream().map(atom -> " " + atom).toList()))
                .toList();
    }
}
