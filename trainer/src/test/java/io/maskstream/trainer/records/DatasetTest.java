package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {

    private static final Manifest.Input INPUT = Manifest.Input.tokens(InputKind.MOLECULE, 100);
    private static final SmilesEncoding ENCODING = new SmilesEncoding(List.of("C", "O"), 100);
    private static final RecordSplit.Rules RULES = new RecordSplit.Rules(0, 0.1, 0.05);
    private static final long MUCH = 1 << 20;

    @Test
    void encodesInTheOrderOfTheSplitWithoutSpans() throws IOException {
        RecordSplit split = RecordSplit.of(chains(40), RULES);

        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH);

        Dataset.Examples train = dataset.examples(Part.TRAIN);
        assertThat(train.size()).isEqualTo(32);
        for (int i = 0; i < train.size(); i++) {
            TokenSequence tokens = (TokenSequence) train.inputs().get(i);
            assertThat(tokens.spans()).isEmpty();
            assertThat((float) tokens.length()).isEqualTo(train.targets()[i]);
        }
        assertThat(train.names()).isNotEqualTo(train.names().stream().sorted().toList());
    }

    @Test
    void givesTheOriginalsOfExamplesAgain() throws IOException {
        RecordSplit split = RecordSplit.of(chains(40), RULES);
        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH);
        Dataset.Examples train = dataset.examples(Part.TRAIN);

        List<SourceRecord> originals = dataset.originals(Part.TRAIN, 5, 0, 31);

        assertThat(originals)
                .extracting(SourceRecord::name)
                .containsExactly(
                        train.names().get(5),
                        train.names().get(0),
                        train.names().get(31));
        assertThat(((Molecule) originals.get(0).input()).getSmiles())
                .hasSize(train.inputs().get(5).length());
    }

    @Test
    void refusedRecordsAreSkippedAndTheOthersKeepTheirPlaces() throws IOException {
        GivenRecords records = chains(60);
        records.with(new Molecule("CN"), "2", null).with(new Molecule("CCO"), "many", null);
        RecordSplit split = RecordSplit.of(records, RULES);

        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH);

        assertThat(dataset.unusable().count()).isEqualTo(2);
        assertThat(dataset.unusable().first())
                .anySatisfy(sentence ->
                        assertThat(sentence).startsWith("record 60: ").contains("'N'"))
                .anySatisfy(sentence -> assertThat(sentence).isEqualTo("record 61: the label 'many' is not a number."));
        for (Part part : Part.values()) {
            Dataset.Examples examples = dataset.examples(part);
            int[] all = IntStream.range(0, examples.size()).toArray();
            assertThat(dataset.originals(part, all))
                    .extracting(SourceRecord::name)
                    .isEqualTo(examples.names());
        }
    }

    @Test
    void recordsWithoutALabelAreSkippedWhereOthersHaveOne() throws IOException {
        RecordSplit split = RecordSplit.of(chains(60).with(new Molecule("OCO"), null, null), RULES);

        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH);

        assertThat(dataset.unusable().first())
                .containsExactly("record 60: it has no label, but other records have one.");
    }

    @Test
    void tooManyRefusedRecordsEndTheReading() throws IOException {
        GivenRecords records = chains(20);
        for (int i = 1; i < 10; i++) {
            records.with(new Molecule("C".repeat(i) + "N"), "1", null);
        }
        RecordSplit split = RecordSplit.of(records, RULES);

        assertThatThrownBy(() -> Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("9 of the 29 records of given cannot be used");
    }

    @Test
    void takesAsManyAsFitIntoMemory() throws IOException {
        RecordSplit split = RecordSplit.of(chains(90), RULES);

        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), 40 * 600L);

        assertThat(dataset.split().total()).isEqualTo(40);
        assertThat(dataset.examples(Part.TRAIN).size())
                .isEqualTo(dataset.split().size(Part.TRAIN));
    }

    @Test
    void withoutLabelsThereAreNoTargets() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 1; i <= 20; i++) {
            records.with(new Molecule("C".repeat(i)), null, null);
        }
        RecordSplit split = RecordSplit.of(records, RULES);

        Dataset dataset = Dataset.read(split, INPUT, ENCODING, Targets.value(split.labels()), MUCH);

        assertThat(dataset.targets().labelled()).isFalse();
        assertThat(dataset.examples(Part.TEST).targets()).containsOnly(Float.NaN);
    }

    /** Returns alcohols with the number of their tokens as label. */
    private static GivenRecords chains(int count) {
        GivenRecords records = new GivenRecords();
        for (int i = 1; i <= count; i++) {
            records.with(new Molecule("C".repeat(i) + "O"), Integer.toString(i + 1), null);
        }
        return records;
    }
}
