package io.maskstream.trainer.records;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The number of skipped records, and the first few with the reason. */
public final class UnusableRecords {

    private static final int NAMED = 3;

    private final List<String> first = new ArrayList<>();
    private int count;

    /**
     * Adds a skipped record.
     *
     * @param sentence sentence that names the record and the reason
     */
    public void add(String sentence) {
        count++;
        if (first.size() < NAMED) {
            first.add(sentence);
        }
    }

    /** Adds other skipped records. */
    void addAll(UnusableRecords others) {
        count += others.count;
        others.first.stream().limit((long) NAMED - first.size()).forEach(first::add);
    }

    public int count() {
        return count;
    }

    /** Returns a sentence for each of the first few records. */
    public List<String> first() {
        return List.copyOf(first);
    }

    /**
     * Throws an exception if too many records were skipped.
     *
     * @param source name of the source, for the message
     * @param total number of all records, including skipped ones
     * @param mostShare largest share of skipped records, in [0,1]
     * @throws IOException if more were skipped; the message names the first few
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
