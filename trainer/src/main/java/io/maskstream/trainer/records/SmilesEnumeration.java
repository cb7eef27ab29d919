package io.maskstream.trainer.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    /** The SMILES string that CDK writes for a molecule if it follows the order of its atoms as far as it can. */
    public static String inOrder(IAtomContainer molecule) {
        return generate(molecule, FLAVOUR);
    }

    /**
     * A way to write a molecule.
     *
     * @param smiles the string
     * @param atoms for each atom of the string, in its order, the atom's index in the molecule
     */
    @SuppressWarnings("ArrayRecordComponent") // Indices, read alone.
    public record Spelling(String smiles, int[] atoms) {}

    /** A SMILES string of the molecule with its atoms and bonds visited in random order. */
    public static String random(IAtomContainer molecule, Random random) {
        return randomSpelling(molecule, random).smiles();
    }

    /** The same, and which atom is which. */
    public static Spelling randomSpelling(IAtomContainer molecule, Random random) {
        IAtomContainer shuffled = copy(molecule);
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, molecule.getAtomCount()).boxed().toList());
        Collections.shuffle(order, random);
        shuffled.setAtoms(order.stream().map(shuffled::getAtom).toArray(IAtom[]::new));
        List<IBond> bonds = Arrays.asList(bonds(shuffled));
        Collections.shuffle(bonds, random);
        shuffled.setBonds(bonds.toArray(IBond[]::new));
        int[] places = new int[order.size()];
        String smiles = generate(shuffled, FLAVOUR, places);
        int[] atoms = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            atoms[places[i]] = order.get(i);
        }
        return new Spelling(smiles, atoms);
    }

    /** A copy of a molecule, which may be changed. */
    public static IAtomContainer copy(IAtomContainer molecule) {
        try {
            return molecule.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every atom container can be cloned", e);
        }
    }

    private static IBond[] bonds(IAtomContainer molecule) {
        IBond[] bonds = new IBond[molecule.getBondCount()];
        Arrays.setAll(bonds, molecule::getBond);
        return bonds;
    }

    private static String generate(IAtomContainer molecule, int flavour) {
        return generate(molecule, flavour, new int[molecule.getAtomCount()]);
    }

    /**
     * Writes a molecule.
     *
     * @param places takes, for each atom, where among the atoms of the string it stands
     */
    private static String generate(IAtomContainer molecule, int flavour, int[] places) {
        try {
            return new SmilesGenerator(flavour).create(molecule, places);
        } catch (CDKException e) {
            throw new IllegalArgumentException("CDK cannot write the molecule: " + e.getMessage(), e);
        }
    }
}
