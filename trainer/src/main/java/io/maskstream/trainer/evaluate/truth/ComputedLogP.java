package io.maskstream.trainer.evaluate.truth;

import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Molecules labelled with their computed logP, which is a sum over their atoms, so that the contribution of each atom
 * is known.
 *
 * @param molecules whose own labels are ignored
 */
public record ComputedLogP(RecordSource molecules) implements RecordSource {

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) throws IOException {
        AtomContributions contributions = new AtomContributions();
        molecules.forEach(
                record -> {
                    double logP;
                    try {
                        logP = Arrays.stream(contributions.of(SmilesAtoms.parse(
                                        ((Molecule) record.input()).getSmiles().strip())))
                                .sum();
                    } catch (UnencodableInputException | IllegalArgumentException e) {
                        skipped.accept(record.name() + ": " + e.getMessage() + ".");
                        return;
                    }
                    visitor.accept(
                            new SourceRecord(record.name(), record.input(), Double.toString(logP), record.part()));
                },
                skipped);
    }

    @Override
    public SourceDescription describe() throws IOException {
        SourceDescription described = molecules.describe();
        return new SourceDescription("computed logP of " + described.name(), described.sha256());
    }
}
