package io.maskstream.trainer.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A random division of records into 80% for training, 10% for validation and 10% for testing. */
public record Split<T>(List<T> train, List<T> validation, List<T> test) {

    /**
     * Divides records; those of one group stay on one side.
     *
     * @param group equal for records that must not be separated, such as two measurements of one molecule
     * @param seed the same seed gives the same split
     */
    public static <T> Split<T> random(List<T> records, Function<T, ?> group, long seed) {
        Map<Object, List<T>> byGroup = new LinkedHashMap<>();
        records.forEach(record -> byGroup.computeIfAbsent(group.apply(record), key -> new ArrayList<>())
                .add(record));
        List<List<T>> groups = new ArrayList<>(byGroup.values());
        Collections.shuffle(groups, new Random(seed));
        int tenth = (int) Math.round(groups.size() / 10.0);
        return new Split<>(
                flat(groups.subList(2 * tenth, groups.size())),
                flat(groups.subList(tenth, 2 * tenth)),
                flat(groups.subList(0, tenth)));
    }

    private static <T> List<T> flat(List<List<T>> groups) {
        return groups.stream().flatMap(Collection::stream).toList();
    }
}
