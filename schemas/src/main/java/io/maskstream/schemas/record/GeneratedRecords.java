package io.maskstream.schemas.record;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's data model for the records in this package. It finds their classes itself, because Avro by default only
 * instantiates classes that a system property names, which each program would have to set on its command line.
 */
final class GeneratedRecords extends SpecificData {

    static final GeneratedRecords INSTANCE = new GeneratedRecords();

    /** Writes with the generated code of the records, which is faster than Avro's traversal of the schema. */
    static final GeneratedRecords WRITING = new GeneratedRecords();

    static {
        WRITING.setCustomCoders(true);
    }

    private final Map<String, Class<?>> classByName = new ConcurrentHashMap<>();

    private GeneratedRecords() {
        super(GeneratedRecords.class.getClassLoader());
        // Avro's fast reader does not call FieldNamingReader.readField.
        setFastReaderEnabled(false);
    }

    @Override
    public Class<?> getClass(Schema schema) {
        boolean ours = schema.getType() == Schema.Type.RECORD
                && GeneratedRecords.class.getPackageName().equals(schema.getNamespace());
        return ours ? classByName.computeIfAbsent(schema.getFullName(), this::load) : super.getClass(schema);
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, true, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("this version of maskstream has no record " + name, e);
        }
    }
}
