package io.maskstream.trainer.records;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The distinct labels of the records of a source. */
public final class LabelCounts {

    /** Largest number of classes; if a source has more distinct labels, they are values or identifiers, not classes. */
    static final int MOST_CLASSES = 10_000;

    /** If there are more distinct numeric labels than this, they count as values by default. */
    private static final int MOST_NUMBERED_CLASSES = 20;

    /** Tools that represent columns with missing values as floats write the class 1 as 1.0. */
    private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)\\.0*");

    /** Name of the first record with each label. */
    private final Map<String, String> firstRecords = new HashMap<>();

    private boolean tooMany;
    private int labelled;
    private int notNumbers;
    private String firstNotNumber;

    /**
     * Counts a label.
     *
     * @param record name of the record
     */
    void add(String label, String record) {
        labelled++;
        String normal = normal(label);
        if (!Double.isFinite(number(normal))) {
            notNumbers++;
            if (firstNotNumber == null) {
                firstNotNumber = "'" + label + "' of " + record;
            }
        }
        if (firstRecords.size() < MOST_CLASSES || firstRecords.containsKey(normal)) {
            firstRecords.putIfAbsent(normal, record);
        } else {
            tooMany = true;
        }
    }

    /** Returns the number of records with a label. */
    public int labelled() {
        return labelled;
    }

    /**
     * Returns whether the labels are values rather than classes: all are numbers, with too many distinct ones for
     * numbered classes.
     */
    public boolean areValues() {
        return labelled > 0 && notNumbers == 0 && firstRecords.size() > MOST_NUMBERED_CLASSES;
    }

    /** Returns the number of labels that are not finite numbers. */
    int notNumbers() {
        return notNumbers;
    }

    /** Returns the first label that is not a finite number, with its record; null if there is none. */
    String firstNotNumber() {
        return firstNotNumber;
    }

    /** Returns whether there are more than {@value #MOST_CLASSES} distinct labels. */
    boolean tooMany() {
        return tooMany;
    }

    /** Returns the distinct labels: in numeric order if all of them are numbers, otherwise in lexicographic order. */
    List<String> distinct() {
        List<String> labels = new ArrayList<>(firstRecords.keySet());
        labels.sort(
                notNumbers == 0
                        ? Comparator.comparingDouble(LabelCounts::number).thenComparing(Comparator.naturalOrder())
                        : Comparator.naturalOrder());
        return labels;
    }

    /** Returns the name of the first record with a label. */
    String firstRecord(String label) {
        return firstRecords.get(label);
    }

    /** Returns a label without surrounding white space, and whole numbers without a fraction. */
    static String normal(String label) {
        String stripped = label.strip();
        var whole = WHOLE.matcher(stripped);
        return whole.matches() ? whole.group(1) : stripped;
    }

    /** Returns the value of a numeric label; NaN if the label is not a number. */
    static double number(String label) {
        try {
            return Double.parseDouble(label);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
