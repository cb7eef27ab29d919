package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void saysForEachCurveAndReplacementWhoIsAheadByTheIntervals() throws JsonProcessingException {
        assertThat(
                        Verdict.of(
                                new ObjectMapper()
                                        .readTree(
                                                """
                                {"better": {"insertion": "higher", "deletion": "lower"},
                                 "replacements": ["blur", "noise"],
                                 "methods": {
                                  "mask": {"insertion": {"blur": {}, "noise": {}}, "deletion": {"blur": {}, "noise": {}}},
                                  "random": {
                                   "insertion": {"blur": {"difference": {"low": -0.3, "high": -0.1}},
                                                 "noise": {"difference": {"low": -0.3, "high": -0.1}}},
                                   "deletion": {"blur": {"difference": {"low": 0.1, "high": 0.2}},
                                                "noise": {"difference": {"low": -0.1, "high": 0.2}}}},
                                  "occlusion": {
                                   "insertion": {"blur": {"difference": {"low": 0.1, "high": 0.3}},
                                                 "noise": {"difference": {"low": -0.1, "high": -0.05}}},
                                   "deletion": {"blur": {"difference": {"low": -0.2, "high": -0.1}},
                                                "noise": {"difference": {"low": 0, "high": 0.2}}}}}}
                                """)))
                .containsExactly(
                        "Insertion, blur: the mask is ahead of random; level with none; behind occlusion.",
                        "Insertion, noise: the mask is ahead of random, occlusion; level with none; behind none.",
                        "Deletion, blur: the mask is ahead of random; level with none; behind occlusion.",
                        "Deletion, noise: the mask is ahead of none; level with random, occlusion; behind none.");
    }
}
