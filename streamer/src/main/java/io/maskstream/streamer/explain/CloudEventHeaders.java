package io.maskstream.streamer.explain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that make an explanation a CloudEvent, in the binary mode of CloudEvents' protocol binding for Kafka 1.0.2: the value
 * stays as it is. An explanation that is made anew after a crash has the same {@code ce_id}.
 */
public final class CloudEventHeaders {

    /** What happened. */
    public static final String TYPE = "io.maskstream.explanation";

    private final String source;
    private final String contentType;

    /**
     * For one streamer.
     *
     * @param source where explanations come from, a URI reference
     * @param contentType media type of their values
     */
    public CloudEventHeaders(String source, String contentType) {
        this.source = source;
        this.contentType = contentType;
    }

    /**
     * Those of an explanation, beside the request's. Where the request was an event itself, its own attributes give way to
     * these; extensions such as {@code ce_traceparent} stay.
     *
     * @param origin of the request
     * @param timestampMillis of the request and the explanation
     */
    public Headers of(Headers request, RecordOrigin origin, long timestampMillis) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("ce_specversion", "1.0");
        attributes.put("ce_id", origin.toString());
        attributes.put("ce_source", source);
        attributes.put("ce_type", TYPE);
        attributes.put("ce_time", Instant.ofEpochMilli(timestampMillis).toString());
        attributes.put("content-type", contentType);
        Headers headers = new RecordHeaders(request);
        attributes.keySet().forEach(headers::remove);
        // Optional attributes that tell of the request's value.
        headers.remove("ce_subject").remove("ce_dataschema");
        attributes.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
