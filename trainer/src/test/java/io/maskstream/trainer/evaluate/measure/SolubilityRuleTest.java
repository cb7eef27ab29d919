package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolubilityRuleTest {

    private static final String GLYCOL = "OCCCCO";
    private static final String DDT = "Clc1ccc(cc1)C(c2ccc(Cl)cc2)C(Cl)(Cl)Cl";

    @Test
    void hydrophilicAtomsOnTopOfASolubleMoleculeAreHits() {
        SolubilityRule.Result result = soluble(GLYCOL, new float[] {9, 1, 8, 1, 1, 7});

        // Two of the three highest are O. Two of the six characters are, so three drawn at random include one on
        // average, and both in 4 of 20 draws.
        assertThat(result.molecules()).isEqualTo(1);
        assertThat(result.precision()).isCloseTo(2 / 3., within(1e-9));
        assertThat(result.hits()).isEqualTo(1);
        assertThat(result.randomPrecision()).isCloseTo(1 / 3., within(0.06));
        assertThat(result.randomHits()).isCloseTo(0.2, within(0.1));
    }

    @Test
    void carbonOnTopOfASolubleMoleculeIsNone() {
        SolubilityRule.Result result = soluble(GLYCOL, new float[] {5, 9, 8, 1, 1, 1});

        assertThat(result.precision()).isCloseTo(1 / 3., within(1e-9));
        assertThat(result.hits()).isZero();
    }

    @Test
    void halogensAndSkeletonAreWhatMakesAMoleculeInsoluble() {
        // 4-chlorophenyl ethyl ether: the carbons bound to O do not count.
        String ether = "CCOc1ccc(Cl)cc1";
        float[] chlorineOnTop = {1, 0, 0, 0, 0, 0, 0, 0, 0, 9, 8, 0, 0, 0, 0};
        float[] oxygenOnTop = {0, 8, 9, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

        assertThat(insoluble(ether, chlorineOnTop).precision()).isEqualTo(1);
        assertThat(insoluble(ether, oxygenOnTop).precision()).isZero();
    }

    @Test
    void bondsBranchesAndRingClosuresDoNotCompete() {
        // The highest scores are at the parentheses and the '=' of acetic acid.
        SolubilityRule.Result result = soluble("CC(=O)O", new float[] {1, 2, 9, 9, 5, 9, 4});

        assertThat(result.precision()).isCloseTo(2 / 3., within(1e-9));
    }

    @Test
    void moleculesWithNothingToGetWrongAreLeftOut() {
        // All atoms of DDT are hydrophobic, none of hexane is hydrophilic, and ethanol has only three atoms.
        assertThat(insoluble(DDT, new float[DDT.length()]).molecules()).isZero();
        assertThat(soluble("CCCCCC", new float[6]).molecules()).isZero();
        assertThat(soluble("CCO", new float[3]).molecules()).isZero();
    }

    @Test
    void moleculesThatAreNeitherSolubleNorInsolubleAreLeftOut() {
        float[] scores = new float[GLYCOL.length()];

        assertThat(SolubilityRule.apply(
                                List.of(GLYCOL),
                                List.of(SmilesAtoms.ofCharacters(GLYCOL)),
                                new float[] {-2},
                                List.of(scores),
                                true,
                                1)
                        .molecules())
                .isZero();
        assertThat(SolubilityRule.apply(
                                List.of(GLYCOL),
                                List.of(SmilesAtoms.ofCharacters(GLYCOL)),
                                new float[] {-2},
                                List.of(scores),
                                false,
                                1)
                        .molecules())
                .isZero();
    }

    private static SolubilityRule.Result soluble(String smiles, float[] scores) {
        return SolubilityRule.apply(
                List.of(smiles), List.of(SmilesAtoms.ofCharacters(smiles)), new float[] {0}, List.of(scores), true, 1);
    }

    private static SolubilityRule.Result insoluble(String smiles, float[] scores) {
        return SolubilityRule.apply(
                List.of(smiles),
                List.of(SmilesAtoms.ofCharacters(smiles)),
                new float[] {-6},
                List.of(scores),
                false,
                1);
    }
}
