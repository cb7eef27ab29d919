package io.maskstream.streamer.metrics;

/**
 * Agreement through the mask of one version, as it was counted so far.
 *
 * @param count of verified records
 * @param sum of their agreement
 */
public record AgreementTotal(long count, double sum) {}
