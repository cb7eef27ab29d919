package io.maskstream.streamer.lookahead;

import io.maskstream.streamer.engine.PreparedRequest;
import org.apache.kafka.common.header.Headers;

/** A prepared request, and the headers of its record, which will carry the explanation. */
record PolledRequest(PreparedRequest request, Headers headers) {}
