package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CaveatsTest {

    private static final double DECIDED = 0.4;

    @Test
    void nothingIsSaidAgainstAMaskThatBeatsRandomOrderInDeletionAndInsertion() throws JsonProcessingException {
        assertThat(Caveats.of(found(0.3, 0.1, 0.5), DECIDED, false)).isEmpty();
    }

    @Test
    void aMaskThatIsNoBetterThanRandomOrderInEitherIsSaidToBe() throws JsonProcessingException {
        assertThat(Caveats.of(found(0.19, 0.1, 0.5), DECIDED, false)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("The mask is no better than a random order of the parts (deletion 0.190 against 0.200,")
                .endsWith("fit with more records or --epochs, or with another --area or --complement-weight."));
        assertThat(Caveats.of(found(0.3, 0.2, 0.5), DECIDED, false)).isPresent();
    }

    @Test
    void aModelThatSaysMuchTheSameOfAllRecordsOrWhateverIsMaskedIsSaidTo() throws JsonProcessingException {
        assertThat(Caveats.of(found(0.3, 0.1, 0.5), 0.003, false)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("The model's prediction hardly changes from record to record (by 0.0030 in probability"));
        assertThat(Caveats.of(found(0.3, 0.1, 0.004), DECIDED, false)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("The model's prediction hardly changes, whatever is masked (by 0.0040 in probability"));
    }

    @Test
    void valuesAreMeasuredInTheirOwnDeviation() throws JsonProcessingException {
        assertThat(Caveats.of(found(0.3, 0.1, 0.004), 0.005, true)).isEmpty();
        assertThat(Caveats.of(found(0.3, 0.1, 0.5), 3000, true))
                .hasValueSatisfying(note -> assertThat(note).contains("by 0.0002 standard deviations"));
    }

    /** Areas of a mask's curves beside those of a random order, 0.2 both, and the largest change of a prediction. */
    private static JsonNode found(double deletion, double insertion, double change) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(
                        """
                        {"records": 9,
                         "mask": {"deletion": {"0%%": 0, "100%%": %s}, "deletionArea": %s, "insertionArea": %s},
                         "random": {"deletion": {"0%%": 0}, "deletionArea": 0.2, "insertionArea": 0.2}}
                        """
                                .formatted(change, deletion, insertion));
    }
}
