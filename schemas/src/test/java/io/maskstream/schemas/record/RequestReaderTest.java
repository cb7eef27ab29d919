package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReaderTest {

    /** Hebrew, read from right to left, a combining mark, an emoji of several code points and a control character. */
    private static final String TEXT =
            "Caf\u0065\u0301 \u05e9\u05c1\u05dc\u05d5\u05dd \ud83d\udc69\u200d\ud83d\udd2c \u202eabc\u0007 \ud83d\ude00";

    private final RequestReader reader = new RequestReader();
    private final AvroCodec<ExplanationRequest> codec = AvroCodec.singleObject(ExplanationRequest.class);

    static Stream<ExplanationRequest> requests() {
        return Stream.of(
                new ExplanationRequest("m1", null, new Molecule("CC(=O)O")),
                new ExplanationRequest("", "esol", new Molecule("")),
                new ExplanationRequest("r1", "imdb", new Review(TEXT)),
                new ExplanationRequest(TEXT, TEXT, new Review("")),
                new ExplanationRequest("i1", null, new Image(ByteBuffer.wrap(new byte[] {-1, 0, 1}), null)),
                new ExplanationRequest(
                        "i2", "cifar", new Image(ByteBuffer.wrap(new byte[] {9, 8, 7}), new ImageSize(1, 1))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsSingleObjectEncoding(ExplanationRequest request) {
        assertThat(reader.read(codec.encode(request))).isEqualTo(request);
    }

    @Test
    void readsJson() {
        assertThat(read("{\"id\":\"m1\",\"smiles\":\"CCO\"}"))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("CCO")));
        assertThat(read("{ \"text\" : \"" + TEXT.replace("\u0007", "\\u0007")
                        + "\",\n \"explainer\":\"imdb\", \"id\":\"r1\" }\n"))
                .isEqualTo(new ExplanationRequest("r1", "imdb", new Review(TEXT)));
        assertThat(read("{\"id\":\"i1\",\"image\":\"/wAB\"}"))
                .isEqualTo(new ExplanationRequest("i1", null, new Image(ByteBuffer.wrap(new byte[] {-1, 0, 1}), null)));
        assertThat(read("{\"id\":\"i2\",\"width\":1,\"height\":2,\"image\":\"AAECAwQF\"}"))
                .isEqualTo(new ExplanationRequest(
                        "i2", null, new Image(ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}), new ImageSize(1, 2))));
    }

    @Test
    void takesNullInJsonForAbsent() {
        assertThat(read("{\"id\":\"m1\",\"explainer\":null,\"smiles\":\"C\",\"text\":null,\"image\":null,"
                        + "\"width\":null,\"height\":null}"))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("C")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                         | field 'id' is missing
            {"id":null,"smiles":"C"}                   | field 'id' is missing
            {"id":"m1"}                                | exactly one of the fields 'smiles', 'text' and 'image' is needed, but none is there
            {"id":"m1","text":"a","smiles":"C"}        | exactly one of the fields 'smiles', 'text' and 'image' is needed, but 'smiles' and 'text' are there
            {"id":7,"smiles":"C"}                      | field 'id' must be a string, not a number
            {"id":1.5,"smiles":"C"}                    | field 'id' must be a string, not a number with a fraction or exponent
            {"id":"m1","smiles":["C"]}                 | field 'smiles' must be a string, not an array
            {"id":"m1","smiles":{"smiles":"C"}}        | field 'smiles' must be a string, not an object
            {"id":"m1","text":true}                    | field 'text' must be a string, not a boolean
            {"id":"m1","smile":"C"}                    | field 'smile' is unknown; there are 'id', 'explainer', 'smiles', 'text', 'image', 'width', 'height'
            {"id":"m1","ID":"m1","smiles":"C"}         | field 'ID' is unknown; there are 'id', 'explainer', 'smiles', 'text', 'image', 'width', 'height'
            {"id":"m1","smiles":"C","smiles":"C"}      | field 'smiles' stands twice
            {"id":"i1","image":"not base64!"}          | field 'image' is no base64: Illegal base64 character 20
            {"id":"i1","image":"AAA","width":1}        | field 'height' is missing: width and height go together
            {"id":"i1","image":"AAAA","height":1}      | field 'width' is missing: width and height go together
            {"id":"i1","image":"AAAA","width":"1","height":1}  | field 'width' must be a whole number, not a string
            {"id":"i1","image":"AAAA","width":1,"height":1.0}  | field 'height' must be a whole number, not a number with a fraction or exponent
            {"id":"i1","image":"AAAA","width":3000000000,"height":1} | field 'width' is out of range
            {"id":"m1","smiles":"C","width":1,"height":1} | fields 'width' and 'height' belong to 'image', but the input is 'smiles'
            {"id":"m\\ud800","smiles":"C"}             | field 'id' has an unpaired surrogate, half of a character
            {"id":"m1","smiles":null,"smiles":"C"}     | field 'smiles' stands twice
            {"id":"m1","smiles":"C"} {}                | the value goes on after the end of its JSON object
            """)
    void refusesJsonByNamingTheField(String json, String message) {
        assertUnreadable(json.getBytes(StandardCharsets.UTF_8), message);
    }

    @ParameterizedTest
    @MethodSource
    void refusesBrokenJson(byte[] json) {
        assertThatThrownBy(() -> reader.read(json))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageMatching("the value is no valid JSON at line 1, column \\d+: [^\\n]{1,203}");
    }

    static Stream<byte[]> refusesBrokenJson() {
        return Stream.of(
                "{".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\"".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",\"smiles\":\"C".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",}".getBytes(StandardCharsets.UTF_8),
                "{'id':'m1'}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"\tm1\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"caf\u00e9\",\"text\":\"a\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"id\":\"m1\",\"smiles\":\"C\"}\u0000".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesDeepJsonAtItsFirstLevel() {
        assertUnreadable(
                ("{\"id\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8),
                "field 'id' must be a string, not an array");
    }

    @Test
    void cutsLongAndStrangeFieldNamesInItsMessage() {
        assertThatThrownBy(() -> read("{\"a\\n\\u0000b" + "\ud83d\ude00".repeat(10_000) + "\":1}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("field 'a ?b\ud83d\ude00")
                .hasMessageContaining("\ud83d\ude00...' is unknown")
                .hasMessageMatching("(?s).{1,600}");
    }

    @Test
    void refusesWhatStartsAsNoKnownEncoding() {
        assertUnreadable(null, "the value is null");
        assertUnreadable(new byte[0], "the value is empty");
        assertUnreadable(
                "hello".getBytes(StandardCharsets.UTF_8),
                "the value starts with the byte 0x68, which is that of no known encoding");
    }

    @Test
    void refusesTheWireFormatWithoutARegistry() {
        assertUnreadable(
                new byte[] {0, 0, 0, 0, 1, 2},
                "the value is in the Confluent wire format, but no schema registry is configured");
    }

    private ExplanationRequest read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private void assertUnreadable(byte[] value, String message) {
        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage(message);
    }
}
