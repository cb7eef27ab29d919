package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomSplitTest {

    private static final List<Integer> RECORDS = IntStream.range(0, 200).boxed().toList();

    @Test
    void dividesIntoEightyTenTenWithoutLosingOrRepeatingARecord() {
        RandomSplit<Integer> split = RandomSplit.random(RECORDS, record -> record, 7);

        assertThat(split.train()).hasSize(160);
        assertThat(split.validation()).hasSize(20);
        assertThat(split.test()).hasSize(20);
        assertThat(Stream.of(split.train(), split.validation(), split.test()).flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(RECORDS);
    }

    @Test
    void recordsOfOneGroupStayOnOneSide() {
        RandomSplit<Integer> split = RandomSplit.random(RECORDS, record -> record / 5, 7);

        List<Set<Integer>> groups = Stream.of(split.train(), split.validation(), split.test())
                .map(part -> Set.copyOf(part.stream().map(record -> record / 5).toList()))
                .toList();
        Set<Integer> all = new HashSet<>();
        groups.forEach(all::addAll);
        assertThat(groups).extracting(Set::size).containsExactly(32, 4, 4);
        assertThat(all).hasSize(40);
    }

    @Test
    void theSeedDecides() {
        assertThat(RandomSplit.random(RECORDS, record -> record, 7))
                .isEqualTo(RandomSplit.random(RECORDS, record -> record, 7))
                .isNotEqualTo(RandomSplit.random(RECORDS, record -> record, 8));
    }
}
