package io.maskstream.schemas.record;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which schemas of writers are taken. Avro unfolds a schema before it reads with it, a named type as often as it is
 * mentioned: of records that hold the next one twice, n become 2^n parts. A few lines could so take all memory, or any
 * time for a value of no bytes.
 */
final class WriterSchema {

    /** Unfolded; this version's own schemas have fewer than 50. */
    private static final int MOST_PARTS = 5000;

    /** Types within types. */
    private static final int DEEPEST = 100;

    /** Types that the one which is being counted stands in: where it is one of them, Avro goes back and unfolds no more. */
    private final Set<Schema> outer = identitySet();

    private int parts;

    private WriterSchema() {}

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException if it is none that stands alone, or too large; the message goes on after "the schema"
     */
    static Schema parse(String text) {
        Schema schema;
        try {
            schema = new Schema.Parser().parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("is no Avro schema that stands alone", e);
        }
        new WriterSchema().count(schema, identitySet());
        return schema;
    }

    private static Set<Schema> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** @param direct records that this type stands in as a field of a field: no value of itself would ever end */
    private void count(Schema schema, Set<Schema> direct) {
        if (++parts > MOST_PARTS || outer.size() > DEEPEST) {
            throw new IllegalArgumentException(
                    "has more than " + MOST_PARTS + " parts, or types more than " + DEEPEST + " deep");
        }
        if (direct.contains(schema)) {
            throw new IllegalArgumentException(
                    "has the record " + Quotes.shown(schema.getName()) + ", which holds itself");
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
                // Has no parts.
            }
        }
        outer.remove(schema);
    }
}
