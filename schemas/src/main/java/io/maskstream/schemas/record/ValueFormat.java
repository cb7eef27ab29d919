package io.maskstream.schemas.record;

/** The format of values on a topic. */
public enum ValueFormat {
    /** Avro: single-object encoding, or the Confluent wire format if there is a schema registry. */
    AVRO,
    /** Plain JSON, see {@link ExplanationJson}. */
    JSON
}
