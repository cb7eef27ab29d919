package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputKind;
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
 * The words, or kinds of atoms, with the most evidence in many explanations of the same output. To be used by one
 * thread.
 */
final class PartsSummary {

    /** Number of parts on each side: those that raise the prediction, and those that lower it. */
    private static final int SHOWN = 12;

    private final InputKind kind;
    private final Map<String, Sum> sums = new HashMap<>();
    private int records;
    private boolean evidence;

    /** Number of occurrences of one word or kind of atom, and the sum of its evidence or weights. */
    private static final class Sum {

        private int count;
        private double total;
    }

    PartsSummary(InputKind kind) {
        this.kind = kind;
    }

    void add(Object input, Explanation explanation) {
        records++;
        evidence = explanation.getEvidence() != null;
        String text = input instanceof Molecule molecule ? molecule.getSmiles() : ((Review) input).getText();
        int[] points = text.codePoints().toArray();
        for (WeightedSpan span : explanation.getSpans()) {
            Sum sum = sums.computeIfAbsent(name(points, span), unused -> new Sum());
            sum.count++;
            sum.total += span.getEvidence() == null ? span.getWeight() : span.getEvidence();
        }
    }

    /** Returns a word in lower case, or an atom as it is written, with a preceding double or triple bond. */
    private String name(int[] points, WeightedSpan span) {
        String spelt = new String(points, span.getStart(), span.getEnd() - span.getStart());
        if (kind != InputKind.MOLECULE) {
            return spelt.toLowerCase(Locale.ROOT);
        }
        int before = span.getStart() > 0 ? points[span.getStart() - 1] : 0;
        return before == '=' || before == '#' ? Character.toString(before) + spelt : spelt;
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
