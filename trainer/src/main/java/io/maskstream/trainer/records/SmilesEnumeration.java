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

/** Generates different SMILES strings of a molecule, to augment training data (Bjerrum 2017). */
public final class SmilesEnumeration {

    private static final int FLAVOUR = SmiFlavor.Stereo | SmiFlavor.AtomicMass | SmiFlavor.UseAromaticSymbols;

    private SmilesEnumeration() {}

    /**
     * Returns CDK's canonical SMILES string, which does not depend on the order of the atoms. Stereoisomers have the
     * same string; to distinguish them CDK would need InChI. A ring spelt with alternating bonds and the same ring
     * spelt as aromatic have different strings.
     */
    public static String canonical(IAtomContainer molecule) {
        return generate(molecule, SmiFlavor.Canonical | SmiFlavor.UseAromaticSymbols);
    }

    /** Returns the SMILES string that follows the order of the molecule's atoms as far as possible. */
    public static String inOrder(IAtomContainer molecule) {
        return generate(molecule, FLAVOUR);
    }

    /**
     * A SMILES string of a molecule.
     *
     * @param smiles the string
     * @param atoms index in the molecule of each atom of the string, in the string's order
     */
    @SuppressWarnings("ArrayRecordComponent") // Only read; never compared.
    public record Spelling(String smiles, int[] atoms) {}

    /** Returns a SMILES string of the molecule with its atoms and bonds in random order. */
    public static String random(IAtomContainer molecule, Random random) {
        return randomSpelling(molecule, random).smiles();
    }

    /** Returns a random SMILES string with the index of each of its atoms. */
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

    /** Returns a copy of a molecule that may be modified. */
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
     * @param places receives the position of each atom among the atoms of the string
     */
    private static String generate(IAtomContainer molecule, int flavour, int[] places) {
        try {
            return new SmilesGenerator(flavour).create(molecule, places);
        } catch (CDKException e) {
            throw new IllegalArgumentException("CDK cannot write the molecule: " + e.getMessage(), e);
        }
    }
}
