package io.maskstream.schemas.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardizationTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Test
    void takesItsStepsInTheirOrder() {
        TextStep removing = TextStep.replacing("A", "");
        TextStep lowering = TextStep.lowercase(Letters.ASCII);

        assertThat(standardized("ABa", lowering, removing)).isEqualTo("aba");
        assertThat(standardized("ABa", removing, lowering)).isEqualTo("ba");
    }

    @Test
    void knowsWhereEachCharacterStood() {
        LookupText text = new Standardization(
                        List.of(TextStep.replacing("<[^>]*>", ""), TextStep.lowercase(Letters.UNICODE)))
                .apply("\uD83D\uDE00<br />\u0130x");

        assertThat(text.characters()).isEqualTo("\uD83D\uDE00i\u0307x");
        assertThat(text.start(0)).isZero();
        assertThat(text.end(1)).isEqualTo(1);
        assertThat(text.start(2)).isEqualTo(7);
        assertThat(text.end(3)).isEqualTo(8);
        assertThat(text.start(4)).isEqualTo(8);
    }

    @Test
    void keepsThePlacesOfGroupsThatStayInAText() {
        LookupText text = new Standardization(List.of(TextStep.replacing("-(\\w)(\\w)", " \\2\\1"))).apply("a-bc");

        assertThat(text.characters()).isEqualTo("a cb");
        assertThat(List.of(text.start(1), text.end(1))).containsExactly(1, 4);
        assertThat(List.of(text.start(2), text.end(2))).containsExactly(3, 4);
        assertThat(List.of(text.start(3), text.end(3))).containsExactly(2, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            (   | x    | field 'standardization' has a pattern that RE2 does not accept: error parsing regexp: missing closing ): `(`
            (?=a) | x  | field 'standardization' has a pattern that RE2 does not accept: error parsing regexp: invalid or unsupported Perl syntax: `(?=`
            (a) | \\2  | field 'with' of a step of field 'standardization' has a backslash that is followed by neither a backslash nor the number of a group, from 0 to 1
            a   | x\\  | field 'with' of a step of field 'standardization' has a backslash that is followed by neither a backslash nor the number of a group, from 0 to 0
            """)
    void refusesWhatIsNoPatternOrReplacement(String pattern, String with, String message) {
        assertThatThrownBy(() -> new Standardization(List.of(TextStep.replacing(pattern, with))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{1,1000}){1,1000}){1,1000}){1,1000}",
                "((a{100}){100}){100}",
                "(a|b?){900}(c|d){900}(e|f){900}"
            })
    void refusesPatternsThatUnfoldToMuch(String pattern) {
        Assertions.assertTimeoutPreemptively(
                LONGEST, () -> assertThatThrownBy(() -> new Standardization(List.of(TextStep.replacing(pattern, ""))))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("the patterns of field 'standardization' are too large"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x(.*y)?", "(x+x+)+y", "[a-z]{0,500}y", ".*.*.*=.*"})
    void endsSoonWhateverAPatternCosts(String pattern) {
        String text = "x".repeat(TextEncoding.MAXIMUM_CHARACTERS);
        Standardization steps = new Standardization(List.of(TextStep.replacing(pattern, "z")));

        Assertions.assertTimeoutPreemptively(LONGEST, () -> {
            try {
                assertThat(steps.apply(text).characters()).isNotNull();
            } catch (UnencodableInputException e) {
                assertThat(e.reason()).isEqualTo(RefusalReason.TOO_COSTLY);
            }
        });
    }

    @Test
    void letsNoTextGrowWithoutBound() {
        Standardization steps =
                new Standardization(List.of(TextStep.replacing("x", "y".repeat(1000)), TextStep.replacing("y", "yy")));

        assertThatThrownBy(() -> steps.apply("x".repeat(1000)))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(RefusalReason.TOO_LONG))
                .hasMessage("field 'text' grows to more than 800000 characters during standardization");
    }

    private static String standardized(String text, TextStep... steps) {
        return new Standardization(List.of(steps)).apply(text).characters();
    }
}
