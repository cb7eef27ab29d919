package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VariedLogPTest {

    private static final RecordSplit.Rules RULES = new RecordSplit.Rules(0, 0.2, 0);
    private static final int VARIANTS = 50;

    /** Alcohols: the longer chains can be cut into the shorter ones, so that variants meet molecules for testing. */
    private static final RecordSource ALCOHOLS = new RecordSource() {
        @Override
        public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) {
            for (int length = 1; length <= 20; length++) {
                visitor.accept(
                        new SourceRecord("alcohol " + length, new Molecule("C".repeat(length) + "O"), null, null));
            }
        }

        @Override
        public SourceDescription describe() {
            return new SourceDescription("alcohols", null);
        }
    };

    @Test
    void variantsAreForTrainingAndNoneIsAMoleculeOfTheSplit() throws IOException {
        RecordSplit split = RecordSplit.of(new ComputedLogP(ALCOHOLS), RULES);
        RecordSplit varied = RecordSplit.of(new VariedLogP(split, VARIANTS, 1), RULES);

        assertThat(varied.size(Part.TEST)).isEqualTo(split.size(Part.TEST));
        assertThat(varied.size(Part.VALIDATION)).isEqualTo(split.size(Part.VALIDATION));
        assertThat(varied.size(Part.TRAIN)).isGreaterThanOrEqualTo(split.size(Part.TRAIN) + VARIANTS);
        assertThat(smiles(varied, Part.TEST)).isEqualTo(smiles(split, Part.TEST));
        Set<String> all = new HashSet<>();
        for (Part part : Part.values()) {
            assertThat(smiles(varied, part))
                    .allSatisfy(smiles -> assertThat(all.add(SmilesEnumeration.canonical(SmilesAtoms.parse(smiles))))
                            .as("%s occurs once", smiles)
                            .isTrue());
        }
    }

    @Test
    void variantsHaveTheirOwnLogP() throws IOException {
        RecordSplit split = RecordSplit.of(new ComputedLogP(ALCOHOLS), RULES);

        new VariedLogP(split, VARIANTS, 1)
                .forEach(
                        record -> assertThat(Double.parseDouble(record.label()))
                                .isCloseTo(
                                        Arrays.stream(new AtomContributions()
                                                        .of(SmilesAtoms.parse(((Molecule) record.input()).getSmiles())))
                                                .sum(),
                                        within(1e-9)),
                        skipped -> {
                            throw new AssertionError(skipped);
                        });
    }

    private static List<String> smiles(RecordSplit split, Part part) throws IOException {
        List<String> smiles = new ArrayList<>();
        split.forEach(EnumSet.of(part), (of, index, record) -> smiles.add(((Molecule) record.input()).getSmiles()));
        return smiles;
    }
}
