package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.schemas.render.Png;
import io.maskstream.streamer.engine.Reservations;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Writes a record as JSON for the page, with the original and its explanation. Safe for use by several threads. */
public final class EventJson {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Images are reduced to this length of their longer side, in pixels; the page shows nothing larger. */
    private static final int LONGEST_SIDE = 320;

    /** Longer texts, in code points, are cut to the explained words and some context. */
    private static final int LONGEST_TEXT = 20_000;

    private static final int CONTEXT = 400;

    /** Number of bytes shown of a dead letter's value. */
    private static final int PREVIEW_BYTES = 2000;

    /** Number of bytes shown of its key and of each header. */
    private static final int HEADER_BYTES = 200;

    private static final int MOST_HEADERS = 30;

    private static final double WEIGHT_STEPS = 10_000;

    private final ExplanationReader reader;
    private final ImageLimits limits;
    private final StructureDrawing drawing = new StructureDrawing();

    /** @param limits limits for decoding images */
    public EventJson(ExplanationReader reader, ImageLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** Returns a record as one line of JSON. */
    String write(LiveEvent event) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("sequence", event.entry().sequence())
                .put("origin", event.record().origin().toString())
                .put("timestamp", event.record().timestampMillis())
                .put("left", event.entry().leftMillis())
                .put("outcome", event.outcome().code())
                .put("id", event.id())
                .put("kind", event.kind() == null ? null : event.kind().toString());
        if (event.record().isExplained()) {
            addExplanation(json, event);
        } else {
            addRefusal(json, event);
        }
        return json.toString();
    }

    /** Returns the explanation of a record that has one. */
    Explanation explanation(LiveEvent event) {
        return reader.read(event.record().explained().value());
    }

    /** Returns the measures by which a record is compared with others; null for a dead letter. */
    Measures measures(LiveEvent event) {
        return event.record().isExplained() ? Measures.of(explanation(event)) : null;
    }

    private void addExplanation(ObjectNode json, LiveEvent event) {
        Explanation explanation = explanation(event);
        ObjectNode explainer = json.putObject("explainer")
                .put("name", explanation.getExplainer().getName())
                .put("version", explanation.getExplainer().getVersion())
                .put("digest", explanation.getExplainer().getDigest())
                .put("frozenModelDigest", explanation.getExplainer().getFrozenModelDigest());
        Reservations reservations = event.record().explained().reservations();
        if (!reservations.isEmpty()) {
            explainer.put("reservations", reservations.sentence());
        }
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
        Object input = event.request().orElseThrow().getInput();
        if (input instanceof Image image) {
            addImage(json, image, explanation.getMask(), evidence);
        } else if (input instanceof Molecule molecule) {
            addText(json, molecule.getSmiles(), explanation.getSpans());
            drawing.svg(molecule.getSmiles().strip(), explanation.getSpans())
                    .ifPresent(svg -> json.put("structure", svg));
        } else {
            addText(json, ((Review) input).getText(), explanation.getSpans());
        }
    }

    private static JsonNode prediction(Object prediction) {
        if (prediction == null) {
            return MAPPER.nullNode();
        }
        ObjectNode json = MAPPER.createObjectNode();
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

    private static void addText(ObjectNode json, String text, List<WeightedSpan> spans) {
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

    /** Writes the image upright, like its mask. */
    private void addImage(ObjectNode json, Image image, Mask mask, Evidence evidence) {
        ImageSize size = mask.getImageSize();
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(size.getWidth(), size.getHeight()));
        int width = Math.max(1, (int) Math.round(scale * size.getWidth()));
        int height = Math.max(1, (int) Math.round(scale * size.getHeight()));
        PixelGrid pixels;
        try {
            pixels = new ImageEncoding(width, height, limits).encode(image);
        } catch (UnencodableInputException e) {
            // The record was explained, but showing it needs a larger image than the model, and more memory.
            addText(json, "This image cannot be shown: " + e.getMessage(), List.of());
            return;
        }
        json.putObject("image")
                .put("source", source(pixels))
                .put("width", size.getWidth())
                .put("height", size.getHeight());
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

    private static String source(PixelGrid pixels) {
        BufferedImage picture = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, pixels.width(), pixels.height(), pixels.argb(), 0, pixels.width());
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.of(picture));
    }

    private static void addRefusal(ObjectNode json, LiveEvent event) {
        json.put("asked", event.explainer())
                .put("reason", event.record().refusal().reason().code())
                .put("message", event.record().refusal().getMessage());
        byte[] value = event.record().request();
        byte[] key = event.record().key();
        json.put("key", key == null ? null : preview(key, HEADER_BYTES))
                .put("bytes", value == null ? null : value.length);
        ArrayNode headers = json.putArray("headers");
        event.record().headers().stream().limit(MOST_HEADERS).forEach(header -> headers.addArray()
                .add(header.key())
                .add(header.value() == null ? null : preview(header.value(), HEADER_BYTES)));
        Object input = event.request().map(request -> request.getInput()).orElse(null);
        if (input instanceof Image image) {
            json.put("value", "an image of " + image.getData().remaining() + " bytes");
        } else if (input instanceof Molecule molecule) {
            json.put("value", preview(molecule.getSmiles().getBytes(StandardCharsets.UTF_8), PREVIEW_BYTES));
        } else if (input instanceof Review review) {
            json.put("value", preview(review.getText().getBytes(StandardCharsets.UTF_8), PREVIEW_BYTES));
        } else if (value != null) {
            json.put("value", preview(value, PREVIEW_BYTES));
        }
    }

    /** Invalid UTF-8 becomes U+FFFD, and so does a character that is cut off at the end. */
    private static String preview(byte[] value, int most) {
        int length = Math.min(value.length, most);
        String shown = new String(value, 0, length, StandardCharsets.UTF_8);
        return length < value.length ? shown + " ... (" + value.length + " bytes)" : shown;
    }

    private static double rounded(float weight) {
        return Math.round(weight * WEIGHT_STEPS) / WEIGHT_STEPS;
    }
}
