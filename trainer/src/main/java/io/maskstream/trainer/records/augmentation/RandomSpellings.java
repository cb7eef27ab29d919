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
 * Random SMILES strings of molecules for each epoch (Bjerrum 2017). With a canonical encoding, the atoms are in random
 * order instead, and a few atoms may be generalised (see {@link SmilesEncoding#shuffled}). This is how a model learns
 * to handle atoms that do not occur in these molecules.
 */
public final class RandomSpellings {

    /** Attempts to draw a spelling that is short enough and only has characters in the vocabulary. */
    private static final int ATTEMPTS = 5;

    private final Dataset.Examples own;
    private final InputEncoding encoding;
    private final double vague;
    private final List<String> molecules;

    /** Empty if the encoding is canonical. */
    private final List<IAtomContainer> structures;

    /**
     * Creates random spellings of molecules.
     *
     * @param own encoded molecules in the spelling of their source
     * @param originals records of the same molecules, in the same order
     * @param vague share of the atoms to generalise, if the encoding is canonical
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
     * Returns each molecule once.
     *
     * @param ownShare share of the molecules that keep their source's spelling, or their canonical order, in [0,1]; the
     *     others get a random spelling, unless none can be encoded
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
                // Too long, or a ring closure above 9: draw another.
            }
        }
        return own.inputs().get(molecule);
    }

    private EncodedInput respelt(IAtomContainer structure, Random random) {
        Molecule spelling = new Molecule(SmilesEnumeration.random(structure, random));
        return ((TokenSequence) encoding.encode(spelling)).withoutSpans();
    }
}
