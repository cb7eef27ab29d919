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

/** Which words, or which sorts of atoms, say most in many explanations of the same output. For one thread. */
final class PartsSummary {

    /** On each side: what raises, and what lowers. */
    private static final int SHOWN = 12;

    private final InputKind kind;
    private final Map<String, Sum> sums = new HashMap<>();
    private int records;
    private boolean evidence;

    /** Of one word or sort of atom: how often it occurred, and its numbers, evidence or weights, together. */
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

    /** A word in lower case, or an atom as it is spelt, with the double or triple bond in front of it. */
    private String name(int[] points, WeightedSpan span) {
        String spelt = new String(points, span.getStart(), span.getEnd() - span.getStart());
        if (kind != InputKind.MOLECULE) {
            return spelt.toLowerCase(Locale.ROOT);
        }
        int before = span.getStart() > 0 ? points[span.getStart() - 1] : 0;
        return before == '=' || before == '#' ? Character.toString(before) + spelt : spelt;
    }

    /** Those of the largest sums: a word that says much once weighs as much as one that says little often. */
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
