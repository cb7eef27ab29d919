package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.SmilesEnumeration;
import io.maskstream.trainer.records.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openscience.cdk.interfaces.IAtomContainer;

/**
 * Molecules spelt anew in every epoch (Bjerrum 2017). Where the encoding brings them into one form, they are so with their atoms
 * in another order; a few atoms may become less than the model knows, which is the only way that it learns of atoms that these
 * molecules lack.
 */
public final class RandomSpellings {

    /** A random spelling may be too long, or use a character that the vocabulary lacks; then another is drawn. */
    private static final int ATTEMPTS = 5;

    private final Dataset.Examples own;
    private final InputEncoding encoding;
    private final double vague;
    private final List<String> molecules;

    /** Empty where the encoding has them in one form. */
    private final List<IAtomContainer> structures;

    /**
     * Of some molecules.
     *
     * @param own as their source spells them
     * @param originals the same as records, in their order
     * @param vague share of the atoms that become less than the model knows, where the encoding has molecules in one form
     */
    public RandomSpellings(Dataset.Examples own, List<SourceRecord> originals, InputEncoding encoding, double vague) {
        this.own = own;
        this.encoding = encoding;
        this.vague = vague;
        this.molecules = originals.stream()
                .map(record -> ((Molecule) record.input()).getSmiles().strip())
                .toList();
        this.structures = encoding instanceof SmilesEncoding smiles && smiles.isCanonical()
                ? List.of()
                : molecules.stream().map(SmilesAtoms::parse).toList();
    }

    /**
     * Every molecule once.
     *
     * @param ownShare share of the molecules that keep their source's spelling, or their canonical order, in [0,1]; the others
     *     are spelt at random, or keep it where no random spelling can be encoded
     */
    public List<Batch.Example> of(Random random, double ownShare) {
        List<Batch.Example> examples = new ArrayList<>(molecules.size());
        for (int i = 0; i < molecules.size(); i++) {
            boolean keep = ownShare > 0 && random.nextDouble() < ownShare;
            examples.add(new Batch.Example(keep ? own.inputs().get(i) : spelt(i, random), own.targets()[i]));
        }
        return examples;
    }

    private EncodedInput spelt(int molecule, Random random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return structures.isEmpty()
                        ? ((SmilesEncoding) encoding).shuffled(molecules.get(molecule), random, vague)
                        : respelt(structures.get(molecule), random);
            } catch (UnencodableInputException e) {
                // Longer than the longest graph, or a ring closure above 9: draw another.
            }
        }
        return own.inputs().get(molecule);
    }

    private EncodedInput respelt(IAtomContainer structure, Random random) {
        Molecule spelling = new Molecule(SmilesEnumeration.random(structure, random));
        return ((TokenSequence) encoding.encode(spelling)).withoutSpans();
    }
}
