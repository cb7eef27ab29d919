package io.maskstream.trainer.evaluate.truth;

import io.maskstream.trainer.records.SmilesEnumeration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openscience.cdk.config.Elements;
import org.openscience.cdk.graph.ConnectivityChecker;
import org.openscience.cdk.graph.Cycles;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;

/**
 * Random variants of molecules: fragments, molecules with other elements, and molecules with an atom more. In a small
 * set of molecules the same atoms come in the same company, so that sums over the atoms do not tell what each of them
 * contributes. In variants they come in other company.
 */
final class MoleculeVariants {

    /** Number of bonds of elements that may replace each other. */
    private static final Map<String, Integer> VALENCES =
            Map.of("C", 4, "N", 3, "O", 2, "S", 2, "F", 1, "Cl", 1, "Br", 1, "I", 1);

    /** The elements in a fixed order, so that a seed gives the same variants. */
    private static final List<String> ELEMENTS =
            VALENCES.keySet().stream().sorted().toList();

    private static final int MOST_CHANGES = 3;

    private final Random random;

    MoleculeVariants(Random random) {
        this.random = random;
    }

    /**
     * Returns variants of a molecule, none or a few.
     *
     * @param molecule with implicit hydrogens counted at each atom; not changed
     * @return SMILES strings
     */
    List<String> of(IAtomContainer molecule) {
        IAtomContainer copy = SmilesEnumeration.copy(molecule);
        int changes = 1 + random.nextInt(MOST_CHANGES);
        boolean fragments = random.nextBoolean();
        for (int i = 0; i < changes; i++) {
            if (fragments) {
                cut(copy);
            } else {
                substitute(copy);
            }
        }
        List<String> variants = new ArrayList<>();
        for (IAtomContainer piece : ConnectivityChecker.partitionIntoMolecules(copy)) {
            if (piece.getAtomCount() > 1) {
                variants.add(SmilesEnumeration.inOrder(piece));
            }
        }
        return variants;
    }

    /** Cuts a random single bond outside rings, if there is one, and adds a hydrogen to both ends. */
    private void cut(IAtomContainer molecule) {
        Cycles.markRingAtomsAndBonds(molecule);
        List<IBond> bonds = new ArrayList<>();
        for (IBond bond : molecule.bonds()) {
            if (bond.getOrder() == IBond.Order.SINGLE && !bond.isInRing() && !bond.isAromatic()) {
                bonds.add(bond);
            }
        }
        if (!bonds.isEmpty()) {
            IBond bond = bonds.get(random.nextInt(bonds.size()));
            bond.atoms().forEach(atom -> addHydrogens(atom, 1));
            molecule.removeBond(bond);
        }
    }

    /**
     * Gives a random atom another element of the same number of bonds, hydrogens included, or binds a new atom to it in
     * place of a hydrogen; changes nothing if the atom does not allow it.
     */
    private void substitute(IAtomContainer molecule) {
        IAtom atom = molecule.getAtom(random.nextInt(molecule.getAtomCount()));
        String element = ELEMENTS.get(random.nextInt(ELEMENTS.size()));
        boolean more = random.nextInt(MOST_CHANGES) == 0;
        if (!isOrdinary(atom)) {
            return;
        }
        if (more && hydrogens(atom) > 0) {
            IAtom added = molecule.newAtom(atomicNumber(element), VALENCES.get(element) - 1);
            molecule.newBond(atom, added, IBond.Order.SINGLE);
            addHydrogens(atom, -1);
        } else if (!more) {
            int hydrogens = hydrogens(atom) + VALENCES.get(element) - VALENCES.get(atom.getSymbol());
            boolean fits = atom.isAromatic() ? atom.getSymbol().equals("C") && element.equals("N") : hydrogens >= 0;
            if (fits && hydrogens >= 0) {
                atom.setAtomicNumber(atomicNumber(element));
                atom.setSymbol(element);
                atom.setImplicitHydrogenCount(hydrogens);
            }
        }
    }

    /** Whether an atom is neutral and has as many bonds, hydrogens included, as its element usually has. */
    private static boolean isOrdinary(IAtom atom) {
        Integer valence = VALENCES.get(atom.getSymbol());
        int bonds = hydrogens(atom);
        for (IBond bond : atom.bonds()) {
            bonds += bond.getOrder().numeric();
        }
        return valence != null && bonds == valence && (atom.getFormalCharge() == null || atom.getFormalCharge() == 0);
    }

    private static int atomicNumber(String element) {
        return Elements.ofString(element).number();
    }

    private static int hydrogens(IAtom atom) {
        Integer count = atom.getImplicitHydrogenCount();
        return count == null ? 0 : count;
    }

    private static void addHydrogens(IAtom atom, int count) {
        atom.setImplicitHydrogenCount(hydrogens(atom) + count);
    }
}
