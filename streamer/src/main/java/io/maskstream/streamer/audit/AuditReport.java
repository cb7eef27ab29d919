package io.maskstream.streamer.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts findings, and keeps the first few that are not proven. To be used by one thread. */
public final class AuditReport {

    private static final int NAMED = 10;

    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    private final Map<Verdict, Double> differences = new EnumMap<>(Verdict.class);
    private final List<String> first = new ArrayList<>();
    private long deadLetters;
    private long repeated;

    void add(Finding finding) {
        counts.merge(finding.verdict(), 1L, Long::sum);
        differences.merge(finding.verdict(), finding.difference(), Math::max);
        if (!finding.verdict().isProven() && first.size() < NAMED) {
            first.add(finding.message());
        }
    }

    void deadLetter() {
        deadLetters++;
    }

    void repeated() {
        repeated++;
    }

    /** Returns how many explanations, or requests without one, have a verdict. */
    public long count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** Returns the largest difference of a number among those. */
    public double largestDifference(Verdict verdict) {
        return differences.getOrDefault(verdict, 0.0);
    }

    /** Returns the number of all findings. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns whether every explanation is proven, and no request lacks one. */
    public boolean isProven() {
        return counts.keySet().stream().allMatch(Verdict::isProven);
    }

    /** Returns messages about the first few that are not proven. */
    public List<String> first() {
        return List.copyOf(first);
    }

    /** Returns how many requests were refused, and therefore have no explanation. */
    public long deadLetters() {
        return deadLetters;
    }

    /** Returns how many explanations are not the first one of their request. */
    public long repeatedExplanations() {
        return repeated;
    }
}
