package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openscience.cdk.interfaces.IAtom;
import org.openscience.cdk.interfaces.IAtomContainer;

/**
 * Removes the atoms that are not kept from the molecular graph (see {@link RemainingStructure}) and writes a new string
 * for the rest, so that the model sees a molecule rather than a string with gaps.
 *
 * <p>Methods score characters, but atoms are removed. All methods are therefore compared by the order of the atoms and
 * by shares of the atoms, where the score of an atom is the mean of its characters' scores. So scores of brackets and
 * bonds have no effect. If nothing is left of a molecule, or the rest cannot be encoded, for example because the
 * vocabulary lacks a character, the prediction for the fully masked record is used instead and counted (see
 * {@link #substituted}).
 */
public final class AtomsOut implements Replacement {

    private static final float HALF = 0.5f;

    private final InputEncoding encoding;
    private ExplainedRecords known;
    private List<Structure> structures;
    private long asked;
    private long substituted;

    /**
     * Creates a replacement for molecules.
     *
     * @param encoding of the molecules
     */
    public AtomsOut(InputEncoding encoding) {
        this.encoding = encoding;
    }

    /**
     * A molecule and the assignment of its tokens to atoms.
     *
     * @param tokens grouped by atom
     * @param groups the group of each atom: its own, that of the atom before it if the two share a token, or that of
     *     the atom to which the canonical form assigns it; {@link RegionGroups#NONE} if it has no token: the model does
     *     not see it, so it is never removed
     */
    @SuppressWarnings("ArrayRecordComponent") // Indices that are only read.
    private record Structure(IAtomContainer molecule, RegionGroups tokens, int[] groups) {}

    @Override
    public String name() {
        return "atoms taken out";
    }

    @Override
    public Optional<List<RegionGroups>> groups(ExplainedRecords records) {
        return Optional.of(structures(records).stream().map(Structure::tokens).toList());
    }

    @Override
    public double substituted() {
        return asked == 0 ? 0 : substituted / (double) asked;
    }

    @Override
    public Replaced replaced(ExplainedRecords records, List<float[]> kept) {
        List<Structure> molecules = structures(records);
        List<EncodedInput> inputs = new ArrayList<>();
        List<float[]> weights = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            EncodedInput own = records.inputs().get(i);
            Optional<TokenSequence> left = left(molecules.get(i), kept.get(i), (TokenSequence) own);
            asked++;
            substituted += left.isEmpty() ? 1 : 0;
            EncodedInput input = left.isEmpty() ? own : left.get();
            inputs.add(input);
            weights.addAll(records.model().constant(List.of(input), left.isEmpty() ? 0 : 1));
        }
        return new Replaced(inputs, weights);
    }

    private Optional<TokenSequence> left(Structure structure, float[] kept, TokenSequence whole) {
        float[] shares = structure.tokens().means(kept);
        BitSet atoms = new BitSet();
        for (int atom = 0; atom < structure.groups().length; atom++) {
            int group = structure.groups()[atom];
            atoms.set(atom, group == RegionGroups.NONE || shares[group] >= HALF);
        }
        return atoms.cardinality() == structure.groups().length
                ? Optional.of(whole)
                : RemainingStructure.spelt(structure.molecule(), atoms).flatMap(this::encoded);
    }

    private Optional<TokenSequence> encoded(String smiles) {
        try {
            return Optional.of(((TokenSequence) encoding.encode(new Molecule(smiles))).withoutSpans());
        } catch (UnencodableInputException e) {
            // Counted by the caller.
            return Optional.empty();
        }
    }

    private List<Structure> structures(ExplainedRecords records) {
        if (!Objects.equals(known, records)) {
            // Molecules are parsed once for all orders and shares on the same records.
            structures = IntStream.range(0, records.size())
                    .mapToObj(i -> structure((Molecule) records.original(i)))
                    .toList();
            known = records;
        }
        return structures;
    }

    /** A hydrogen that the canonical form counts at a neighbour belongs to the group of that neighbour. */
    private static int ofBound(IAtom atom, int... groups) {
        boolean counted = atom.getAtomicNumber() == 1 && atom.getBondCount() == 1;
        return counted ? groups[atom.bonds().iterator().next().getOther(atom).getIndex()] : RegionGroups.NONE;
    }

    private Structure structure(Molecule published) {
        IAtomContainer molecule = SmilesAtoms.parse(published.getSmiles().strip());
        TokenSequence tokens = (TokenSequence) encoding.encode(published);
        List<Span> spans = tokens.spans();
        int[] groups = new int[molecule.getAtomCount()];
        Arrays.fill(groups, RegionGroups.NONE);
        int[] ofToken = new int[spans.size()];
        int count = 0;
        for (int token = 0; token < ofToken.length; token++) {
            int atom = spans.get(token).atom();
            if (atom != Span.NO_ATOM && groups[atom] == RegionGroups.NONE) {
                groups[atom] = count++;
            }
            ofToken[token] = atom == Span.NO_ATOM ? RegionGroups.NONE : groups[atom];
        }
        for (int atom = 0; atom < groups.length; atom++) {
            if (groups[atom] == RegionGroups.NONE) {
                int before = atom == 0 ? RegionGroups.NONE : groups[atom - 1];
                groups[atom] = tokens.atoms() == null ? before : ofBound(molecule.getAtom(atom), groups);
            }
        }
        return new Structure(molecule, new RegionGroups(ofToken), groups);
    }
}
