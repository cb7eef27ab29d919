package io.maskstream.trainer.records;

/**
 * A description of a source of records, for manifests.
 *
 * @param name display name: name of a data set, file or folder, or a topic with its range of offsets
 * @param sha256 SHA-256 of the content in hex; null if the content may change, as in a topic
 */
public record SourceDescription(String name, String sha256) {}
