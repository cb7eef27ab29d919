package io.maskstream.streamer.explain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that make an explanation a CloudEvent, in the binary mode of CloudEvents' protocol binding for Kafka 1.0.2,
 * which leaves the value unchanged. An explanation that is repeated after a crash has the same {@code ce_id}.
 */
public final class CloudEventHeaders {

    /** Type of the event. */
    public static final String TYPE = "io.maskstream.explanation";

    private final String source;
    private final String contentType;

    /**
     * Creates the headers of one streamer.
     *
     * @param source source of the explanations, a URI reference
     * @param contentType media type of their values
     */
    public CloudEventHeaders(String source, String contentType) {
        this.source = source;
        this.contentType = contentType;
    }

    /**
     * Returns the request's headers with those of the event added. If the request was an event itself, these attributes
     * replace its own; extensions such as {@code ce_traceparent} are kept.
     *
     * @param origin where the request comes from
     * @param timestampMillis timestamp of the request and the explanation
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
        // Optional attributes that describe the value of the request.
        headers.remove("ce_subject").remove("ce_dataschema");
        attributes.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
