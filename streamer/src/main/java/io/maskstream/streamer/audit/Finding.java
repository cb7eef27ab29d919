package io.maskstream.streamer.audit;

/**
 * What was found out about one explanation or request.
 *
 * @param difference the largest of its numbers; 0 where there was nothing to compare
 * @param message names the record and says what is wrong; null where nothing is
 */
record Finding(Verdict verdict, double difference, String message) {}
