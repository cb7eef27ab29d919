package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.SmilesEnumeration;
import io.maskstream.trainer.records.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openscience.cdk.interfaces.IAtomContainer;

/** Molecules spelt anew in every epoch (Bjerrum 2017). */
public final class RandomSpellings {

    /** A random spelling may be too long, or use a character that the vocabulary lacks; then another is drawn. */
    private static final int ATTEMPTS = 5;

    private final Dataset.Examples own;
    private final InputEncoding encoding;
    private final List<IAtomContainer> structures;

    /**
     * Of some molecules.
     *
     * @param own as their source spells them
     * @param originals the same as records, in their order
     */
    public RandomSpellings(Dataset.Examples own, List<SourceRecord> originals, InputEncoding encoding) {
        this.own = own;
        this.encoding = encoding;
        this.structures = originals.stream()
                .map(record -> SmilesAtoms.parse(
                        ((Molecule) record.input()).getSmiles().strip()))
                .toList();
    }

    /**
     * Every molecule once.
     *
     * @param ownShare share of the molecules that keep their source's spelling, in [0,1]; the others are spelt at random, or
     *     keep it where no random spelling can be encoded
     */
    public List<Batch.Example> of(Random random, double ownShare) {
        List<Batch.Example> examples = new ArrayList<>(structures.size());
        for (int i = 0; i < structures.size(); i++) {
            boolean keep = ownShare > 0 && random.nextDouble() < ownShare;
            examples.add(new Batch.Example(keep ? own.inputs().get(i) : spelt(i, random), own.targets()[i]));
        }
        return examples;
    }

    private EncodedInput spelt(int molecule, Random random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String spelling = SmilesEnumeration.random(structures.get(molecule), random);
            try {
                return ((TokenSequence) encoding.encode(new Molecule(spelling))).withoutSpans();
            } catch (UnencodableInputException e) {
                // Longer than the longest graph, or a ring closure above 9: draw another.
            }
        }
        return own.inputs().get(molecule);
    }
}
