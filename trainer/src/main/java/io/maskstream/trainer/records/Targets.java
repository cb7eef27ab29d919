package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Manifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Maps labels to a model's targets: values, or indices of classes. */
public final class Targets {

    /** Target of a record without a label. */
    public static final float NONE = Float.NaN;

    /** Largest number of names listed in a message. */
    private static final int LISTED = 10;

    private final List<String> classes;

    /** Index of the class by label; null if labels are values. */
    private final Map<String, Integer> indices;

    private final boolean labelled;

    private Targets(List<String> classes, Map<String, Integer> indices, boolean labelled) {
        this.classes = List.copyOf(classes);
        this.indices = indices;
        this.labelled = labelled;
    }

    /**
     * Returns the targets of an existing model.
     *
     * @param output output of the model
     * @param classes names of the model's classes; empty if not specified
     * @throws IOException if the labels do not match the model; the message says what to do
     */
    public static Targets of(Manifest.Output output, List<String> classes, LabelCounts labels) throws IOException {
        return output.type() == Manifest.OutputType.VALUE
                ? value(labels)
                : classes(classes, output.classes().size(), labels);
    }

    /**
     * Returns the targets of a model that predicts a value.
     *
     * @throws IOException if no label is a number; if only some labels are not numbers, their records are unusable
     */
    public static Targets value(LabelCounts labels) throws IOException {
        if (labels.labelled() > 0 && labels.notNumbers() == labels.labelled()) {
            throw new IOException("The label " + labels.firstNotNumber()
                    + " is not a number, but the model predicts a value: --label must name a column of numbers.");
        }
        return new Targets(List.of(), null, labels.labelled() > 0);
    }

    /**
     * Returns the targets of a classifier. Labels are names of classes or their indices from 0.
     *
     * @param names names of the classes in the order of the model's output; if empty, the sorted labels (as in Keras),
     *     or the indices
     * @param outputs number of the model's classes; two for a single sigmoid
     * @throws IOException if the labels do not match the model; the message says which labels, and what to do
     */
    static Targets classes(List<String> names, int outputs, LabelCounts labels) throws IOException {
        if (!names.isEmpty() && names.size() != outputs) {
            throw new IOException(
                    "The number of class names is " + names.size() + " (" + listed(names) + "), but the model has "
                            + outputs + " classes: name each class in the order of the model's output.");
        }
        if (labels.labelled() == 0) {
            return new Targets(names.isEmpty() ? numbered(outputs) : names, Map.of(), false);
        }
        checkCount(labels);
        List<String> distinct = labels.distinct();
        if (!names.isEmpty()) {
            Map<String, Integer> byName = indices(names);
            return new Targets(
                    names, byName.keySet().containsAll(distinct) ? byName : byIndex(names, distinct, labels), true);
        }
        if (distinct.size() == outputs) {
            return new Targets(distinct, indices(distinct), true);
        }
        if (areIndices(distinct, outputs)) {
            return new Targets(numbered(outputs), indices(numbered(outputs)), true);
        }
        throw new IOException(
                "The labels name " + distinct.size() + (distinct.size() == 1 ? " class" : " classes") + " ("
                        + listed(distinct) + "), but the model has " + outputs + " classes: "
                        + (distinct.size() < outputs
                                ? "name all of them with --classes, in the order of its output,"
                                : "use only records of the model's classes,")
                        + " or omit the labels.");
    }

    /**
     * Returns the targets of a classifier to be trained; its classes are the distinct labels.
     *
     * @throws IOException if the labels name fewer than two classes
     */
    public static Targets classes(LabelCounts labels) throws IOException {
        checkCount(labels);
        List<String> distinct = labels.distinct();
        if (distinct.size() < 2) {
            throw new IOException(
                    "The labels name " + (distinct.isEmpty() ? "no class" : "only one class, " + distinct.get(0))
                            + ": training a classifier needs records of at least two classes.");
        }
        return new Targets(distinct, indices(distinct), true);
    }

    private static void checkCount(LabelCounts labels) throws IOException {
        if (labels.tooMany()) {
            throw new IOException("There are more than " + LabelCounts.MOST_CLASSES
                    + " different labels, which is too many for classes: --label must name another column.");
        }
    }

    private static Map<String, Integer> byIndex(List<String> names, List<String> distinct, LabelCounts labels)
            throws IOException {
        if (areIndices(distinct, names.size())) {
            return indices(numbered(names.size()));
        }
        String unknown = distinct.stream()
                .filter(label -> !names.contains(label))
                .findFirst()
                .orElseThrow();
        throw new IOException("The label '" + unknown + "' of " + labels.firstRecord(unknown)
                + " is not one of the model's classes (" + listed(names) + "): correct it, or omit the labels.");
    }

    private static boolean areIndices(List<String> distinct, int outputs) {
        return numbered(outputs).containsAll(distinct);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Map<String, Integer> indices(List<String> names) {
        Map<String, Integer> indices = new HashMap<>();
        for (String name : names) {
            indices.put(name, indices.size());
        }
        return indices;
    }

    private static String listed(List<String> names) {
        return names.stream().limit(LISTED).collect(Collectors.joining(", ")) + (names.size() > LISTED ? ", ..." : "");
    }

    /** Returns the names of the classes in the order of the model's output; empty if it predicts a value. */
    public List<String> classes() {
        return classes;
    }

    /** Returns whether there are labels. */
    public boolean labelled() {
        return labelled;
    }

    /**
     * Returns the target of a label.
     *
     * @param label label; null if there is none
     * @return value, or index of a class; {@link #NONE} if there is no label
     * @throws IllegalArgumentException if the model predicts a value and the label is not a number, or if the label
     *     does not name a class
     */
    float of(String label) {
        if (label == null || !labelled) {
            return NONE;
        }
        String normal = LabelCounts.normal(label);
        if (indices == null) {
            float value = (float) LabelCounts.number(normal);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the label '" + label + "' is not a number");
            }
            return value;
        }
        Integer index = indices.get(normal);
        if (index == null) {
            throw new IllegalArgumentException("the label '" + label + "' is not one of the model's classes");
        }
        return index;
    }
}
