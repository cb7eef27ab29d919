package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.records.SmilesEnumeration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.interfaces.IBond;

/**
 * What is left of a molecule without some of its atoms. Each bond that is cut is made up for by hydrogens, so that the
 * neighbours keep their valence. A ring that was written as aromatic and is cut is one no longer; its double bonds are where
 * CDK set them, but for those that lead out of a ring that still is aromatic. Of several pieces the one of the most atoms
 * stays, of equals the one that the molecule's spelling starts with: many vocabularies lack the dot between pieces.
 */
final class RemainingStructure {

    private final IAtomContainer molecule;

    private RemainingStructure(IAtomContainer molecule) {
        this.molecule = molecule;
    }

    /**
     * Its SMILES string, in the order of the molecule's atoms as far as CDK keeps to it.
     *
     * @param molecule as it is parsed, with its hydrogens counted at each atom
     * @param kept atoms by index
     * @return empty if no atom is kept
     */
    static Optional<String> spelt(IAtomContainer molecule, BitSet kept) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        RemainingStructure remaining = new RemainingStructure(SmilesEnumeration.copy(molecule));
        remaining.remove(kept);
        remaining.removeAllButTheLargestPiece();
        remaining.mendAromaticRings();
        return Optional.of(SmilesEnumeration.inOrder(remaining.molecule));
    }

    private void remove(BitSet kept) {
        List<IAtom> removed = new ArrayList<>();
        for (int i = 0; i < molecule.getAtomCount(); i++) {
            if (!kept.get(i)) {
                removed.add(molecule.getAtom(i));
            }
        }
        for (IAtom atom : removed) {
            for (IBond bond : atom.bonds()) {
                addHydrogens(bond.getOther(atom), bond.getOrder().numeric());
            }
            molecule.removeAtom(atom);
        }
    }

    private static void addHydrogens(IAtom atom, int count) {
        Integer known = atom.getImplicitHydrogenCount();
        atom.setImplicitHydrogenCount((known == null ? 0 : known) + count);
    }

    private void removeAllButTheLargestPiece() {
        BitSet reached = new BitSet();
        BitSet largest = new BitSet();
        for (int i = 0; i < molecule.getAtomCount(); i++) {
            if (!reached.get(i)) {
                BitSet piece = connected(i, null);
                reached.or(piece);
                if (piece.cardinality() > largest.cardinality()) {
                    largest = piece;
                }
            }
        }
        for (int i = molecule.getAtomCount() - 1; i >= 0; i--) {
            if (!largest.get(i)) {
                molecule.removeAtom(i);
            }
        }
    }

    /**
     * Atoms that can be reached.
     *
     * @param without a bond that is not taken, so that aromatic bonds alone are; null for all bonds
     */
    private BitSet connected(int from, IBond without) {
        BitSet reached = new BitSet();
        Deque<IAtom> next = new ArrayDeque<>();
        reached.set(from);
        next.add(molecule.getAtom(from));
        while (!next.isEmpty()) {
            IAtom atom = next.remove();
            for (IBond bond : atom.bonds()) {
                IAtom other = bond.getOther(atom);
                boolean taken = without == null || (bond.isAromatic() && !bond.equals(without));
                if (taken && !reached.get(other.getIndex())) {
                    reached.set(other.getIndex());
                    next.add(other);
                }
            }
        }
        return reached;
    }

    private void mendAromaticRings() {
        List<IBond> opened = new ArrayList<>();
        for (IBond bond : molecule.bonds()) {
            if (bond.isAromatic()
                    && !connected(bond.getBegin().getIndex(), bond)
                            .get(bond.getEnd().getIndex())) {
                opened.add(bond);
            }
        }
        for (IBond bond : opened) {
            bond.setIsAromatic(false);
        }
        for (IAtom atom : molecule.atoms()) {
            boolean inRing = false;
            for (IBond bond : atom.bonds()) {
                inRing |= bond.isAromatic();
            }
            atom.setIsAromatic(inRing);
        }
        for (IBond bond : opened) {
            closeInto(bond, bond.getBegin(), bond.getEnd());
            closeInto(bond, bond.getEnd(), bond.getBegin());
        }
    }

    /** A ring's electron stays in the ring where another choice of double bonds would have had it there. */
    private static void closeInto(IBond bond, IAtom inRing, IAtom outside) {
        if (inRing.isAromatic() && !outside.isAromatic() && bond.getOrder() == IBond.Order.DOUBLE) {
            bond.setOrder(IBond.Order.SINGLE);
            addHydrogens(outside, 1);
        }
    }
}
