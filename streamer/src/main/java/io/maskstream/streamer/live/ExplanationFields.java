package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;

/** Writes an explanation for the page: by the version that serves, or by a candidate. */
final class ExplanationFields {

    /** Longer texts, in code points, are cut to the explained words and some context. */
    private static final int LONGEST_TEXT = 20_000;

    private static final int CONTEXT = 400;

    private static final double WEIGHT_STEPS = 10_000;

    private ExplanationFields() {}

    /** Adds explainer and predictions, and weights and evidence of the parts of the input. */
    static void add(ObjectNode json, Explanation explanation, Object input) {
        ExplainerIdentity explainer = explanation.getExplainer();
        json.putObject("explainer")
                .put("name", explainer.getName())
                .put("version", explainer.getVersion())
                .put("digest", explainer.getDigest())
                .put("frozenModelDigest", explainer.getFrozenModelDigest());
        json.set("prediction", prediction(explanation.getPrediction()));
        json.set("maskedPrediction", prediction(explanation.getMaskedPrediction()));
        Measures measures = Measures.of(explanation);
        json.put("area", rounded((float) measures.area()))
                .put("confidence", measures.confidence())
                .put("agreement", measures.agreement())
                .put("differs", measures.differs());
        Evidence evidence = explanation.getEvidence();
        if (evidence != null) {
            addEvidence(json.putObject("evidence"), evidence);
        }
        if (input instanceof Image) {
            addGrids(json, explanation.getMask(), evidence);
        } else if (input instanceof Molecule molecule) {
            addText(json, molecule.getSmiles(), explanation.getSpans());
        } else {
            addText(json, ((Review) input).getText(), explanation.getSpans());
        }
    }

    private static JsonNode prediction(Object prediction) {
        if (prediction == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (prediction instanceof ValuePrediction value) {
            return json.put("name", value.getName())
                    .put("value", value.getValue())
                    .put("unit", value.getUnit());
        }
        ArrayNode classes = json.putArray("classes");
        for (ClassProbability of : ((ClassPrediction) prediction).getClasses()) {
            classes.addObject().put("name", of.getName()).put("probability", of.getProbability());
        }
        return json;
    }

    /** Writes the numbers that add up; the values of the parts are written with the parts. */
    private static void addEvidence(ObjectNode json, Evidence evidence) {
        double sum =
                evidence.getValues().stream().mapToDouble(Float::doubleValue).sum();
        json.put("output", evidence.getOutput())
                .put("unit", evidence.getUnit())
                .put("baseline", evidence.getBaseline())
                .put("sum", sum)
                .put("remainder", evidence.getRemainder())
                .put("total", evidence.getBaseline() + sum + evidence.getRemainder());
    }

    /** Adds a text and its weighted parts. */
    static void addText(ObjectNode json, String text, List<WeightedSpan> spans) {
        int length = text.codePointCount(0, text.length());
        int from = 0;
        int to = length;
        if (length > LONGEST_TEXT && !spans.isEmpty()) {
            from = Math.max(0, spans.get(0).getStart() - CONTEXT);
            to = Math.min(length, spans.get(spans.size() - 1).getEnd() + CONTEXT);
        }
        json.put("text", text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to)))
                .put("textStart", from)
                .put("textLength", length);
        ArrayNode listed = json.putArray("spans");
        for (WeightedSpan span : spans) {
            ArrayNode one = listed.addArray()
                    .add(span.getStart() - from)
                    .add(span.getEnd() - from)
                    .add(rounded(span.getWeight()));
            if (span.getAtom() != null || span.getEvidence() != null) {
                one.add(span.getAtom());
            }
            if (span.getEvidence() != null) {
                one.add(span.getEvidence());
            }
        }
    }

    private static void addGrids(ObjectNode json, Mask mask, Evidence evidence) {
        ObjectNode weights = json.putObject("mask");
        weights.put("width", mask.getShape().get(1))
                .put("height", mask.getShape().get(0));
        ArrayNode listed = weights.putArray("weights");
        mask.getWeights().forEach(weight -> listed.add(rounded(weight)));
        if (evidence != null) {
            ObjectNode cells = json.putObject("cells");
            cells.put("width", evidence.getShape().get(1))
                    .put("height", evidence.getShape().get(0));
            ArrayNode values = cells.putArray("values");
            evidence.getValues().forEach(values::add);
        }
    }

    private static double rounded(float weight) {
        return Math.round(weight * WEIGHT_STEPS) / WEIGHT_STEPS;
    }
}
