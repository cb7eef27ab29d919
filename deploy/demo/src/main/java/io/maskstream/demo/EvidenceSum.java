package io.maskstream.demo;

import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes in words what the evidence adds up to, and its strongest words or atoms. */
final class EvidenceSum {

    /** The number of named parts that raise the prediction, and of those that lower it. */
    private static final int NAMED = 3;

    /** Share of the numbers in a sum below which its remainder is a rounding error. */
    private static final double ROUNDING = 1e-4;

    private record Part(String name, double evidence) {

        Part and(Part other) {
            return new Part(name, evidence + other.evidence);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %+.2f", name, evidence);
        }
    }

    private EvidenceSum() {}

    /**
     * Returns the description as a clause.
     *
     * @param text the text to which the spans belong
     * @param spans spans with offsets in code points; spans outside of the text are left out; empty for an image
     */
    static String of(Evidence evidence, String text, List<WeightedSpan> spans) {
        double sum =
                evidence.getValues().stream().mapToDouble(Float::doubleValue).sum();
        double remainder = evidence.getRemainder();
        boolean negligible = Math.abs(remainder) <= ROUNDING * (Math.abs(evidence.getBaseline()) + Math.abs(sum));
        String words = String.format(
                Locale.ROOT,
                "evidence for %s: %.2f with nothing seen, %+.2f from its parts%s, together %.2f %s",
                evidence.getOutput(),
                evidence.getBaseline(),
                sum,
                negligible ? "" : String.format(Locale.ROOT, ", %+.2f unexplained", remainder),
                evidence.getBaseline() + sum + remainder,
                evidence.getUnit());
        List<Part> parts = parts(text, spans);
        String strongest = Stream.concat(
                        parts.stream().filter(part -> part.evidence > 0).limit(NAMED),
                        parts.stream().filter(part -> part.evidence < 0).skip(lowering(parts)))
                .map(Part::toString)
                .collect(Collectors.joining(", "));
        return strongest.isEmpty() ? words : words + "; " + strongest;
    }

    /** Returns the number of parts that lower the prediction and are not among the strongest. */
    private static long lowering(List<Part> parts) {
        return Math.max(0, parts.stream().filter(part -> part.evidence < 0).count() - NAMED);
    }

    /** Returns words, or atoms with the sums of their characters, from the highest evidence to the lowest. */
    private static List<Part> parts(String text, List<WeightedSpan> spans) {
        boolean atoms = spans.stream().anyMatch(span -> span.getAtom() != null);
        Map<Object, Part> parts = new LinkedHashMap<>();
        int length = text.codePointCount(0, text.length());
        for (WeightedSpan span : spans) {
            if (span.getEnd() <= length && span.getEvidence() != null && (span.getAtom() != null || !atoms)) {
                String name = text.substring(
                                text.offsetByCodePoints(0, span.getStart()), text.offsetByCodePoints(0, span.getEnd()))
                        + (atoms ? " (" + (span.getAtom() + 1) + ")" : "");
                parts.merge(atoms ? span.getAtom() : span, new Part(name, span.getEvidence()), Part::and);
            }
        }
        List<Part> sorted = new ArrayList<>(parts.values());
        sorted.sort(Comparator.comparingDouble(Part::evidence).reversed());
        return sorted;
    }
}
