package io.maskstream.trainer.evaluate.truth;

import java.util.HashMap;
import java.util.Map;

/** The mean of the values of each sort; for unknown sorts, the mean of all values. */
final class MeanTable {

    private final Map<String, Mean> bySort = new HashMap<>();
    private final Mean all = new Mean();

    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double get() {
            return sum / count;
        }
    }

    void add(String sort, double value) {
        bySort.computeIfAbsent(sort, key -> new Mean()).add(value);
        all.add(value);
    }

    double mean(String sort) {
        return bySort.getOrDefault(sort, all).get();
    }
}
