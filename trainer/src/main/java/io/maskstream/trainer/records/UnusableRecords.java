package io.maskstream.trainer.records;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The records that were skipped: how many, and the first few with the reason. */
public final class UnusableRecords {

    private static final int NAMED = 3;

    private final List<String> first = new ArrayList<>();
    private int count;

    /**
     * Notes one.
     *
     * @param sentence names the record and the reason
     */
    public void add(String sentence) {
        count++;
        if (first.size() < NAMED) {
            first.add(sentence);
        }
    }

    /** Notes all that others have. */
    void addAll(UnusableRecords others) {
        count += others.count;
        others.first.stream().limit((long) NAMED - first.size()).forEach(first::add);
    }

    public int count() {
        return count;
    }

    /** The first few, a sentence each. */
    public List<String> first() {
        return List.copyOf(first);
    }

    /**
     * Ends where too many were skipped.
     *
     * @param source for the message
     * @param total of all records, skipped ones included
     * @param mostShare of them that may be skipped, in [0,1]
     * @throws IOException if more were; names the first few
     */
    public void check(String source, int total, double mostShare) throws IOException {
        if (count > 0 && count == total) {
            throw new IOException(
                    "None of the " + total + " records of " + source + " can be used: " + String.join(" ", first));
        }
        if (count > mostShare * total) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%d of the %d records of %s cannot be used, which is more than --skip-at-most %s allows: %s",
                    count,
                    total,
                    source,
                    mostShare,
                    String.join(" ", first)));
        }
    }
}
