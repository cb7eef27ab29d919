package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
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

    /** Number of bytes shown of a dead letter's value. */
    private static final int PREVIEW_BYTES = 2000;

    /** Number of bytes shown of its key and of each header. */
    private static final int HEADER_BYTES = 200;

    private static final int MOST_HEADERS = 30;

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
        return write(event, null);
    }

    /**
     * Returns a record as one line of JSON.
     *
     * @param compared comparison with a candidate; null if there is none
     */
    String write(LiveEvent event, ComparedBuffer.Entry compared) {
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
            if (compared != null) {
                json.set(
                        "candidate",
                        candidate(compared, event.request().orElseThrow().getInput()));
            }
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
        Object input = event.request().orElseThrow().getInput();
        ExplanationFields.add(json, explanation, input);
        Reservations reservations = event.record().explained().reservations();
        if (!reservations.isEmpty()) {
            json.withObject("/explainer").put("reservations", reservations.sentence());
        }
        if (input instanceof Image image) {
            addImage(json, image, explanation.getMask().getImageSize());
        } else if (input instanceof Molecule molecule) {
            drawing.svg(molecule.getSmiles().strip(), explanation.getSpans())
                    .ifPresent(svg -> json.put("structure", svg));
        }
    }

    /**
     * Returns the explanation by a candidate and the comparison, without image and structure, which are those of the record.
     *
     * @param input input of the record
     */
    ObjectNode candidate(ComparedBuffer.Entry compared, Object input) {
        ObjectNode json = MAPPER.createObjectNode();
        ShadowComparison comparison = compared.comparison();
        if (compared.explanation() == null) {
            json.putObject("explainer")
                    .put("version", comparison.candidate().version())
                    .put("digest", comparison.candidate().digest());
            return json.put("failure", comparison.failure());
        }
        ExplanationFields.add(json, reader.read(compared.explanation()), input);
        json.putObject("comparison")
                .put("predictionAgreement", comparison.predictionAgreement())
                .put("rankCorrelation", comparison.rankCorrelation())
                .put("evidenceDistance", comparison.evidenceDistance())
                .put("servingMillis", comparison.serving().millis())
                .put("candidateMillis", comparison.candidate().millis());
        return json;
    }

    /** Writes the image upright, like its mask. */
    private void addImage(ObjectNode json, Image image, ImageSize size) {
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(size.getWidth(), size.getHeight()));
        int width = Math.max(1, (int) Math.round(scale * size.getWidth()));
        int height = Math.max(1, (int) Math.round(scale * size.getHeight()));
        try {
            PixelGrid pixels = new ImageEncoding(width, height, limits).encode(image);
            json.putObject("image")
                    .put("source", source(pixels))
                    .put("width", size.getWidth())
                    .put("height", size.getHeight());
        } catch (UnencodableInputException e) {
            // The record was explained, but showing it needs a larger image than the model, and more memory.
            ExplanationFields.addText(json, "This image cannot be shown: " + e.getMessage(), List.of());
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
}
