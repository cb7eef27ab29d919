package io.maskstream.trainer.records;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Sequences that go through the graph together, padded to one length.
 *
 * @param length that they are padded to
 * @param ids token ids, each row as long as its sequence
 * @param targets one a row
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers on their way into a tensor; never compared.
public record Batch(int length, int[][] ids, float[] targets) {

    /**
     * A sequence and what a model shall say of it.
     *
     * @param ids in [1, vocabulary size]
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Example(int[] ids, float target) {}

    /**
     * Cuts examples into batches of similar length, so that a short sequence does not cost a pass over a long one.
     *
     * @param lengths that a graph exists for; an example goes to the shortest that holds it
     * @param random order of the batches and within them; null keeps the order of the examples
     * @param size largest number of sequences in a batch
     * @throws IllegalArgumentException if an example is longer than the greatest length, or the size is below 1
     */
    public static List<Batch> cut(Collection<Example> examples, SortedSet<Integer> lengths, int size, Random random) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch must hold at least one sequence, not " + size);
        }
        SortedMap<Integer, List<Example>> byLength = new TreeMap<>();
        for (Example example : examples) {
            SortedSet<Integer> holding = lengths.tailSet(example.ids().length);
            if (holding.isEmpty()) {
                throw new IllegalArgumentException(
                        "a sequence of " + example.ids().length + " tokens is longer than " + lengths.last());
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
        int[][] ids = new int[examples.size()][];
        float[] targets = new float[examples.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = examples.get(i).ids();
            targets[i] = examples.get(i).target();
        }
        return new Batch(length, ids, targets);
    }

    /** Number of sequences. */
    public int size() {
        return ids.length;
    }
}
