package io.maskstream.demo;

/**
 * The mean time that the streamer's threads spend on a record, in microseconds.
 *
 * @param decode from the bytes on the topic to a request
 * @param encode from a request to the numbers for the graph
 * @param engine in the call of the graph
 * @param answer from the graph's numbers to the bytes of an explanation
 * @param forward from Kafka Streams to the producer
 * @param rest remaining time per record: joining the group, polls, commits, and waiting
 */
record RecordWork(double decode, double encode, double engine, double answer, double forward, double rest) {}
