package io.maskstream.trainer.records;

/**
 * What a source of records is, for manifests.
 *
 * @param name for people: a data set's name, a file's or folder's name, a topic with its range of offsets
 * @param sha256 of its content in hex; null where it does not stay the same
 */
public record SourceDescription(String name, String sha256) {}
