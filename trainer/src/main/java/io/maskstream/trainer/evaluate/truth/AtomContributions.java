package io.maskstream.trainer.evaluate.truth;

import org.openscience.cdk.aromaticity.Aromaticity;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.qsar.descriptors.molecular.JPlogPDescriptor;
import org.openscience.cdk.tools.CDKHydrogenAdder;
import org.openscience.cdk.tools.manipulator.AtomContainerManipulator;

/**
 * The contributions of the atoms of a molecule to its logP, the logarithm of its octanol-water partition coefficient,
 * by JPlogP (Plante and Werner 2018): the logP is a sum over all atoms of a number that depends on the type of the
 * atom.
 */
final class AtomContributions {

    private final AtomTypes types = new AtomTypes();

    /**
     * Computes the contributions.
     *
     * @param molecule as parsed; not changed
     * @return one number per atom, in the order of the molecule's atoms, which add up to its logP; implicit hydrogens
     *     count to the atom to which they are bound
     * @throws IllegalArgumentException if JPlogP has no contribution for one of the atoms; names the atom
     */
    double[] of(IAtomContainer molecule) {
        IAtomContainer whole = withHydrogens(molecule);
        double[] contributions = new double[molecule.getAtomCount()];
        for (IAtom atom : whole.atoms()) {
            IAtom spelt = atom.getIndex() < contributions.length
                    ? atom
                    : atom.bonds().iterator().next().getOther(atom);
            contributions[spelt.getIndex()] += types.contribution(atom);
        }
        return contributions;
    }

    /** Prepares a molecule as JPlogP does; added hydrogens come after the original atoms. */
    @SuppressWarnings("deprecation") // JPlogP's numbers were fitted with this model of aromaticity.
    private static IAtomContainer withHydrogens(IAtomContainer molecule) {
        try {
            IAtomContainer whole = molecule.clone();
            AtomContainerManipulator.percieveAtomTypesAndConfigureUnsetProperties(whole);
            CDKHydrogenAdder.getInstance(whole.getBuilder()).addImplicitHydrogens(whole);
            AtomContainerManipulator.convertImplicitToExplicitHydrogens(whole);
            Aromaticity.cdkLegacy().apply(whole);
            return whole;
        } catch (CDKException e) {
            throw new IllegalArgumentException("CDK does not know the type of one of its atoms: " + e.getMessage(), e);
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every atom container can be cloned", e);
        }
    }

    /**
     * CDK's calculator returns only the total, but subclasses can use the methods by which it determines the type of an
     * atom.
     */
    private static final class AtomTypes extends JPlogPDescriptor {

        /** The value for atoms in surroundings that JPlogP does not classify. */
        private static final int NONE = 99;

        private final Calculator calculator = new Calculator();

        double contribution(IAtom atom) {
            Double contribution = calculator.contribution(atom);
            if (contribution == null) {
                throw new IllegalArgumentException("JPlogP has no contribution for the atom " + atom.getIndex() + ", "
                        + atom.getSymbol() + ", in these surroundings");
            }
            return contribution;
        }

        private final class Calculator extends JPlogPCalculator {

            Double contribution(IAtom atom) {
                int special = special(atom);
                int type = 100_000 * (atom.getFormalCharge() + 1)
                        + 1000 * atom.getAtomicNumber()
                        + 100 * nonHNeighbours(atom)
                        + special;
                return special == NONE ? null : getCoeffs().get(type);
            }

            private int special(IAtom atom) {
                return switch (atom.getSymbol()) {
                    case "C" -> getCarbonSpecial(atom);
                    case "N" -> getNitrogenSpecial(atom);
                    case "O" -> getOxygenSpecial(atom);
                    case "H" -> getHydrogenSpecial(atom);
                    case "F" -> getFluorineSpecial(atom);
                    default -> getDefaultSpecial(atom);
                };
            }
        }
    }
}
