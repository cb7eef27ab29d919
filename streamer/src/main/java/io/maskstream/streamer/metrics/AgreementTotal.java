package io.maskstream.streamer.metrics;

/**
 * Agreement through the mask of one version, as counted so far.
 *
 * @param count number of verified records
 * @param sum sum of their agreement
 */
public record AgreementTotal(long count, double sum) {}
