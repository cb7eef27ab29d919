package io.maskstream.trainer.records;

/**
 * A record of a source.
 *
 * @param name location for messages: a file, a file and a line, or a partition and an offset
 * @param input input of a request: {@link io.maskstream.schemas.record.Image}, {@link
 *     io.maskstream.schemas.record.Review} or {@link io.maskstream.schemas.record.Molecule}
 * @param label number, or name of a class; null if the source has none
 * @param part part of a split: {@code train}, {@code validation} or {@code test}; null if the source does not define it
 */
public record SourceRecord(String name, Object input, String label, String part) {}
