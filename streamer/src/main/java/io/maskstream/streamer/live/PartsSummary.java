package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.molecule.FunctionalGroups;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The words, or functional groups of molecules, with the most evidence in many explanations of the same output. To be
 * used by one thread.
 */
final class PartsSummary {

    /** Number of parts on each side: those that raise the prediction, and those that lower it. */
    private static final int SHOWN = 12;

    /** Null for texts. */
    private final FunctionalGroups groups;

    private final Map<String, Sum> sums = new HashMap<>();
    private int records;
    private boolean evidence;

    /** Number of occurrences of one word or group, and the sum of its evidence or weights. */
    private static final class Sum {

        private int count;
        private double total;
    }

    /** @param groups finds the functional groups of molecules; null for texts */
    PartsSummary(FunctionalGroups groups) {
        this.groups = groups;
    }

    void add(Object input, Explanation explanation) {
        records++;
        evidence = explanation.getEvidence() != null;
        if (input instanceof Molecule molecule) {
            addGroups(molecule.getSmiles(), explanation.getSpans());
        } else {
            addWords(((Review) input).getText(), explanation.getSpans());
        }
    }

    private void addWords(String text, List<WeightedSpan> spans) {
        int[] points = text.codePoints().toArray();
        for (WeightedSpan span : spans) {
            String word = new String(points, span.getStart(), span.getEnd() - span.getStart());
            add(word.toLowerCase(Locale.ROOT), value(span));
        }
    }

    private void addGroups(String smiles, List<WeightedSpan> spans) {
        Map<Integer, Double> byAtom = new HashMap<>();
        for (WeightedSpan span : spans) {
            if (span.getAtom() != null) {
                byAtom.merge(span.getAtom(), value(span), Double::sum);
            }
        }
        for (FunctionalGroups.Group group : groups.of(smiles)) {
            add(
                    group.name(),
                    group.atoms().stream()
                            .mapToDouble(atom -> byAtom.getOrDefault(atom, 0.0))
                            .sum());
        }
    }

    private static double value(WeightedSpan span) {
        return span.getEvidence() == null ? span.getWeight() : span.getEvidence();
    }

    private void add(String name, double value) {
        Sum sum = sums.computeIfAbsent(name, unused -> new Sum());
        sum.count++;
        sum.total += value;
    }

    /**
     * Writes the parts with the largest sums: strong evidence in one record counts as much as weak evidence in many.
     */
    void write(ObjectNode json) {
        json.put("records", records).put("evidence", evidence);
        ArrayNode parts = json.putArray("parts");
        List<Map.Entry<String, Sum>> largestFirst = sums.entrySet().stream()
                .sorted(Comparator.comparingDouble(sum -> -sum.getValue().total))
                .toList();
        Stream<Map.Entry<String, Sum>> raising =
                largestFirst.stream().filter(sum -> sum.getValue().total > 0).limit(SHOWN);
        Stream<Map.Entry<String, Sum>> lowering = largestFirst.stream()
                .filter(sum -> sum.getValue().total < 0)
                .skip(Math.max(
                        0,
                        largestFirst.stream()
                                        .filter(sum -> sum.getValue().total < 0)
                                        .count()
                                - SHOWN));
        Stream.concat(raising, lowering).forEach(sum -> parts.addObject()
                .put("name", sum.getKey())
                .put("count", sum.getValue().count)
                .put("mean", sum.getValue().total / sum.getValue().count));
    }
}
