package io.maskstream.trainer.records;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;
import org.openscience.cdk.smiles.SmiFlavor;
import org.openscience.cdk.smiles.SmilesGenerator;

/** Other ways to write the same molecule (Bjerrum 2017): more training strings than there are molecules. */
public final class SmilesEnumeration {

    private static final int FLAVOUR = SmiFlavor.Stereo | SmiFlavor.AtomicMass | SmiFlavor.UseAromaticSymbols;

    private SmilesEnumeration() {}

    /**
     * The one SMILES string that CDK writes for a molecule, whatever the order of its atoms. Stereoisomers share it:
     * telling them apart would need InChI. A ring that is spelt with alternating bonds and the same ring spelt as aromatic
     * do not share it.
     */
    public static String canonical(IAtomContainer molecule) {
        return generate(molecule, SmiFlavor.Canonical | SmiFlavor.UseAromaticSymbols);
    }

    /** A SMILES string of the molecule with its atoms and bonds visited in random order. */
    public static String random(IAtomContainer molecule, Random random) {
        IAtomContainer shuffled;
        try {
            shuffled = molecule.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every atom container can be cloned", e);
        }
        List<IAtom> atoms = Arrays.asList(atoms(shuffled));
        Collections.shuffle(atoms, random);
        shuffled.setAtoms(atoms.toArray(IAtom[]::new));
        List<IBond> bonds = Arrays.asList(bonds(shuffled));
        Collections.shuffle(bonds, random);
        shuffled.setBonds(bonds.toArray(IBond[]::new));
        return generate(shuffled, FLAVOUR);
    }

    private static IAtom[] atoms(IAtomContainer molecule) {
        IAtom[] atoms = new IAtom[molecule.getAtomCount()];
        Arrays.setAll(atoms, molecule::getAtom);
        return atoms;
    }

    private static IBond[] bonds(IAtomContainer molecule) {
        IBond[] bonds = new IBond[molecule.getBondCount()];
        Arrays.setAll(bonds, molecule::getBond);
        return bonds;
    }

    private static String generate(IAtomContainer molecule, int flavour) {
        try {
            return new SmilesGenerator(flavour).create(molecule);
        } catch (CDKException e) {
            throw new IllegalArgumentException("CDK cannot write the molecule: " + e.getMessage(), e);
        }
    }
}
