package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolubilityScaleTest {

    @ParameterizedTest
    @CsvSource({
        "0.5, highly soluble",
        "0, very soluble",
        "-1.99, very soluble",
        "-2, soluble",
        "-5.9, moderately soluble",
        "-6, poorly soluble",
        "-9.9, poorly soluble",
        "-10, insoluble",
        "-40, insoluble"
    })
    void namesTheStepThatAValueIsOn(double solubility, String words) {
        assertThat(SolubilityScale.wordsFor(solubility)).isEqualTo(words);
    }
}
