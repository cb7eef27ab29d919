package io.maskstream.schemas.input.molecule;

import io.maskstream.schemas.input.UnencodableInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openscience.cdk.aromaticity.Aromaticity;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.smarts.SmartsPattern;

/**
 * Divides the atoms of molecules into functional groups, by which chemists read a structure. Patterns are tried from the
 * most specific one to the most general one, and an atom belongs to the first group that contains it. Atoms that are in
 * none, such as metals, are left out. To be used by one thread.
 */
public final class FunctionalGroups {

    /** Connected saturated carbon atoms that belong to no other group. */
    private static final String ALKYL = "alkyl";

    /** Names by SMARTS pattern. The order decides, and a pattern only contains the atoms that belong to the group. */
    private static final Map<String, String> PATTERNS = new LinkedHashMap<>();

    static {
        PATTERNS.put("[CX3](=[OX1])[OX2H1]", "carboxylic acid");
        PATTERNS.put("[CX3](=[OX1])[OX1-]", "carboxylate");
        PATTERNS.put("[NX3][CX3](=[OX1])[NX3]", "urea");
        PATTERNS.put("[NX3][CX3](=[OX1])[OX2]", "carbamate");
        PATTERNS.put("[CX3](=[OX1])[OX2]", "ester");
        PATTERNS.put("[CX3](=[OX1])[NX3]", "amide");
        PATTERNS.put("[CX3](=[SX1])[NX3]", "thioamide");
        PATTERNS.put("[SX4](=[OX1])(=[OX1])[NX3]", "sulfonamide");
        PATTERNS.put("[SX4](=[OX1])=[OX1]", "sulfonyl");
        PATTERNS.put("[SX3]=[OX1]", "sulfoxide");
        PATTERNS.put("[PX4](=[OX1,SX1])([#8,#16])([#8,#16])[#8,#16]", "phosphate");
        PATTERNS.put("[$([NX3](=O)=O),$([NX3+](=O)[O-])](~[OX1])~[OX1]", "nitro");
        PATTERNS.put("[CX2]#[NX1]", "nitrile");
        PATTERNS.put("[CX3H1,CX3H2]=[OX1]", "aldehyde");
        PATTERNS.put("[CX3]=[OX1]", "ketone");
        PATTERNS.put("c1ccccc1", "benzene ring");
        PATTERNS.put("a1aaaaa1", "six-membered heteroaromatic ring");
        PATTERNS.put("a1aaaa1", "five-membered heteroaromatic ring");
        PATTERNS.put("[OX2H1;$(*c)]", "phenol");
        PATTERNS.put("[OX2H1]", "alcohol");
        PATTERNS.put("[OX2;$(*([#6])[#6])]", "ether");
        PATTERNS.put("[SX2H1]", "thiol");
        PATTERNS.put("[SX2;$(*([#6])[#6])]", "thioether");
        PATTERNS.put("[NX3;$(*c)]", "aromatic amine");
        PATTERNS.put("[NX3,NX4+]", "amine");
        PATTERNS.put("[NX2]=[NX2]", "azo");
        PATTERNS.put("[CX3]=[NX2]", "imine");
        PATTERNS.put("[F]", "fluorine");
        PATTERNS.put("[Cl]", "chlorine");
        PATTERNS.put("[Br]", "bromine");
        PATTERNS.put("[I]", "iodine");
        PATTERNS.put("[CX2]#[CX2]", "alkyne");
        PATTERNS.put("[CX3]=[CX3]", "alkene");
    }

    /**
     * A functional group of a molecule.
     *
     * @param name its common name, in English
     * @param atoms indices of its atoms in the order of the SMILES string
     */
    public record Group(String name, List<Integer> atoms) {
        public Group {
            atoms = List.copyOf(atoms);
        }
    }

    private record Pattern(String name, SmartsPattern smarts) {}

    private final List<Pattern> patterns = new ArrayList<>();

    /** Compiles the patterns. */
    public FunctionalGroups() {
        PATTERNS.forEach((smarts, name) -> {
            SmartsPattern pattern = SmartsPattern.create(smarts);
            // Done once for all patterns.
            pattern.setPrepare(false);
            patterns.add(new Pattern(name, pattern));
        });
    }

    /**
     * Returns the groups of a molecule. The rings of a fused system, which share atoms, are separate groups: the first
     * one has the shared atoms.
     *
     * @param smiles white space around it is ignored
     * @throws UnencodableInputException if it is not valid SMILES
     */
    public List<Group> of(String smiles) {
        IAtomContainer molecule = SmilesAtoms.parse(smiles.strip());
        Aromaticity.apply(Aromaticity.Model.Daylight, molecule);
        SmartsPattern.prepare(molecule);
        BitSet taken = new BitSet();
        List<Group> groups = new ArrayList<>();
        for (Pattern pattern : patterns) {
            for (int[] match : pattern.smarts().matchAll(molecule).uniqueAtoms()) {
                List<Integer> free = Arrays.stream(match)
                        .filter(atom -> !taken.get(atom))
                        .sorted()
                        .boxed()
                        .toList();
                if (!free.isEmpty() && 2 * free.size() >= match.length) {
                    free.forEach(taken::set);
                    groups.add(new Group(pattern.name(), free));
                }
            }
        }
        for (IAtom atom : molecule.atoms()) {
            if (isSaturatedCarbon(atom, taken)) {
                groups.add(new Group(ALKYL, connected(atom, taken)));
            }
        }
        return groups;
    }

    /** Returns the saturated carbon atoms that are connected with one of them, and marks them as taken. */
    private static List<Integer> connected(IAtom first, BitSet taken) {
        List<IAtom> atoms = new ArrayList<>(List.of(first));
        taken.set(first.getIndex());
        for (int next = 0; next < atoms.size(); next++) {
            for (IAtom other : atoms.get(next).neighbors()) {
                if (isSaturatedCarbon(other, taken)) {
                    taken.set(other.getIndex());
                    atoms.add(other);
                }
            }
        }
        return atoms.stream().map(IAtom::getIndex).sorted().toList();
    }

    private static boolean isSaturatedCarbon(IAtom atom, BitSet taken) {
        if (atom.getAtomicNumber() != IAtom.C || taken.get(atom.getIndex())) {
            return false;
        }
        int hydrogens = atom.getImplicitHydrogenCount() == null ? 0 : atom.getImplicitHydrogenCount();
        return atom.getBondCount() + hydrogens == 4;
    }
}
