package io.maskstream.schemas.record;

/**
 * Reads requests by their first byte: {@code 0xC3} Avro's single-object encoding, {@code 0x00} the Confluent wire format,
 * <code>{</code> JSON, before which white space and a byte order mark may stand; all three may be mixed on one topic. Safe
 * for use by several threads.
 */
public final class RequestReader {

    private final AvroReader<ExplanationRequest> avro;
    private final RequestJson json = new RequestJson();

    /** Reads without a schema registry, so not the Confluent wire format. */
    public RequestReader() {
        this(null);
    }

    /** Reads with a schema registry, or without where that is null. */
    public RequestReader(SchemaRegistry registry) {
        this.avro = new AvroReader<>(ExplanationRequest.class, registry);
    }

    /**
     * Reads a request.
     *
     * @throws UnreadableRecordException if the value is no request; the message names the field and the reason
     * @throws SchemaRegistryException if the registry fails; the record may be as good as any
     */
    public ExplanationRequest read(byte[] value) {
        try {
            int brace = JsonStart.of(value);
            return brace < 0 ? avro.decode(value) : json.read(value, brace);
        } catch (UnreadableRecordException | SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Libraries throw more than they say, and nothing but the value is the reason.
            throw new UnreadableRecordException("the value cannot be read: " + Quotes.oneLine(e.toString()), e);
        }
    }
}
