package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CaveatsTest {

    private static final double DECIDED = 0.4;

    private static final String AHEAD = "{\"low\": 0.05, \"high\": 0.2}";
    private static final String LEVEL = "{\"low\": -0.05, \"high\": 0.2}";
    private static final String BEHIND = "{\"low\": -0.2, \"high\": -0.05}";

    @Test
    void nothingIsSaidAgainstAMaskThatBeatsRandomOrderInDeletionAndInsertion() throws JsonProcessingException {
        assertThat(Caveats.of(classes(BEHIND, AHEAD, 0.5), DECIDED, false)).isEmpty();
        // For values, a lower distance from the prediction is better in insertion.
        assertThat(Caveats.of(values(AHEAD, BEHIND, 0.5), DECIDED, true)).isEmpty();
    }

    @Test
    void aMaskThatIsNotClearlyBetterThanRandomOrderInEitherIsSaidToBe() throws JsonProcessingException {
        assertThat(Caveats.of(classes(LEVEL, AHEAD, 0.5), DECIDED, false)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("The mask is not clearly better than a random order of the parts (insertion), so it")
                .endsWith("fit with more records or --epochs, or with another --area or --complement-weight."));
        assertThat(Caveats.of(classes(BEHIND, LEVEL, 0.5), DECIDED, false))
                .hasValueSatisfying(note -> assertThat(note).contains("(deletion)"));
        assertThat(Caveats.of(classes(AHEAD, BEHIND, 0.5), DECIDED, false))
                .hasValueSatisfying(note -> assertThat(note).contains("(insertion and deletion)"));
        assertThat(Caveats.of(values(BEHIND, AHEAD, 0.5), DECIDED, true))
                .hasValueSatisfying(note -> assertThat(note).contains("(insertion and deletion)"));
    }

    @Test
    void aModelThatSaysMuchTheSameOfAllRecordsOrWhateverIsMaskedIsSaidTo() throws JsonProcessingException {
        assertThat(Caveats.of(classes(BEHIND, AHEAD, 0.5), 0.003, false)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("The model's prediction hardly changes from record to record (by 0.0030 in probability"));
        assertThat(Caveats.of(classes(BEHIND, AHEAD, 0.004), DECIDED, false)).hasValueSatisfying(note -> assertThat(
                        note)
                .startsWith("The model's prediction hardly changes, whatever is masked (by 0.0040 in probability"));
    }

    @Test
    void valuesAreMeasuredInTheirOwnDeviation() throws JsonProcessingException {
        assertThat(Caveats.of(values(AHEAD, BEHIND, 0.004), 0.005, true)).isEmpty();
        assertThat(Caveats.of(values(AHEAD, BEHIND, 0.5), 3000, true))
                .hasValueSatisfying(note -> assertThat(note).contains("by 0.0002 standard deviations"));
    }

    private static JsonNode classes(String insertion, String deletion, double change) throws JsonProcessingException {
        return found("higher", "lower", 0.9, insertion, deletion, 0.9 - change);
    }

    private static JsonNode values(String insertion, String deletion, double change) throws JsonProcessingException {
        return found("lower", "higher", 0, insertion, deletion, change);
    }

    /**
     * Differences of the random order's curves from the mask's, and what is left at the last point of the mask's
     * deletion curve.
     */
    private static JsonNode found(
            String betterInsertion,
            String betterDeletion,
            double whole,
            String insertion,
            String deletion,
            double deleted)
            throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(
                        """
                        {"records": 9, "whole": %s, "better": {"insertion": "%s", "deletion": "%s"},
                         "replacements": ["as fitted", "noise"],
                         "methods": {
                          "mask": {"deletion": {"as fitted": {"byShare": {
                            "5%%": {"mean": %s}, "50%%": {"mean": %s}}}}},
                          "random": {
                           "insertion": {"as fitted": {"difference": %s}},
                           "deletion": {"as fitted": {"difference": %s, "byShare": {"5%%": {"mean": %s}}}}}}}
                        """
                                .formatted(
                                        whole,
                                        betterInsertion,
                                        betterDeletion,
                                        whole,
                                        deleted,
                                        insertion,
                                        deletion,
                                        whole));
    }
}
