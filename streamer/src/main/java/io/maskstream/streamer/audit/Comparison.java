package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * Difference between two explanations of a request by the same explainer. Everything but numbers must be equal. The
 * difference of numbers is their distance. Distances of predicted values and evidence are divided by the largest of
 * these numbers if it is above 1: they are sums of each other, so their rounding errors scale with the largest term.
 */
final class Comparison {

    /** The largest predicted value or evidence, and at least 1. */
    private final double scale;

    private final boolean byMeanWeight;

    /** What is not equal; null if at most numbers differ. */
    private String mismatch;

    private double largest;
    private String where = "";

    private Comparison(double scale, boolean byMeanWeight) {
        this.scale = scale;
        this.byMeanWeight = byMeanWeight;
    }

    /**
     * Compares everything except the provenance.
     *
     * @param recorded the explanation that was published
     * @param again the explanation that was made now
     * @param bound largest accepted difference of numbers; two classes whose probabilities differ by no more may swap
     *     places, and then evidence for one is not compared with evidence for the other
     * @param sameMode whether both were computed in the same numeric mode; if not, the weights of a mask differ by the
     *     mean of their distances, since single weights may be far apart where a mask is sharp
     */
    static Comparison of(Explanation recorded, Explanation again, double bound, boolean sameMode) {
        Comparison comparison = new Comparison(Math.max(scale(recorded), scale(again)), !sameMode);
        comparison.same("id", recorded.getId(), again.getId());
        comparison.same("explainer", recorded.getExplainer(), again.getExplainer());
        comparison.predictions("prediction", recorded.getPrediction(), again.getPrediction());
        comparison.predictions("maskedPrediction", recorded.getMaskedPrediction(), again.getMaskedPrediction());
        comparison.masks(recorded.getMask(), again.getMask());
        boolean sameOutput = comparison.evidence(recorded, again, bound);
        comparison.spans(recorded.getSpans(), again.getSpans(), sameOutput);
        return comparison;
    }

    private static double scale(Explanation explanation) {
        DoubleStream value = explanation.getPrediction() instanceof ValuePrediction prediction
                ? DoubleStream.of(prediction.getValue())
                : DoubleStream.empty();
        Evidence evidence = explanation.getEvidence();
        DoubleStream parts = evidence == null
                ? DoubleStream.empty()
                : DoubleStream.concat(
                        DoubleStream.of(evidence.getBaseline(), evidence.getRemainder()),
                        evidence.getValues().stream().mapToDouble(Float::doubleValue));
        return Math.max(
                1, DoubleStream.concat(value, parts).map(Math::abs).max().orElse(1));
    }

    /** Returns whether they are bit-identical. */
    boolean isIdentical() {
        return mismatch == null && largest == 0;
    }

    /** Returns whether only numbers differ, and none by more than the tolerance. */
    boolean isWithin(double tolerance) {
        return mismatch == null && largest <= tolerance;
    }

    /** Returns the largest difference of numbers. */
    double largest() {
        return largest;
    }

    /** Describes the largest difference for people. */
    String difference() {
        return mismatch == null ? where : mismatch;
    }

    private void same(String field, Object recorded, Object again) {
        if (mismatch == null && !Objects.equals(recorded, again)) {
            mismatch = field + " was " + recorded + " and is now " + again;
        }
    }

    private void near(String field, float recorded, float again, double scale) {
        if (Float.compare(recorded, again) != 0) {
            differs(field, recorded, again, Math.abs((double) recorded - again) / scale);
        }
    }

    private void differs(String field, float recorded, float again, double distance) {
        if (Double.isNaN(distance)) {
            same(field, recorded, again);
        } else if (distance > largest) {
            largest = distance;
            where = field + " was " + recorded + " and is now " + again;
        } else {
            // Zeros with different signs.
            largest = Math.max(largest, Double.MIN_VALUE);
        }
    }

    /** Compares the weights of a mask, which different rounding may flip between 0 and 1 where a mask is sharp. */
    private void weights(String field, List<Float> recorded, List<Float> again) {
        if (!byMeanWeight || recorded.size() != again.size() || recorded.equals(again)) {
            near(field, recorded, again, 1);
            return;
        }
        double sum = 0;
        for (int i = 0; i < recorded.size(); i++) {
            sum += Math.abs((double) recorded.get(i) - again.get(i));
        }
        double mean = sum / recorded.size();
        differs(field + ", which differ by " + mean + " on average; the first", recorded.get(0), again.get(0), mean);
    }

    private void near(String field, List<Float> recorded, List<Float> again, double scale) {
        same("the number of " + field, recorded.size(), again.size());
        for (int i = 0; i < Math.min(recorded.size(), again.size()); i++) {
            near(field + "[" + i + "]", recorded.get(i), again.get(i), scale);
        }
    }

    private void predictions(String field, Object recorded, Object again) {
        if (recorded instanceof ClassPrediction was && again instanceof ClassPrediction is) {
            Map<String, Float> probabilities = probabilities(is);
            same(field + ".classes", probabilities(was).keySet(), probabilities.keySet());
            for (ClassProbability of : was.getClasses()) {
                near(
                        field + " of " + of.getName(),
                        of.getProbability(),
                        probabilities.getOrDefault(of.getName(), Float.NaN),
                        1);
            }
        } else if (recorded instanceof ValuePrediction was && again instanceof ValuePrediction is) {
            same(field + ".name", was.getName(), is.getName());
            same(field + ".unit", was.getUnit(), is.getUnit());
            near(field + ".value", was.getValue(), is.getValue(), scale);
        } else {
            same(field, recorded, again);
        }
    }

    private static Map<String, Float> probabilities(ClassPrediction prediction) {
        Map<String, Float> probabilities = new HashMap<>();
        prediction.getClasses().forEach(of -> probabilities.put(of.getName(), of.getProbability()));
        return probabilities;
    }

    private void masks(Mask recorded, Mask again) {
        same("mask.shape", recorded.getShape(), again.getShape());
        same("mask.imageSize", recorded.getImageSize(), again.getImageSize());
        same("mask.imageOrientation", recorded.getImageOrientation(), again.getImageOrientation());
        weights("mask.weights", recorded.getWeights(), again.getWeights());
        near("mask.area", recorded.getArea(), again.getArea(), 1);
    }

    /** Returns whether both are evidence for the same output. */
    private boolean evidence(Explanation recorded, Explanation again, double bound) {
        Evidence was = recorded.getEvidence();
        Evidence is = again.getEvidence();
        if (was == null || is == null) {
            same("evidence", was, is);
            return true;
        }
        same("evidence.unit", was.getUnit(), is.getUnit());
        same("evidence.shape", was.getShape(), is.getShape());
        if (!was.getOutput().equals(is.getOutput()) && areNear(recorded, was.getOutput(), is.getOutput(), bound)) {
            return false;
        }
        same("evidence.output", was.getOutput(), is.getOutput());
        near("evidence.values", was.getValues(), is.getValues(), scale);
        near("evidence.baseline", was.getBaseline(), is.getBaseline(), scale);
        near("evidence.remainder", was.getRemainder(), is.getRemainder(), scale);
        return true;
    }

    /** Returns whether both could be the most probable class if each probability may be off by the bound. */
    private static boolean areNear(Explanation explanation, String one, String other, double bound) {
        if (!(explanation.getPrediction() instanceof ClassPrediction prediction)) {
            return false;
        }
        Map<String, Float> probabilities = probabilities(prediction);
        return Math.abs(probabilities.getOrDefault(one, Float.NaN) - probabilities.getOrDefault(other, Float.NaN))
                <= 2 * bound;
    }

    private void spans(List<WeightedSpan> recorded, List<WeightedSpan> again, boolean withEvidence) {
        same("the number of spans", recorded.size(), again.size());
        weights(
                "spans.weight",
                recorded.stream().map(WeightedSpan::getWeight).toList(),
                again.stream().map(WeightedSpan::getWeight).toList());
        for (int i = 0; i < Math.min(recorded.size(), again.size()); i++) {
            WeightedSpan was = recorded.get(i);
            WeightedSpan is = again.get(i);
            String field = "spans[" + i + "]";
            same(field + ".start", was.getStart(), is.getStart());
            same(field + ".end", was.getEnd(), is.getEnd());
            same(field + ".atom", was.getAtom(), is.getAtom());
            if (withEvidence && was.getEvidence() != null && is.getEvidence() != null) {
                near(field + ".evidence", was.getEvidence(), is.getEvidence(), scale);
            } else if (withEvidence) {
                same(field + ".evidence", was.getEvidence(), is.getEvidence());
            }
        }
    }
}
