package io.maskstream.trainer.records;

import io.maskstream.schemas.input.EncodedInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A batch of records, padded to one length.
 *
 * @param length length of the graph in tokens or pixels
 * @param inputs encoded inputs, none longer than {@code length}
 * @param targets one target for each input
 */
@SuppressWarnings("ArrayRecordComponent") // Holds numbers that only go into a tensor; never compared.
public record Batch(int length, List<EncodedInput> inputs, float[] targets) {

    public Batch {
        inputs = List.copyOf(inputs);
    }

    /**
     * An encoded record and its target.
     *
     * @param target value, or index of a class
     */
    public record Example(EncodedInput input, float target) {}

    /**
     * Groups examples into batches by length, so that short records are not padded to the length of long ones.
     *
     * @param lengths lengths for which a graph exists; an example goes to the shortest that it fits into
     * @param random source of the order of the batches and within them; null keeps the order of the examples
     * @param size largest number of records in a batch
     * @throws IllegalArgumentException if an example is longer than the largest length, or the size is below 1
     */
    public static List<Batch> cut(Collection<Example> examples, SortedSet<Integer> lengths, int size, Random random) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch must hold at least one record, not " + size);
        }
        SortedMap<Integer, List<Example>> byLength = new TreeMap<>();
        for (Example example : examples) {
            SortedSet<Integer> holding = lengths.tailSet(example.input().length());
            if (holding.isEmpty()) {
                throw new IllegalArgumentException("a record of "
                        + example.input().length() + " tokens or pixels is longer than " + lengths.last());
            }
            byLength.computeIfAbsent(holding.first(), length -> new ArrayList<>())
                    .add(example);
        }
        List<Batch> batches = new ArrayList<>();
        byLength.forEach((length, list) -> {
            if (random != null) {
                Collections.shuffle(list, random);
            }
            for (int start = 0; start < list.size(); start += size) {
                batches.add(of(length, list.subList(start, Math.min(start + size, list.size()))));
            }
        });
        if (random != null) {
            Collections.shuffle(batches, random);
        }
        return batches;
    }

    private static Batch of(int length, List<Example> examples) {
        float[] targets = new float[examples.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = examples.get(i).target();
        }
        return new Batch(length, examples.stream().map(Example::input).toList(), targets);
    }

    /** Returns the number of records. */
    public int size() {
        return inputs.size();
    }
}
