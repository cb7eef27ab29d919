package io.maskstream.schemas.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.Utf8;

/** Reads Avro, refuses invalid UTF-8 instead of replacing it, and reports the field in which reading failed. */
final class FieldNamingReader<T extends SpecificRecord> extends SpecificDatumReader<T> {

    FieldNamingReader(Class<T> type) {
        this(GeneratedRecords.INSTANCE.getSchema(type), GeneratedRecords.INSTANCE.getSchema(type));
    }

    private FieldNamingReader(Schema writer, Schema reader) {
        super(writer, reader, GeneratedRecords.INSTANCE);
    }

    /** Returns a reader for values that were written with another schema. */
    FieldNamingReader<T> forWriter(Schema writer) {
        return new FieldNamingReader<>(writer, getExpected());
    }

    @Override
    protected void readField(Object record, Schema.Field field, Object old, ResolvingDecoder in, Object state)
            throws IOException {
        try {
            super.readField(record, field, old, in, state);
        } catch (FieldException e) {
            throw new FieldException(field.name() + "." + e.path(), e.getCause());
        } catch (IOException | RuntimeException e) {
            throw new FieldException(field.name(), e);
        }
    }

    @Override
    protected String readString(Object old, Schema expected, Decoder in) throws IOException {
        Utf8 encoded = in.readString(null);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(encoded.getBytes(), 0, encoded.getByteLength()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AvroRuntimeException("its text is not UTF-8", e);
        }
    }

    /** An error with the path of the field in which it occurred. */
    static final class FieldException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String path;

        FieldException(String path, Throwable cause) {
            super(cause);
            this.path = path;
        }

        String path() {
            return path;
        }
    }
}
