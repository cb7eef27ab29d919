package io.maskstream.schemas.record;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Limits the writer schemas that are accepted. Before reading, Avro expands a schema, and a named type once per
 * mention: a chain of n records that each contain the next one twice becomes 2^n parts. A few lines could therefore
 * exhaust the memory, or take unlimited time for a value without bytes.
 */
final class WriterSchema {

    /** Limit for the parts of an expanded schema; the current schemas have fewer than 50. */
    private static final int MOST_PARTS = 5000;

    /** Limit for the nesting of types. */
    private static final int DEEPEST = 100;

    /** The types that enclose the type being counted. Avro does not expand a type again within itself. */
    private final Set<Schema> outer = identitySet();

    private int parts;

    private WriterSchema() {}

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException if it is not a self-contained schema or is too large; the message continues a
     *     sentence that starts with "the schema"
     */
    static Schema parse(String text) {
        Schema schema;
        try {
            schema = new Schema.Parser().parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("is not a self-contained Avro schema", e);
        }
        new WriterSchema().count(schema, identitySet());
        return schema;
    }

    private static Set<Schema> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * @param direct records that contain this type directly through fields; a record that contains itself has no finite
     *     value
     */
    private void count(Schema schema, Set<Schema> direct) {
        if (++parts > MOST_PARTS || outer.size() > DEEPEST) {
            throw new IllegalArgumentException(
                    "has more than " + MOST_PARTS + " parts, or types more than " + DEEPEST + " deep");
        }
        if (direct.contains(schema)) {
            throw new IllegalArgumentException(
                    "has the record " + Quotes.shown(schema.getName()) + ", which contains itself");
        }
        if (!outer.add(schema)) {
            return;
        }
        switch (schema.getType()) {
            case RECORD -> {
                direct.add(schema);
                schema.getFields().forEach(field -> count(field.schema(), direct));
                direct.remove(schema);
            }
            case ARRAY -> count(schema.getElementType(), identitySet());
            case MAP -> count(schema.getValueType(), identitySet());
            case UNION -> schema.getTypes().forEach(type -> count(type, identitySet()));
            default -> {
                // Primitive types have no parts.
            }
        }
        outer.remove(schema);
    }
}
