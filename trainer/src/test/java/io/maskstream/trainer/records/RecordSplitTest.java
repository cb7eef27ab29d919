package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordSplitTest {

    private static final RecordSplit.Rules RULES = new RecordSplit.Rules(3, 0.1, 0.05);

    @Test
    void copiesOfATextStayOnOneSide() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 0; i < 100; i++) {
            records.with("text " + i / 4, null, null);
        }

        Map<Part, List<String>> parts = inputs(RecordSplit.of(records, RULES));

        assertThat(parts.get(Part.TEST)).hasSize(12).doesNotContainAnyElementsOf(parts.get(Part.TRAIN));
        assertThat(parts.get(Part.TRAIN)).hasSize(76);
    }

    @Test
    void spellingsOfAMoleculeStayOnOneSide() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 1; i <= 30; i++) {
            String chain = "C".repeat(i);
            records.with(new Molecule(chain + "O"), null, null).with(new Molecule("O" + chain), null, null);
        }

        Map<Part, List<String>> parts = inputs(RecordSplit.of(records, RULES));

        List<String> turned = parts.get(Part.TEST).stream()
                .map(input -> new StringBuilder(input).reverse().toString())
                .toList();
        assertThat(turned).hasSize(6).isSubsetOf(parts.get(Part.TEST));
    }

    @Test
    void givenPartsStayAndTheTestKeepsItsCopies() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 0; i < 20; i++) {
            records.with("text " + i, null, i % 2 == 0 ? "Train" : null);
        }
        records.with("text 3", null, "val").with("text 5", null, "val").with("text 3", null, "test");

        Map<Part, List<String>> parts = inputs(RecordSplit.of(records, RULES));

        assertThat(parts.get(Part.TEST)).containsExactly("text 3");
        assertThat(parts.get(Part.VALIDATION)).containsExactly("text 5");
        assertThat(parts.get(Part.TRAIN)).hasSize(18).doesNotContain("text 3", "text 5");
    }

    @Test
    void aPartThatIsNotGivenIsHeldOut() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 0; i < 40; i++) {
            records.with("text " + i, null, i < 20 ? "train" : "validation");
        }

        RecordSplit split = RecordSplit.of(records, RULES);

        assertThat(split.size(Part.TEST)).isEqualTo(2);
        assertThat(split.size(Part.TRAIN)).isEqualTo(18);
        assertThat(split.size(Part.VALIDATION)).isEqualTo(20);
    }

    @Test
    void tooManyUnusableRecordsEndTheReading() {
        GivenRecords records = new GivenRecords();
        for (int i = 1; i <= 10; i++) {
            records.with(new Molecule("C".repeat(i)), null, null);
        }
        records.with(new Molecule("C1CC"), null, null).withUnreadable("line 12: it is empty.");

        assertThatThrownBy(() -> RecordSplit.of(records, RULES))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("2 of the 12 records of given cannot be used, which is more than --skip-at-most"
                        + " 0.05 allows: ")
                .hasMessageContaining("record 10: ")
                .hasMessageContaining("line 12: it is empty.");
    }

    @Test
    void fewUnusableRecordsAreCountedAndNamed() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 1; i <= 50; i++) {
            records.with(new Molecule("C".repeat(i)), null, null);
        }
        records.with(new Molecule("C1CC"), null, null).with(new Molecule("CO"), null, "somewhere");

        RecordSplit split = RecordSplit.of(records, RULES);

        assertThat(split.total()).isEqualTo(50);
        assertThat(split.unusable().count()).isEqualTo(2);
        assertThat(split.unusable().first().get(1))
                .isEqualTo("record 51: 'somewhere' is not a part of a split; use train, validation or test.");
    }

    @Test
    void aLimitTakesTheSameRecordsEachTimeAndKeepsTheirParts() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 0; i < 200; i++) {
            records.with("text " + i, null, null);
        }
        Map<Part, List<String>> whole = inputs(RecordSplit.of(records, RULES));

        Map<Part, List<String>> limited = inputs(RecordSplit.of(records, RULES).limited(50));

        assertThat(limited).isEqualTo(inputs(RecordSplit.of(records, RULES).limited(50)));
        assertThat(limited.get(Part.TRAIN)).isSubsetOf(whole.get(Part.TRAIN));
        assertThat(limited.get(Part.TEST)).isNotEmpty().isSubsetOf(whole.get(Part.TEST));
        assertThatThrownBy(() -> RecordSplit.of(records, RULES).limited(1)).hasMessageContaining("too few");
    }

    @Test
    void recordsThatChangeMeanwhileAreNoticed() throws IOException {
        GivenRecords records = new GivenRecords();
        for (int i = 0; i < 20; i++) {
            records.with("text " + i, null, null);
        }
        RecordSplit split = RecordSplit.of(records, RULES);
        records.remove(4);

        assertThatThrownBy(() -> inputs(split))
                .isInstanceOf(IOException.class)
                .hasMessage("The records of given changed while they were read: there were 20 and are now 19; start"
                        + " again.");
    }

    @Test
    void tooFewAreRefused() {
        assertThatThrownBy(() -> RecordSplit.of(new GivenRecords(), RULES))
                .hasMessage("There are no records in given.");
        assertThatThrownBy(() ->
                        RecordSplit.of(new GivenRecords().with("a", null, null).with("b", null, null), RULES))
                .hasMessageStartingWith("The 2 records of given are too few");
    }

    @Test
    void allCanBeForTheTest() throws IOException {
        GivenRecords records = new GivenRecords().with("a", null, "train").with("a", null, null);

        assertThat(RecordSplit.allForTest(records, RULES).size(Part.TEST)).isEqualTo(2);
    }

    private static Map<Part, List<String>> inputs(RecordSplit split) throws IOException {
        Map<Part, List<String>> inputs = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            inputs.put(part, new ArrayList<>());
        }
        split.forEach(EnumSet.allOf(Part.class), (part, index, record) -> inputs.get(part)
                .add(
                        record.input() instanceof Molecule molecule
                                ? molecule.getSmiles()
                                : ((Review) record.input()).getText()));
        return inputs;
    }
}
