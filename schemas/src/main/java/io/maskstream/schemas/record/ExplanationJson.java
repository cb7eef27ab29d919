package io.maskstream.schemas.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Reads and writes explanations as plain JSON on one line. The fields have the names of the Avro records. Null fields
 * are omitted, and branches of unions are not wrapped in Avro's type names.
 */
public final class ExplanationJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ExplanationJson() {}

    /**
     * Writes an explanation.
     *
     * @throws IllegalArgumentException if a number is not finite, which JSON cannot represent
     */
    public static String write(Explanation explanation) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(explanation, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed.", e);
        }
        return out.toString();
    }

    /**
     * Reads an explanation.
     *
     * @throws UnreadableRecordException if it is not a valid explanation; the message names the field and the reason
     */
    public static Explanation read(String json) {
        try {
            return (Explanation) read("", Explanation.getClassSchema(), MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(
                    "the explanation is not valid JSON: " + Quotes.oneLine(e.getOriginalMessage()), e);
        }
    }

    private static void write(Object value, JsonGenerator out) throws IOException {
        if (value instanceof IndexedRecord record) {
            out.writeStartObject();
            for (Schema.Field field : record.getSchema().getFields()) {
                Object content = record.get(field.pos());
                if (content != null) {
                    out.writeFieldName(field.name());
                    write(content, out);
                }
            }
            out.writeEndObject();
        } else if (value instanceof List<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (value instanceof Float number) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException("an explanation with " + number + " cannot be written as JSON");
            }
            out.writeNumber(number);
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else {
            out.writeString((String) value);
        }
    }

    private static Object read(String path, Schema schema, JsonNode node) {
        return switch (schema.getType()) {
            case RECORD -> record(path, schema, node);
            case ARRAY -> array(path, schema, node);
            case UNION -> union(path, schema, node);
            case STRING -> checked(path, "a string", node.isTextual(), node).textValue();
            case INT -> checked(path, "a whole number", node.isInt(), node).intValue();
            case LONG ->
                checked(path, "a whole number", node.canConvertToExactIntegral() && node.canConvertToLong(), node)
                        .longValue();
            case FLOAT ->
                checked(path, "a number", node.isNumber() && Float.isFinite(node.floatValue()), node)
                        .floatValue();
            default -> throw new IllegalStateException("explanations have no " + schema.getType());
        };
    }

    private static IndexedRecord record(String path, Schema schema, JsonNode node) {
        checked(path, "an object", node.isObject(), node);
        IndexedRecord record = (IndexedRecord) GeneratedRecords.INSTANCE.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            String inner = path.isEmpty() ? field.name() : path + "." + field.name();
            record.put(field.pos(), read(inner, field.schema(), node.path(field.name())));
        }
        return record;
    }

    private static List<Object> array(String path, Schema schema, JsonNode node) {
        checked(path, "an array", node.isArray(), node);
        List<Object> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(read(path + "[" + i + "]", schema.getElementType(), node.get(i)));
        }
        return items;
    }

    /**
     * Reads null if that is allowed, otherwise the first branch whose fields are all present, otherwise the last
     * branch.
     */
    private static Object union(String path, Schema schema, JsonNode node) {
        if (schema.isNullable() && (node.isMissingNode() || node.isNull())) {
            return null;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        Schema branch = branches.stream()
                .filter(candidate -> candidate.getType() == Schema.Type.RECORD
                        && candidate.getFields().stream().allMatch(field -> node.has(field.name())))
                .findFirst()
                .orElse(branches.get(branches.size() - 1));
        return read(path, branch, node);
    }

    private static JsonNode checked(String path, String type, boolean fits, JsonNode node) {
        if (!fits) {
            String field = path.isEmpty() ? "the explanation" : "field '" + path + "'";
            throw new UnreadableRecordException(
                    node.isMissingNode() ? field + " is missing" : field + " must be " + type);
        }
        return node;
    }
}
