package io.maskstream.trainer.records;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A split of records into parts for training, validation and testing. */
record RandomSplit<T>(List<T> train, List<T> validation, List<T> test) {

    /**
     * Splits records at random: 80% for training, 10% for validation, 10% for testing. The records of a group stay in
     * one part.
     *
     * @param group equal for records that must not be separated, such as two measurements of one molecule
     * @param seed the same seed gives the same split
     */
    static <T> RandomSplit<T> random(List<T> records, Function<T, ?> group, long seed) {
        List<List<T>> groups = shuffledGroups(records, group, seed);
        int tenth = tenth(groups);
        return new RandomSplit<>(
                flat(groups.subList(2 * tenth, groups.size())),
                flat(groups.subList(tenth, 2 * tenth)),
                flat(groups.subList(0, tenth)));
    }

    /**
     * Holds out a random share for validation if the data set defines the test records. The records of a group stay in
     * one part; records whose group occurs among the test records are dropped.
     *
     * @param group equal for records that must not be separated, such as two copies of one text
     * @param share share of the groups to hold out, in [0, 1)
     * @param seed the same seed gives the same split
     */
    static <T> RandomSplit<T> heldOut(List<T> records, List<T> test, Function<T, ?> group, double share, long seed) {
        Set<?> tested = test.stream().map(group).collect(Collectors.toSet());
        List<T> others = records.stream()
                .filter(record -> !tested.contains(group.apply(record)))
                .toList();
        List<List<T>> groups = shuffledGroups(others, group, seed);
        int held = (int) Math.round(groups.size() * share);
        return new RandomSplit<>(flat(groups.subList(held, groups.size())), flat(groups.subList(0, held)), test);
    }

    private static <T> List<List<T>> shuffledGroups(List<T> records, Function<T, ?> group, long seed) {
        Map<Object, List<T>> byGroup = new LinkedHashMap<>();
        records.forEach(record -> byGroup.computeIfAbsent(group.apply(record), key -> new ArrayList<>())
                .add(record));
        List<List<T>> groups = new ArrayList<>(byGroup.values());
        Collections.shuffle(groups, new Random(seed));
        return groups;
    }

    private static int tenth(List<?> groups) {
        return (int) Math.round(groups.size() / 10.0);
    }

    private static <T> List<T> flat(List<List<T>> groups) {
        return groups.stream().flatMap(Collection::stream).toList();
    }
}
