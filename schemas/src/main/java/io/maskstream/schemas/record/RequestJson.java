package io.maskstream.schemas.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests as flat JSON objects, such as <code>{"id": "m1", "smiles": "CCO"}</code>: a field of each name at most once,
 * null as good as absent, and exactly one of {@code smiles}, {@code text} and {@code image}. Safe for use by several
 * threads.
 */
final class RequestJson {

    private static final List<Field> INPUTS = List.of(Field.SMILES, Field.TEXT, Field.IMAGE);

    /** Without detection of UTF-16 and UTF-32, which other bytes can be mistaken for. */
    private final JsonFactory json =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private enum Field {
        ID("id", "a string"),
        EXPLAINER("explainer", "a string"),
        SMILES("smiles", "a string"),
        TEXT("text", "a string"),
        IMAGE("image", "a string in base64"),
        WIDTH("width", "a whole number"),
        HEIGHT("height", "a whole number");

        private final String label;
        private final String type;

        Field(String label, String type) {
            this.label = label;
            this.type = type;
        }

        @Override
        public String toString() {
            return "'" + label + "'";
        }
    }

    /**
     * Reads a request.
     *
     * @param value JSON in UTF-8
     * @throws UnreadableRecordException if it is anything but one such object
     */
    ExplanationRequest read(byte[] value) {
        try (JsonParser parser = json.createParser(value)) {
            return request(fields(parser));
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(
                    "the value is no valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + Quotes.oneLine(e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new UnreadableRecordException("the value is no JSON in UTF-8: " + Quotes.oneLine(e.getMessage()), e);
        }
    }

    private static Map<Field, Object> fields(JsonParser parser) throws IOException {
        Map<Field, Object> fields = new EnumMap<>(Field.class);
        Set<Field> seen = EnumSet.noneOf(Field.class);
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = field(parser.currentName());
            if (!seen.add(field)) {
                throw new UnreadableRecordException("field " + field + " stands twice");
            }
            parser.nextToken();
            Object value = value(field, parser);
            if (value != null) {
                fields.put(field, value);
            }
        }
        if (parser.nextToken() != null) {
            throw new UnreadableRecordException("the value goes on after the end of its JSON object");
        }
        return fields;
    }

    private static Field field(String name) {
        for (Field field : Field.values()) {
            if (field.label.equals(name)) {
                return field;
            }
        }
        throw new UnreadableRecordException("field '" + Quotes.oneLine(name) + "' is unknown; there are "
                + Stream.of(Field.values()).map(Field::toString).collect(Collectors.joining(", ")));
    }

    private static Object value(Field field, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        boolean number = field == Field.WIDTH || field == Field.HEIGHT;
        if (token != (number ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING)) {
            throw mistyped(field, token);
        }
        if (number) {
            return size(field, parser);
        }
        return field == Field.IMAGE ? bytes(parser.getText()) : text(field, parser.getText());
    }

    /** JSON can escape half of a character, which no topic value could give back. */
    private static String text(Field field, String value) {
        if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new UnreadableRecordException("field " + field + " has an unpaired surrogate, half of a character");
        }
        return value;
    }

    private static int size(Field field, JsonParser parser) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.INT) {
            throw new UnreadableRecordException("field " + field + " is out of range");
        }
        return parser.getIntValue();
    }

    private static ByteBuffer bytes(String base64) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(
                    "field " + Field.IMAGE + " is no base64: " + Quotes.oneLine(e.getMessage()), e);
        }
    }

    private static UnreadableRecordException mistyped(Field field, JsonToken token) {
        String found =
                switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_STRING -> "a string";
                    case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
                    default -> "a number";
                };
        return new UnreadableRecordException("field " + field + " must be " + field.type + ", not " + found);
    }

    private static ExplanationRequest request(Map<Field, Object> fields) {
        if (!fields.containsKey(Field.ID)) {
            throw new UnreadableRecordException("field " + Field.ID + " is missing");
        }
        return new ExplanationRequest(
                (String) fields.get(Field.ID), (String) fields.get(Field.EXPLAINER), input(fields));
    }

    private static Object input(Map<Field, Object> fields) {
        List<Field> given = INPUTS.stream().filter(fields::containsKey).toList();
        if (given.size() != 1) {
            throw new UnreadableRecordException("exactly one of the fields 'smiles', 'text' and 'image' is needed, but "
                    + (given.isEmpty()
                            ? "none is there"
                            : given.stream().map(Field::toString).collect(Collectors.joining(" and ")) + " are there"));
        }
        ImageSize size = size(fields);
        Field input = given.get(0);
        if (size != null && input != Field.IMAGE) {
            throw new UnreadableRecordException(
                    "fields 'width' and 'height' belong to 'image', but the input is " + input);
        }
        return switch (input) {
            case SMILES -> new Molecule((String) fields.get(input));
            case TEXT -> new Review((String) fields.get(input));
            default -> new Image((ByteBuffer) fields.get(input), size);
        };
    }

    private static ImageSize size(Map<Field, Object> fields) {
        Object width = fields.get(Field.WIDTH);
        Object height = fields.get(Field.HEIGHT);
        if ((width == null) != (height == null)) {
            throw new UnreadableRecordException("field " + (width == null ? Field.WIDTH : Field.HEIGHT)
                    + " is missing: width and height go together");
        }
        return width == null ? null : new ImageSize((Integer) width, (Integer) height);
    }
}
