package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.qsar.descriptors.molecular.JPlogPDescriptor;
import org.openscience.cdk.qsar.result.DoubleResult;

class AtomContributionsTest {

    private final AtomContributions contributions = new AtomContributions();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CC",
                "CCO",
                "[H]OC([2H])C",
                "c1ccccc1Cl",
                "C1=CC=CC=C1Cl",
                "Cc1occc1C(=O)Nc2ccccc2",
                "CC(C)=CCCC(C)=CC(=O)",
                "OCC3OC(OCC2OC(OC(C#N)c1ccccc1)C(O)C(O)C2O)C(O)C(O)C3O",
                "C[N+](=O)[O-]",
                "FC(F)(F)c1ccc(Br)cc1S(=O)(=O)N",
                "CC(=O)Oc1ccccc1C(=O)O",
                "CN1C=NC2=C1C(=O)N(C(=O)N2C)C",
                "CCOP(=S)(OCC)Oc1ccc([N+]([O-])=O)cc1",
                "C[C@H](N)C(=O)O",
                "CI"
            })
    void theyAddUpToWhatTheDescriptorSays(String smiles) {
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        double total =
                ((DoubleResult) new JPlogPDescriptor().calculate(molecule).getValue()).doubleValue();

        double[] ofAtoms = contributions.of(molecule);

        assertThat(ofAtoms).hasSize(molecule.getAtomCount());
        assertThat(Arrays.stream(ofAtoms).sum()).isCloseTo(total, within(1e-9));
    }

    @Test
    void atomsOfTheSameSortContributeTheSameWhereverTheyAreSpelt() {
        double[] spelt = contributions.of(SmilesAtoms.parse("CCO"));
        double[] backwards = contributions.of(SmilesAtoms.parse("OCC"));

        assertThat(backwards).containsExactly(spelt[2], spelt[1], spelt[0]);
        assertThat(spelt[2]).as("oxygen draws into water, carbon out of it").isLessThan(spelt[0]);
    }

    @Test
    void theMoleculeStaysAsItIs() {
        IAtomContainer molecule = SmilesAtoms.parse("CO");

        contributions.of(molecule);

        assertThat(molecule.getAtomCount()).isEqualTo(2);
        assertThat(molecule.getAtom(0).getImplicitHydrogenCount()).isEqualTo(3);
    }

    @Test
    void anAtomWithoutAContributionIsNamed() {
        assertThatThrownBy(() -> contributions.of(SmilesAtoms.parse("C[Hg]C")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Hg");
    }
}
