package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any published bytes are either read or refused with a sentence. */
class AnyRequestTest {

    private final RequestReader reader = new RequestReader();

    @Property(tries = 5000)
    void readsOrRefusesAnyBytes(@ForAll byte[] value) {
        readOrRefuse(value);
    }

    @Property(tries = 5000)
    void readsOrRefusesAnythingThatLooksLikeJson(@ForAll("almostJson") String json) {
        readOrRefuse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 2000)
    void readsOrRefusesAnyBytesWithinJson(@ForAll byte[] bytes) {
        byte[] start = "{\"id\":\"a\",\"image\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
        readOrRefuse(ByteBuffer.allocate(start.length + bytes.length + end.length)
                .put(start)
                .put(bytes)
                .put(end)
                .array());
    }

    @Property(tries = 2000)
    void readsBase64OfAnyBytesInEveryForm(@ForAll byte[] bytes) {
        for (String base64 : new String[] {
            Base64.getEncoder().encodeToString(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            Base64.getMimeEncoder(4, new byte[] {'\n'}).encodeToString(bytes).replace("\n", "\\n"),
            "data:application/octet-stream;base64," + Base64.getEncoder().encodeToString(bytes)
        }) {
            String json = "{\"id\":\"a\",\"image\":\"" + base64 + "\"}";
            assertThat(reader.read(json.getBytes(StandardCharsets.UTF_8)).getInput())
                    .isEqualTo(new Image(ByteBuffer.wrap(bytes), null));
        }
    }

    @Provide
    Arbitrary<String> almostJson() {
        Arbitrary<String> names =
                Arbitraries.of("id", "explainer", "smiles", "text", "image", "width", "height", "x", "\\u0069d");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "1",
                        "-1",
                        "1e999999999",
                        "1.5",
                        "99999999999",
                        "NaN",
                        "[]",
                        "{}",
                        "[[[[",
                        "\"\"",
                        "\"C\"",
                        "\"\\ud800\"",
                        "\"AAAA\"",
                        "\"data:,\"",
                        "\"\\q\"",
                        "\"a",
                        "7".repeat(1001)),
                Arbitraries.strings().ofMaxLength(8).map(text -> "\"" + text + "\""));
        Arbitrary<String> pairs = Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
        return Combinators.combine(
                        Arbitraries.of("", " ", "\n\t", "\ufeff", "\u0000"),
                        pairs.list().ofMaxSize(5),
                        Arbitraries.of(",", ", ", ",,", " "),
                        Arbitraries.of("}", "} ", "", "}}", "}\u0000"))
                .as((start, all, separator, end) -> start + "{" + String.join(separator, all) + end);
    }

    private void readOrRefuse(byte[] value) {
        try {
            ExplanationRequest request = reader.read(value);
            assertThat(request.getId()).isNotNull();
            assertThat(request.getInput()).isNotNull();
        } catch (UnreadableRecordException e) {
            assertThat(e.getMessage())
                    .isNotBlank()
                    .hasSizeLessThan(1000)
                    .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        }
    }
}
