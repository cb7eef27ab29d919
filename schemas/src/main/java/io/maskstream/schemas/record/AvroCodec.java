package io.maskstream.schemas.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro records of one type to and from topic values: in Avro's single-object encoding, or in the Confluent wire format
 * where there is a schema registry. Safe for use by several threads.
 */
public final class AvroCodec<T extends SpecificRecord> {

    private final AvroReader<T> reader;
    private final SpecificDatumWriter<T> writer;
    private final byte[] header;

    private AvroCodec(Class<T> type, Schema written, byte[] header, SchemaRegistry registry) {
        this.reader = new AvroReader<>(type, registry);
        // The records' own generated code writes all fields of the present schema, whatever it is to write by.
        this.writer = new SpecificDatumWriter<>(
                written, written.equals(schemaOf(type)) ? GeneratedRecords.WRITING : GeneratedRecords.INSTANCE);
        this.header = header;
    }

    /** Writes the single-object encoding, and reads only that. */
    public static <T extends SpecificRecord> AvroCodec<T> singleObject(Class<T> type) {
        return singleObject(type, schemaOf(type));
    }

    /**
     * Writes the single-object encoding by a former schema, for readers that know no later one.
     *
     * @param written the former schema, of whose fields each has the place that it has in the present one
     */
    static <T extends SpecificRecord> AvroCodec<T> singleObject(Class<T> type, Schema written) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(written);
        byte[] header = ByteBuffer.allocate(AvroReader.SINGLE_OBJECT_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(AvroReader.SINGLE_OBJECT)
                .put(AvroReader.SINGLE_OBJECT_VERSION)
                .putLong(fingerprint)
                .array();
        return new AvroCodec<>(type, written, header, null);
    }

    /**
     * Writes the Confluent wire format, and reads both encodings. Registers the type's schema at once, so that a registry
     * that refuses it is noticed before there are records.
     *
     * @param subject under which the schema is registered, by convention the topic's name followed by {@code -value}
     * @throws SchemaRegistryException if the registry fails, or refuses the schema
     */
    public static <T extends SpecificRecord> AvroCodec<T> withRegistry(
            Class<T> type, SchemaRegistry registry, String subject) {
        byte[] header = ByteBuffer.allocate(AvroReader.CONFLUENT_HEADER_BYTES)
                .put(AvroReader.CONFLUENT)
                .putInt(registry.register(subject, schemaOf(type)))
                .array();
        return new AvroCodec<>(type, schemaOf(type), header, registry);
    }

    /** The record as a topic value. */
    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed.", e);
        }
        return out.toByteArray();
    }

    /**
     * The record in a topic value.
     *
     * @throws UnreadableRecordException if the value is null, empty, malformed, or in no encoding that this codec reads
     * @throws SchemaRegistryException if the registry fails
     */
    public T decode(byte[] value) {
        return reader.decode(value);
    }

    private static Schema schemaOf(Class<?> type) {
        return GeneratedRecords.INSTANCE.getSchema(type);
    }
}
