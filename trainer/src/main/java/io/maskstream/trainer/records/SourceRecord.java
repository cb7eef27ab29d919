package io.maskstream.trainer.records;

/**
 * A record as its source has it.
 *
 * @param name where it stands, for messages: a file, or a file and a line, or a partition and an offset
 * @param input one of the records that a request can carry: {@link io.maskstream.schemas.record.Image}, {@link
 *     io.maskstream.schemas.record.Review} or {@link io.maskstream.schemas.record.Molecule}
 * @param label a number, or a class by its name; null where the source has none
 * @param part which part of a split it belongs to, {@code train}, {@code validation} or {@code test}; null where the source
 *     does not say
 */
public record SourceRecord(String name, Object input, String label, String part) {}
