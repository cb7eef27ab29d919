package io.maskstream.schemas.record;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads Avro values of one type: the single-object encoding with the current or a former schema and, with a registry,
 * the Confluent wire format with any schema that Avro can resolve to the current one. Thread-safe.
 */
final class AvroReader<T extends SpecificRecord> {

    /** First byte of Avro's single-object encoding. */
    static final byte SINGLE_OBJECT = (byte) 0xC3;

    /** Second byte of Avro's single-object encoding. */
    static final byte SINGLE_OBJECT_VERSION = 0x01;

    /** First byte of the Confluent wire format. */
    static final byte CONFLUENT = 0x00;

    /** Limit for the cached readers, one for each writer schema. */
    private static final int MOST_READERS = 100;

    static final int SINGLE_OBJECT_HEADER_BYTES = 10;
    static final int CONFLUENT_HEADER_BYTES = 5;

    private final Schema schema;
    private final FieldNamingReader<T> own;
    private final Map<Long, FieldNamingReader<T>> readerByFingerprint = new HashMap<>();
    private final SchemaRegistry registry;
    private final Map<Integer, FieldNamingReader<T>> readerBySchemaId = RecentlyUsed.map(MOST_READERS);

    /** Creates a reader; the registry may be null. */
    AvroReader(Class<T> type, SchemaRegistry registry) {
        this.own = new FieldNamingReader<>(type);
        this.schema = own.getExpected();
        readerByFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), own);
        for (Schema former : FormerSchemas.of(schema.getName())) {
            readerByFingerprint.put(SchemaNormalization.parsingFingerprint64(former), own.forWriter(former));
        }
        this.registry = registry;
    }

    /**
     * Reads a value whose encoding follows from its first byte.
     *
     * @throws UnreadableRecordException if the value is null, empty, malformed, or in an unsupported encoding
     * @throws SchemaRegistryException if the registry fails
     */
    T decode(byte[] value) {
        if (value == null || value.length == 0) {
            throw new UnreadableRecordException(value == null ? "the value is null" : "the value is empty");
        }
        return switch (value[0]) {
            case SINGLE_OBJECT -> decodeSingleObject(value);
            case CONFLUENT -> decodeConfluent(value);
            default ->
                throw new UnreadableRecordException(String.format(
                        "the value starts with the byte 0x%02X, which belongs to no known encoding", value[0]));
        };
    }

    private T decodeSingleObject(byte[] value) {
        if (value.length < SINGLE_OBJECT_HEADER_BYTES || value[1] != SINGLE_OBJECT_VERSION) {
            throw new UnreadableRecordException(
                    "the value starts as Avro's single-object encoding but lacks its header of "
                            + SINGLE_OBJECT_HEADER_BYTES + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        FieldNamingReader<T> reader = readerByFingerprint.get(header.getLong(2));
        if (reader == null) {
            throw new UnreadableRecordException("the value is in Avro's single-object encoding with the schema "
                    + HexFormat.of().formatHex(value, 2, SINGLE_OBJECT_HEADER_BYTES) + ", not with that of "
                    + schema.getName() + "; other versions of a schema need a schema registry");
        }
        return decode(reader, value, SINGLE_OBJECT_HEADER_BYTES);
    }

    private T decodeConfluent(byte[] value) {
        if (registry == null) {
            throw new UnreadableRecordException(
                    "the value is in the Confluent wire format, but no schema registry is configured");
        }
        if (value.length < CONFLUENT_HEADER_BYTES) {
            throw new UnreadableRecordException("the value starts as the Confluent wire format but ends within its "
                    + CONFLUENT_HEADER_BYTES + " bytes of header");
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        FieldNamingReader<T> reader = readerBySchemaId.get(id);
        if (reader == null) {
            reader = own.forWriter(registry.schema(id));
            readerBySchemaId.put(id, reader);
        }
        return decode(reader, value, CONFLUENT_HEADER_BYTES);
    }

    private T decode(FieldNamingReader<T> reader, byte[] value, int start) {
        BoundedDecoder decoder = new BoundedDecoder(value, start);
        T record;
        boolean end;
        try {
            record = reader.read(null, decoder);
            end = decoder.isEnd();
        } catch (FieldNamingReader.FieldException e) {
            throw new UnreadableRecordException("field '" + e.path() + "' cannot be read: " + reason(e.getCause()), e);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableRecordException("the value is not a valid " + schema.getName() + ": " + reason(e), e);
        } catch (StackOverflowError e) {
            throw new UnreadableRecordException(
                    "the value is not a valid " + schema.getName()
                            + ": it, or the schema it was written with, is nested too deeply",
                    e);
        }
        if (!end) {
            throw new UnreadableRecordException("the value continues after the end of its " + schema.getName());
        }
        return record;
    }

    private static String reason(Throwable cause) {
        boolean silent = cause instanceof EOFException && cause.getMessage() == null;
        return silent ? "the value ends too early" : Quotes.oneLine(cause.getMessage());
    }
}
