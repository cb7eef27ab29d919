package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.trainer.records.SmilesEnumeration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;

class MoleculeVariantsTest {

    private static final int DRAWN = 300;

    private static final Map<String, Integer> BONDS = Map.of("C", 4, "O", 2, "F", 1, "Cl", 1, "Br", 1, "I", 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CCO",
                "c1ccccc1Cl",
                "Cc1occc1C(=O)Nc2ccccc2",
                "CC(C)=CCCC(C)=CC(=O)",
                "C[N+](=O)[O-]",
                "FC(F)(F)c1ccc(Br)cc1S(=O)(=O)N",
                "CN1C=NC2=C1C(=O)N(C(=O)N2C)C",
                "C[C@H](N)C(=O)O",
                "[Na+].CC(=O)[O-]"
            })
    void areMolecules(String smiles) {
        List<String> variants = drawn(smiles, 1);

        assertThat(new HashSet<>(variants)).hasSizeGreaterThan(5);
        for (String variant : variants) {
            for (IAtom atom : SmilesAtoms.parse(variant).atoms()) {
                if (atom.getFormalCharge() == 0 && BONDS.containsKey(atom.getSymbol())) {
                    assertThat(bonds(atom)).as(variant).isEqualTo(BONDS.get(atom.getSymbol()));
                }
            }
        }
    }

    @Test
    void areFragmentsOrHaveOtherElements() {
        Set<String> variants = new HashSet<>();
        drawn("CCCO", 2).forEach(variant -> variants.add(SmilesEnumeration.canonical(SmilesAtoms.parse(variant))));

        assertThat(variants).contains(canonical("CC"), canonical("CCC"), canonical("CO"), canonical("CCO"));
        assertThat(variants).contains(canonical("CCNO"), canonical("CCCN"), canonical("ClCCCO"));
    }

    @Test
    void ringsStayWhole() {
        assertThat(drawn("C1CCCCC1", 3)).allMatch(variant -> variant.contains("1"));
    }

    @Test
    void aSeedGivesTheSameOnesAndTheMoleculeStaysAsItIs() {
        IAtomContainer molecule = SmilesAtoms.parse("OCCc1ccccc1");

        List<String> first = new MoleculeVariants(new Random(4)).of(molecule);
        List<String> again = new MoleculeVariants(new Random(4)).of(molecule);

        assertThat(again).isEqualTo(first);
        assertThat(SmilesEnumeration.canonical(molecule)).isEqualTo(canonical("OCCc1ccccc1"));
    }

    private static List<String> drawn(String smiles, long seed) {
        MoleculeVariants variants = new MoleculeVariants(new Random(seed));
        IAtomContainer molecule = SmilesAtoms.parse(smiles);
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWN; i++) {
            drawn.addAll(variants.of(molecule));
        }
        return drawn;
    }

    private static String canonical(String smiles) {
        return SmilesEnumeration.canonical(SmilesAtoms.parse(smiles));
    }

    private static int bonds(IAtom atom) {
        int bonds = atom.getImplicitHydrogenCount();
        for (IBond bond : atom.bonds()) {
            bonds += bond.getOrder().numeric();
        }
        return bonds;
    }
}
