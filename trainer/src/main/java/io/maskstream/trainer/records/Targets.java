package io.maskstream.trainer.records;

import io.maskstream.schemas.artifact.Manifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What labels mean to a model: a value, or the index of a class. */
public final class Targets {

    /** Of a record without a label. */
    public static final float NONE = Float.NaN;

    /** Names that a message lists. */
    private static final int LISTED = 10;

    private final List<String> classes;

    /** By label; null where labels are values. */
    private final Map<String, Integer> indices;

    private final boolean labelled;

    private Targets(List<String> classes, Map<String, Integer> indices, boolean labelled) {
        this.classes = List.copyOf(classes);
        this.indices = indices;
        this.labelled = labelled;
    }

    /**
     * Of a model that is there already.
     *
     * @param output of the model
     * @param classes names of its classes; empty where nobody has said them
     * @throws IOException if labels and model do not fit together; says what to do
     */
    public static Targets of(Manifest.Output output, List<String> classes, LabelCounts labels) throws IOException {
        return output.type() == Manifest.OutputType.VALUE
                ? value(labels)
                : classes(classes, output.classes().size(), labels);
    }

    /**
     * Of a model that predicts a value.
     *
     * @throws IOException if no label is a number; a few that are none make their records unusable
     */
    public static Targets value(LabelCounts labels) throws IOException {
        if (labels.labelled() > 0 && labels.notNumbers() == labels.labelled()) {
            throw new IOException("The label " + labels.firstNotNumber()
                    + " is not a number, but the model predicts a value: --label must name a column of numbers.");
        }
        return new Targets(List.of(), null, labels.labelled() > 0);
    }

    /**
     * Of a model that tells classes apart, where labels are names of classes or their indices from 0.
     *
     * @param names in the order of the model's output; empty where nobody has said them: then they are the labels, sorted, as
     *     Keras does, or their indices
     * @param outputs how many classes the model tells apart; a single sigmoid tells two
     * @throws IOException if labels and model do not fit together; says which and what to do
     */
    static Targets classes(List<String> names, int outputs, LabelCounts labels) throws IOException {
        if (!names.isEmpty() && names.size() != outputs) {
            throw new IOException("There are " + names.size() + " names of classes (" + listed(names)
                    + "), but the model tells " + outputs + " apart: name each in the order of the model's output.");
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
                        + listed(distinct) + "), but the model tells " + outputs
                        + " apart: "
                        + (distinct.size() < outputs
                                ? "name all of them with --classes, in the order of its output,"
                                : "take records of the model's classes alone,")
                        + " or leave the labels out.");
    }

    /**
     * Of a model that is still to be trained: it tells apart what the labels name.
     *
     * @throws IOException if they name fewer than two classes
     */
    public static Targets classes(LabelCounts labels) throws IOException {
        checkCount(labels);
        List<String> distinct = labels.distinct();
        if (distinct.size() < 2) {
            throw new IOException(
                    "The labels name " + (distinct.isEmpty() ? "no class" : "one class alone, " + distinct.get(0))
                            + ": a model of classes is trained on records of two or more.");
        }
        return new Targets(distinct, indices(distinct), true);
    }

    private static void checkCount(LabelCounts labels) throws IOException {
        if (labels.tooMany()) {
            throw new IOException("There are more than " + LabelCounts.MOST_CLASSES
                    + " different labels, which are no classes: --label must name another column.");
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
                + " is not one of the model's classes (" + listed(names) + "): correct it, or leave the labels out.");
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

    /** The classes' names in the order of the model's output; empty where it predicts a value. */
    public List<String> classes() {
        return classes;
    }

    /** Whether there are labels. */
    public boolean labelled() {
        return labelled;
    }

    /**
     * What a label says.
     *
     * @param label null where there is none
     * @return a value, or the index of a class; {@link #NONE} where there is no label
     * @throws IllegalArgumentException if it is no number where the model predicts a value, or names no class
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
