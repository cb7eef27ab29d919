package io.maskstream.schemas.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.io.IOException;

/**
 * Compares a candidate's explanation of one record with that of the serving version. A figure is null if it was not or
 * cannot be measured. Each record on the topic of candidates' explanations has the comparison as JSON in the header
 * {@link #HEADER}.
 *
 * @param predictionAgreement in [0,1], 1 if both predict the same; null if they predict different quantities
 * @param rankCorrelation rank correlation of the weights in both masks, in [-1,1]; null if the masks have different
 *     parts
 * @param evidenceDistance sum of the absolute differences of the evidence divided by the sum of its absolute values, in
 *     [0,1], 0 if both are equal; null unless both give evidence for the same parts
 * @param failure why the candidate failed, in which case all figures are null; null if it succeeded
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

    /** Ignores figures that later versions of maskstream may add. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * The figures of one version.
     *
     * @param digest SHA-256 of the version's manifest, in hex
     * @param area mean weight of the mask, in [0,1]
     * @param maskedAgreement agreement of the prediction on the masked input with the prediction on the input, in
     *     [0,1]; null if it was not computed
     * @param millis duration of the batch in milliseconds, divided by its number of records
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(int version, String digest, Double area, Double maskedAgreement, Double millis) {

        /** Returns an answer without figures. */
        public static Answer none(int version, String digest) {
            return new Answer(version, digest, null, null, null);
        }
    }

    /** Returns the comparison for a record that the candidate failed to explain. */
    public static ShadowComparison failed(Answer serving, Answer candidate, String failure) {
        return new ShadowComparison(serving, candidate, null, null, null, failure);
    }

    /** Returns this comparison as the header's value. */
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
     * @throws UnreadableRecordException if the value is not a valid comparison
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
            throw new UnreadableRecordException("the comparison does not name its versions");
        }
        return read;
    }

    private static boolean isNamed(Answer answer) {
        return answer != null && answer.digest() != null;
    }
}
