package io.maskstream.schemas.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.Quotes;
import java.util.ArrayList;
import java.util.List;

/** One line of a JSON Lines file: an object whose fields form a row. */
final class JsonLine {

    /**
     * Accepts long strings, because an image in base64 exceeds Jackson's default limit, and NaN, because other tools
     * write it.
     */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode fields;

    private JsonLine(JsonNode fields) {
        this.fields = fields;
    }

    static JsonLine read(String line) throws UnusableRecordException {
        JsonNode fields;
        try {
            fields = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UnusableRecordException("it is not valid JSON: " + Quotes.oneLine(e.getOriginalMessage()), e);
        }
        if (!fields.isObject()) {
            throw new UnusableRecordException("it is not a JSON object");
        }
        return new JsonLine(fields);
    }

    /** Returns the names of the fields in the order of the line. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        fields.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns the text of a field; null if the field is missing or null. */
    String text(String field) throws UnusableRecordException {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new UnusableRecordException("its field '" + field + "' is not a string");
        }
        return value.textValue();
    }

    /**
     * Returns a string, number or boolean as text; null if {@code field} is null, or if the field is missing or null.
     */
    String scalar(String field) throws UnusableRecordException {
        if (field == null) {
            return null;
        }
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isContainerNode()) {
            throw new UnusableRecordException("its field '" + field + "' is neither a string nor a number");
        }
        return value.asText();
    }
}
