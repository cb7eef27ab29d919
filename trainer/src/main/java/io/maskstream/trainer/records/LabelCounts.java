package io.maskstream.trainer.records;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which labels the records of a source have. */
public final class LabelCounts {

    /** Labels that are told apart; a source with more has values, or names of its records, not classes. */
    static final int MOST_CLASSES = 10_000;

    /** Beyond this, labels that are numbers are taken for values, unless something else is said. */
    private static final int MOST_NUMBERED_CLASSES = 20;

    /** Tools that hold missing values as numbers with a fraction write the class 1 as 1.0. */
    private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)\\.0*");

    /** Where each label stands first. */
    private final Map<String, String> firstRecords = new HashMap<>();

    private boolean tooMany;
    private int labelled;
    private int notNumbers;
    private String firstNotNumber;

    /**
     * Counts a label.
     *
     * @param record that has it, by name
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

    /** How many records have a label. */
    public int labelled() {
        return labelled;
    }

    /** Whether they are rather values than classes: all of them numbers, and too many different ones for numbered classes. */
    public boolean areValues() {
        return labelled > 0 && notNumbers == 0 && firstRecords.size() > MOST_NUMBERED_CLASSES;
    }

    /** How many of the labels are no finite numbers. */
    int notNumbers() {
        return notNumbers;
    }

    /** One of these, with its record; null if there is none. */
    String firstNotNumber() {
        return firstNotNumber;
    }

    /** Whether there are more than {@value #MOST_CLASSES} different labels. */
    boolean tooMany() {
        return tooMany;
    }

    /** The different labels: by value if all of them are numbers, otherwise in the order of their characters. */
    List<String> distinct() {
        List<String> labels = new ArrayList<>(firstRecords.keySet());
        labels.sort(
                notNumbers == 0
                        ? Comparator.comparingDouble(LabelCounts::number).thenComparing(Comparator.naturalOrder())
                        : Comparator.naturalOrder());
        return labels;
    }

    /** Where a label stands first. */
    String firstRecord(String label) {
        return firstRecords.get(label);
    }

    /** Without white space around it; a whole number without a fraction. */
    static String normal(String label) {
        String stripped = label.strip();
        var whole = WHOLE.matcher(stripped);
        return whole.matches() ? whole.group(1) : stripped;
    }

    /** The number that a label is, NaN if it is none. */
    static double number(String label) {
        try {
            return Double.parseDouble(label);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
