package io.maskstream.schemas.record;

/**
 * Reads requests in three encodings, which may be mixed on a topic. The first byte tells the encoding: {@code 0xC3} for
 * Avro's single-object encoding, {@code 0x00} for the Confluent wire format, <code>{</code> for JSON, optionally after
 * white space and a byte order mark. Thread-safe.
 */
public final class RequestReader {

    private final AvroReader<ExplanationRequest> avro;
    private final RequestJson json = new RequestJson();

    /** Creates a reader without a schema registry, which does not read the Confluent wire format. */
    public RequestReader() {
        this(null);
    }

    /** Creates a reader; the schema registry may be null. */
    public RequestReader(SchemaRegistry registry) {
        this.avro = new AvroReader<>(ExplanationRequest.class, registry);
    }

    /**
     * Reads a request.
     *
     * @throws UnreadableRecordException if the value is not a valid request; the message names the field and the reason
     * @throws SchemaRegistryException if the registry fails; the record itself may be valid
     */
    public ExplanationRequest read(byte[] value) {
        try {
            int brace = JsonStart.of(value);
            return brace < 0 ? avro.decode(value) : json.read(value, brace);
        } catch (UnreadableRecordException | SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Libraries throw undocumented exceptions, and only the value can be their cause.
            throw new UnreadableRecordException("the value cannot be read: " + Quotes.oneLine(e.toString()), e);
        }
    }
}
