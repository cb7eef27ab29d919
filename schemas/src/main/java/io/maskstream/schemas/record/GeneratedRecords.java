package io.maskstream.schemas.record;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's view of the records in this package. It finds their classes itself, since Avro by default refuses to
 * instantiate any class that a system property, hence each program's command line, does not name.
 */
final class GeneratedRecords extends SpecificData {

    static final GeneratedRecords INSTANCE = new GeneratedRecords();

    /** Writes by the records' own generated code, which is faster than Avro's walk along the schema. */
    static final GeneratedRecords WRITING = new GeneratedRecords();

    static {
        WRITING.setCustomCoders(true);
    }

    private final Map<String, Class<?>> classByName = new ConcurrentHashMap<>();

    private GeneratedRecords() {
        super(GeneratedRecords.class.getClassLoader());
        // Avro's fast reader goes by other ways than FieldNamingReader.readField.
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
            throw new IllegalArgumentException("no record of this version of maskstream: " + name, e);
        }
    }
}
