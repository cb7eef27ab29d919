package io.maskstream.schemas.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads requests as flat JSON objects, such as <code>{"id": "m1", "smiles": "CCO"}</code>. Each field occurs at most
 * once, null counts as absent, and exactly one of {@code smiles}, {@code text} and {@code image} is required.
 * Thread-safe.
 */
final class RequestJson {

    private static final List<Field> INPUTS = List.of(Field.SMILES, Field.TEXT, Field.IMAGE);

    /** Length limit of a field's name in characters. */
    static final int LONGEST_NAME = 50_000;

    /** Length limit of a number in digits. */
    static final int LONGEST_NUMBER = 1000;

    /** A request has only one level; the second level is reported as a field of the wrong type. */
    private static final int DEEPEST_NESTING = 10;

    /** Number of characters that are checked at a time. */
    private static final int CHUNK = 8192;

    /**
     * Without detection of UTF-16 and UTF-32, which could misinterpret other bytes. A text may be as long as the
     * record, which the broker limits.
     */
    private final JsonFactory json = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNestingDepth(DEEPEST_NESTING)
                    .build())
            .build();

    private enum Field {
        ID("id", "a string"),
        EXPLAINER("explainer", "a string"),
        SMILES("smiles", "a string"),
        TEXT("text", "a string"),
        IMAGE("image", "a string in base64"),
        WIDTH("width", "a whole number"),
        HEIGHT("height", "a whole number"),
        CLASS("class", "a string");

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
     * @param value the value, JSON in UTF-8
     * @param start index of the opening brace
     * @throws UnreadableRecordException if the value is not exactly one such object
     */
    ExplanationRequest read(byte[] value, int start) {
        checkUtf8(value, start);
        // Each record gets a copy of the factory. A factory caches field names, and a publisher could slow it down with
        // chosen names.
        try (JsonParser parser = json.copy().createParser(value, start, value.length - start)) {
            try {
                return request(fields(parser, value, start));
            } catch (StreamConstraintsException e) {
                // The current token shows which limit was exceeded: after a name, the parser reads into the value
                // immediately.
                throw new UnreadableRecordException(
                        parser.currentToken() == JsonToken.FIELD_NAME
                                ? "field '" + Quotes.shown(parser.currentName()) + "' has a number of more than "
                                        + LONGEST_NUMBER + " digits"
                                : "the name of a field has more than " + LONGEST_NAME + " characters",
                        e);
            }
        } catch (UnreadableRecordException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(
                    "the value is not valid JSON" + place(e) + ": " + Quotes.oneLine(e.getOriginalMessage()), e);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableRecordException("the value cannot be read as JSON: " + Quotes.oneLine(e.toString()), e);
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Checks the encoding, because Jackson accepts overlong encodings and surrogates. */
    private static void checkUtf8(byte[] value, int start) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(value, start, value.length - start);
        CharBuffer out = CharBuffer.allocate(Math.min(in.remaining(), CHUNK) + 1);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new UnreadableRecordException(String.format(
                    "the value is not valid JSON: Invalid UTF-8 at byte %d, 0x%02X",
                    in.position(), in.get(in.position())));
        }
    }

    private static Map<Field, Object> fields(JsonParser parser, byte[] value, int start) throws IOException {
        Map<Field, Object> fields = new EnumMap<>(Field.class);
        Set<Field> seen = EnumSet.noneOf(Field.class);
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = field(parser.currentName());
            if (!seen.add(field)) {
                throw new UnreadableRecordException("field " + field + " occurs twice");
            }
            parser.nextToken();
            Object content = content(field, parser, value, start);
            if (content != null) {
                fields.put(field, content);
            }
        }
        if (parser.nextToken() != null) {
            throw new UnreadableRecordException("the value continues after the end of its JSON object");
        }
        return fields;
    }

    private static Field field(String name) {
        for (Field field : Field.values()) {
            if (field.label.equals(name)) {
                return field;
            }
        }
        throw new UnreadableRecordException("field '" + Quotes.shown(name) + "' is unknown; the known fields are "
                + Stream.of(Field.values()).map(Field::toString).collect(Collectors.joining(", ")));
    }

    private static Object content(Field field, JsonParser parser, byte[] value, int start) throws IOException {
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
        if (field == Field.IMAGE) {
            // The parser has read only the opening quotation mark of the string, and skips the rest later.
            return bytes(new JsonString(
                    value, start + (int) parser.currentTokenLocation().getByteOffset()));
        }
        return text(field, parser.getText());
    }

    /** JSON can escape an unpaired surrogate, which cannot be written to a topic value. */
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

    private static ByteBuffer bytes(JsonString base64) {
        try {
            return ByteBuffer.wrap(Base64Text.decode(base64));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("field " + Field.IMAGE + " is not base64: " + e.getMessage(), e);
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
                (String) fields.get(Field.ID), (String) fields.get(Field.EXPLAINER), input(fields), (String)
                        fields.get(Field.CLASS));
    }

    private static Object input(Map<Field, Object> fields) {
        List<Field> given = INPUTS.stream().filter(fields::containsKey).toList();
        if (given.size() != 1) {
            throw new UnreadableRecordException("exactly one of the fields 'smiles', 'text' and 'image' is needed, but "
                    + (given.isEmpty()
                            ? "none is given"
                            : given.stream().map(Field::toString).collect(Collectors.joining(" and ")) + " are given"));
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
