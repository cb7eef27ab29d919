package io.maskstream.trainer.evaluate.truth;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.SmilesEnumeration;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.openscience.cdk.interfaces.IAtomContainer;

/**
 * The molecules of a split with their computed logP (see {@link ComputedLogP}), and variants of those for training (see
 * {@link MoleculeVariants}) with theirs. The variants are for training; none is a molecule of the split.
 */
public final class VariedLogP implements RecordSource {

    /** Attempts for each variant, after which molecules that hardly have variants, such as methane, are given up. */
    private static final int MOST_ATTEMPTS = 20;

    private final List<SourceRecord> records = new ArrayList<>();
    private final SourceDescription description;

    /**
     * Makes the variants.
     *
     * @param split molecules with their computed logP
     * @param count number of variants
     * @throws IOException if the molecules cannot be read
     */
    public VariedLogP(RecordSplit split, int count, long seed) throws IOException {
        List<IAtomContainer> train = new ArrayList<>();
        Set<String> known = new HashSet<>();
        split.forEach(EnumSet.allOf(Part.class), (part, index, record) -> {
            IAtomContainer molecule =
                    SmilesAtoms.parse(((Molecule) record.input()).getSmiles().strip());
            known.add(SmilesEnumeration.canonical(molecule));
            records.add(new SourceRecord(record.name(), record.input(), record.label(), part.toString()));
            if (part == Part.TRAIN) {
                train.add(molecule);
            }
        });
        Random random = new Random(seed);
        MoleculeVariants variants = new MoleculeVariants(random);
        AtomContributions contributions = new AtomContributions();
        int most = records.size() + count;
        for (int attempt = 0; attempt < MOST_ATTEMPTS * count && records.size() < most; attempt++) {
            for (String smiles : variants.of(train.get(random.nextInt(train.size())))) {
                IAtomContainer molecule = SmilesAtoms.parse(smiles);
                if (known.add(SmilesEnumeration.canonical(molecule))) {
                    add(smiles, molecule, contributions);
                }
            }
        }
        description = new SourceDescription(split.name() + " and variants", null);
    }

    private void add(String smiles, IAtomContainer molecule, AtomContributions contributions) {
        double logP;
        try {
            logP = Arrays.stream(contributions.of(molecule)).sum();
        } catch (IllegalArgumentException e) {
            return; // JPlogP does not know one of its atoms; other variants take its place.
        }
        records.add(new SourceRecord(
                "variant " + records.size(), new Molecule(smiles), Double.toString(logP), Part.TRAIN.toString()));
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) {
        records.forEach(visitor);
    }

    @Override
    public SourceDescription describe() {
        return description;
    }
}
