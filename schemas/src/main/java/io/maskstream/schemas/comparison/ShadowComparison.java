package io.maskstream.schemas.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.io.IOException;

/**
 * What a candidate made of one record, beside what the version that serves made of it. A figure is null where it was not or
 * cannot be measured. As JSON, it stands in the header {@link #HEADER} of each record on the topic of candidates' explanations.
 *
 * @param predictionAgreement in [0,1], 1 where both predict the same; null where they predict different quantities
 * @param rankCorrelation of the weights of both masks, in [-1,1]; null where they weigh different parts
 * @param evidenceDistance sum of the differences of the evidence over the sum of its absolute values, in [0,1], 0 where it is
 *     the same; null unless both give evidence of the same parts
 * @param failure why the candidate gives no answer; null if it gives one. All figures are null then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowComparison(
        Answer serving,
        Answer candidate,
        Double predictionAgreement,
        Double rankCorrelation,
        Double evidenceDistance,
        String failure) {

    /** Name of the header. */
    public static final String HEADER = "maskstream.shadow";

    /** Reads past the figures of later versions. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * One version's part of it.
     *
     * @param digest of its manifest, SHA-256 in hex
     * @param area mean weight of its mask, in [0,1]
     * @param maskedAgreement how far the prediction on the masked input is that on the input, in [0,1]; null where that was not
     *     computed
     * @param millis that its batch took, divided by its records
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(int version, String digest, Double area, Double maskedAgreement, Double millis) {

        /** Of a version without figures. */
        public static Answer none(int version, String digest) {
            return new Answer(version, digest, null, null, null);
        }
    }

    /** Of a record that the candidate cannot answer. */
    public static ShadowComparison failed(Answer serving, Answer candidate, String failure) {
        return new ShadowComparison(serving, candidate, null, null, null, failure);
    }

    /** As the header's value. */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A comparison cannot be written as JSON.", e);
        }
    }

    /**
     * Reads a header's value.
     *
     * @throws UnreadableRecordException if it is none
     */
    public static ShadowComparison read(byte[] json) {
        ShadowComparison read;
        try {
            read = JSON.readValue(json, ShadowComparison.class);
        } catch (IOException e) {
            throw new UnreadableRecordException(
                    "the comparison is not valid JSON: " + Quotes.oneLine(e.getMessage()), e);
        }
        if (read == null || !isNamed(read.serving) || !isNamed(read.candidate)) {
            throw new UnreadableRecordException("the comparison does not say of which versions it is");
        }
        return read;
    }

    private static boolean isNamed(Answer answer) {
        return answer != null && answer.digest() != null;
    }
}
