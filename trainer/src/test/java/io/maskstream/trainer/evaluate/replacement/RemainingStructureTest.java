package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.trainer.records.SmilesEnumeration;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openscience.cdk.interfaces.IAtomContainer;

class RemainingStructureTest {

    @ParameterizedTest
    @CsvSource({
        // Hydrogens replace what is cut off.
        "CCO, 2, CC",
        "CC(=O)O, 2, CCO",
        "C#N, 1, C",
        // Pieces are joined where hydrogens leave room.
        "CCO, 1, CO",
        "CCOCCC, 2, CCCCC",
        "CC(=O)O, 1, C(O)O",
        "CC(F)(F)F, 1, C(F)(F)F",
        "c1ccc(OC)cc1, 4, c1ccc(C)cc1",
        // Ions remain separate.
        "CC(=O)O.[Na+], 1, C(O)O.[Na+]",
        // A ring that is cut is no longer aromatic; a ring fused to it still is, wherever CDK placed the double bonds.
        "c1ccncc1, 3, C=CC=CC",
        "c1ccc2ccccc2c1, 0, CCc1ccccc1C",
        "c1ccc2ccccc2c1, 5, C=Cc1ccccc1C",
        "Cc1ccccc1, 0, c1ccccc1",
        "c1ccccc1-c1ccccc1, 0, CC=CC=Cc1ccccc1",
        // Stereochemistry is kept where it is still meaningful.
        "C/C=C/CCO, 5, C/C=C/CC",
        "N[C@@H](C)C(=O)O, 0, CCC(=O)O",
        "C[N+](=O)[O-], 2, C[NH2+][O-]"
    })
    void withoutAnAtomTheRestIsAMolecule(String smiles, int removed, String expected) {
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        BitSet kept = new BitSet();
        kept.set(0, molecule.getAtomCount());
        kept.clear(removed);

        String left = RemainingStructure.spelt(molecule, kept).orElseThrow();

        assertThat(SmilesEnumeration.canonical(SmilesAtoms.parse(left)))
                .as(left)
                .isEqualTo(SmilesEnumeration.canonical(SmilesAtoms.parse(expected)));
    }

    @Test
    void theMoleculeItselfIsLeftAsItIs() {
        IAtomContainer molecule = SmilesAtoms.parse("CCO");
        BitSet kept = new BitSet();
        kept.set(0);

        assertThat(RemainingStructure.spelt(molecule, kept)).contains("C");

        assertThat(molecule.getAtomCount()).isEqualTo(3);
        assertThat(molecule.getAtom(1).getImplicitHydrogenCount()).isEqualTo(2);
    }

    @Test
    void withoutAtomsNothingIsLeft() {
        assertThat(RemainingStructure.spelt(SmilesAtoms.parse("CCO"), new BitSet()))
                .isEqualTo(Optional.empty());
    }
}
