package io.maskstream.streamer.audit;

/**
 * Result for one explanation or request.
 *
 * @param difference largest difference of its numbers; 0 if there was nothing to compare
 * @param message names the record and the problem; null if there is no problem
 */
record Finding(Verdict verdict, double difference, String message) {}
