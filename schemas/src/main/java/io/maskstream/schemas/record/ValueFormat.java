package io.maskstream.schemas.record;

/** How values are written to a topic. */
public enum ValueFormat {
    /** Avro: single-object encoding, or the Confluent wire format where there is a schema registry. */
    AVRO,
    /** Plain JSON, see {@link ExplanationJson}. */
    JSON
}
