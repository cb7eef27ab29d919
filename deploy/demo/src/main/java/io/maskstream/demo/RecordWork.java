package io.maskstream.demo;

/**
 * What the streamer's threads did for a record, in microseconds, on the average.
 *
 * @param decode from the topic's bytes to a request
 * @param encode from a request to the numbers that the graph takes
 * @param engine in the graph's call
 * @param answer from the graph's numbers to the bytes of an explanation
 * @param forward through Kafka Streams to the producer
 * @param rest of the time that all of them had for a record: joining the group, polls, commits, and waiting for any of them
 */
record RecordWork(double decode, double encode, double engine, double answer, double forward, double rest) {}
