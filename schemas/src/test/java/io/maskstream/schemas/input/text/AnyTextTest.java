package io.maskstream.schemas.input.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any published string gives tokens with positions, or a refusal with a sentence. */
class AnyTextTest {

    private static final String SMILES = "CNOSPFIBrlcnospb[]()=#$:/\\.-+%@0123456789H*";

    private final SmilesEncoding smiles = new SmilesEncoding(
            SMILES.codePoints().distinct().mapToObj(Character::toString).toList(), 60);

    @Property(tries = 3000)
    void encodesOrRefusesAnyText(@ForAll("texts") String text) {
        for (TextNormalization normalization : TextNormalization.values()) {
            encodesOrRefuses(
                    new TextEncoding(List.of(TextEncoding.UNKNOWN, "a", "film", "it's"), 7, normalization)::encode,
                    text);
        }
    }

    @Property(tries = 10_000)
    void encodesOrRefusesAnySmiles(@ForAll("smilesLike") String text) {
        encodesOrRefuses(smiles::encode, text);
    }

    @Property(tries = 1000)
    void encodesOrRefusesAnyStringAsSmiles(@ForAll String text) {
        encodesOrRefuses(smiles::encode, text);
    }

    private interface Encoder {
        TokenSequence encode(String text);
    }

    private static void encodesOrRefuses(Encoder encoder, String text) {
        TokenSequence tokens;
        try {
            tokens = encoder.encode(text);
        } catch (UnencodableInputException e) {
            assertThat(e.getMessage())
                    .startsWith("field '")
                    .hasSizeLessThan(500)
                    .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
            return;
        }
        assertThat(tokens.ids()).isNotEmpty().doesNotContain(0);
        int end = 0;
        for (Span span : tokens.spans()) {
            assertThat(span.start()).isGreaterThanOrEqualTo(end);
            end = span.end();
        }
        assertThat(end).isLessThanOrEqualTo(text.codePointCount(0, text.length()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(3),
                        Arbitraries.of(
                                "a",
                                "film",
                                "it",
                                "s",
                                "'",
                                "\u2019",
                                "\u00b4",
                                "&",
                                ";",
                                "#",
                                "x",
                                "&rsquo;",
                                "&#39;",
                                "&amp;",
                                "&#xd83d;",
                                "\ud83d",
                                "\ude00",
                                "\u00ad",
                                "\u0301",
                                "\u00bd",
                                "\ufdfa",
                                "\u3300",
                                "\u3131",
                                "\u314f",
                                "<br",
                                "/>",
                                " ",
                                "\u0149",
                                "\u2100",
                                "\uff9e"))
                .list()
                .ofMaxSize(30)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> smilesLike() {
        return Arbitraries.oneOf(
                        Arbitraries.of(SMILES.split("")),
                        Arbitraries.of(
                                "C",
                                "C",
                                "c1ccccc1",
                                "(",
                                ")",
                                "(C)",
                                "C1CC1",
                                "[nH]",
                                "[C@@H]",
                                "=O",
                                "Cl",
                                "[NH4+]",
                                "%12",
                                "1",
                                "2",
                                "c",
                                "/C=C/",
                                " "))
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }
}
