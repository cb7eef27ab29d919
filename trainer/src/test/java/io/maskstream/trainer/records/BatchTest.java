package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final SortedSet<Integer> LENGTHS = new TreeSet<>(List.of(2, 4));

    @Test
    void anExampleGoesToTheShortestLengthThatHoldsIt() {
        List<Batch> batches = Batch.cut(examples(1, 3, 2, 4), LENGTHS, 10, null);

        assertThat(batches).extracting(Batch::length).containsExactly(2, 4);
        assertThat(batches.get(0).targets()).containsExactly(0, 2);
        assertThat(batches.get(1).targets()).containsExactly(1, 3);
    }

    @Test
    void batchesAreFullButForTheLastOfALength() {
        List<Batch> batches = Batch.cut(examples(1, 1, 1, 1, 1), LENGTHS, 2, null);

        assertThat(batches).extracting(Batch::size).containsExactly(2, 2, 1);
    }

    @Test
    void shufflingKeepsEveryExampleWithItsTarget() {
        List<Batch.Example> examples = IntStream.range(0, 50)
                .mapToObj(i -> new Batch.Example(sequence(i + 1), i))
                .toList();

        List<Batch> batches = Batch.cut(examples, LENGTHS, 8, new Random(5));

        List<Float> targets = batches.stream()
                .flatMap(batch -> IntStream.range(0, batch.size()).mapToObj(i -> batch.targets()[i]))
                .toList();
        assertThat(targets)
                .hasSize(50)
                .doesNotHaveDuplicates()
                .isNotEqualTo(targets.stream().sorted().toList());
        assertThat(batches).allSatisfy(batch -> assertThat(IntStream.range(0, batch.size()))
                .allMatch(i -> Arrays.equals(
                        ((TokenSequence) batch.inputs().get(i)).ids(), new int[] {(int) batch.targets()[i] + 1})));
    }

    @Test
    void refusesASequenceThatNoLengthHolds() {
        assertThatThrownBy(() -> Batch.cut(examples(5), LENGTHS, 2, null))
                .hasMessage("a record of 5 tokens or pixels is longer than 4");
    }

    @Test
    void refusesASizeBelowOne() {
        assertThatThrownBy(() -> Batch.cut(examples(1), LENGTHS, 0, null))
                .hasMessage("a batch must hold at least one record, not 0");
    }

    /** Returns examples of the given lengths with targets counting from 0. */
    private static List<Batch.Example> examples(int... lengths) {
        return IntStream.range(0, lengths.length)
                .mapToObj(i -> new Batch.Example(sequence(new int[lengths[i]]), i))
                .toList();
    }

    private static TokenSequence sequence(int... ids) {
        return new TokenSequence(ids, List.of());
    }
}
