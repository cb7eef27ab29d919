package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    /** Hebrew (right to left), a combining mark, an emoji of several code points and a control character. */
    private static final String TEXT =
            "Caf\u0065\u0301 \u05e9\u05c1\u05dc\u05d5\u05dd \ud83d\udc69\u200d\ud83d\udd2c \u202eabc\u0007 \ud83d\ude00";

    private final RequestReader reader = new RequestReader();
    private final AvroCodec<ExplanationRequest> codec = AvroCodec.singleObject(ExplanationRequest.class);

    static Stream<ExplanationRequest> requests() {
        return Stream.of(
                new ExplanationRequest("m1", null, new Molecule("CC(=O)O"), null),
                new ExplanationRequest("", "esol", new Molecule(""), null),
                new ExplanationRequest("r1", "imdb", new Review(TEXT), null),
                new ExplanationRequest(TEXT, TEXT, new Review(""), TEXT),
                new ExplanationRequest("i1", null, new Image(ByteBuffer.wrap(new byte[] {-1, 0, 1}), null), null),
                new ExplanationRequest(
                        "i2", "cifar", new Image(ByteBuffer.wrap(new byte[] {9, 8, 7}), new ImageSize(1, 1)), null));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsSingleObjectEncoding(ExplanationRequest request) {
        assertThat(reader.read(codec.encode(request))).isEqualTo(request);
    }

    @Test
    void readsWhatWasWrittenBeforeRequestsNamedAClass() {
        Schema former = FormerSchemas.read("ExplanationRequest", FormerSchemas.REQUEST_WITHOUT_CLASS);

        byte[] value = AvroCodec.singleObject(ExplanationRequest.class, former)
                .encode(new ExplanationRequest("r1", "imdb", new Review("a"), "lost"));

        assertThat(HexFormat.of().formatHex(value)).isEqualTo("c301d3140313a7830a8104723102" + "08696d64620202" + "61");
        assertThat(reader.read(value)).isEqualTo(new ExplanationRequest("r1", "imdb", new Review("a"), null));
    }

    @Test
    void readsJson() {
        assertThat(read("{\"id\":\"m1\",\"smiles\":\"CCO\"}"))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("CCO"), null));
        assertThat(read("{ \"text\" : \"" + TEXT.replace("\u0007", "\\u0007")
                        + "\",\n \"explainer\":\"imdb\", \"id\":\"r1\" }\n"))
                .isEqualTo(new ExplanationRequest("r1", "imdb", new Review(TEXT), null));
        assertThat(read("{\"id\":\"r1\",\"class\":\"cat\",\"text\":\"a\"}"))
                .isEqualTo(new ExplanationRequest("r1", null, new Review("a"), "cat"));
        assertThat(read("{\"id\":\"i1\",\"image\":\"/wAB\"}"))
                .isEqualTo(new ExplanationRequest(
                        "i1", null, new Image(ByteBuffer.wrap(new byte[] {-1, 0, 1}), null), null));
        assertThat(read("{\"id\":\"i2\",\"width\":1,\"height\":2,\"image\":\"AAECAwQF\"}"))
                .isEqualTo(new ExplanationRequest(
                        "i2",
                        null,
                        new Image(ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}), new ImageSize(1, 2)),
                        null));
    }

    @Test
    void takesNullInJsonForAbsent() {
        assertThat(read("{\"id\":\"m1\",\"explainer\":null,\"smiles\":\"C\",\"text\":null,\"image\":null,"
                        + "\"width\":null,\"height\":null,\"class\":null}"))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("C"), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                         | field 'id' is missing
            {"id":null,"smiles":"C"}                   | field 'id' is missing
            {"id":"m1"}                                | exactly one of the fields 'smiles', 'text' and 'image' is needed, but none is given
            {"id":"m1","text":"a","smiles":"C"}        | exactly one of the fields 'smiles', 'text' and 'image' is needed, but 'smiles' and 'text' are given
            {"id":7,"smiles":"C"}                      | field 'id' must be a string, not a number
            {"id":1.5,"smiles":"C"}                    | field 'id' must be a string, not a number with a fraction or exponent
            {"id":"m1","smiles":["C"]}                 | field 'smiles' must be a string, not an array
            {"id":"m1","smiles":{"smiles":"C"}}        | field 'smiles' must be a string, not an object
            {"id":"m1","text":true}                    | field 'text' must be a string, not a boolean
            {"id":"m1","text":"a","class":1}           | field 'class' must be a string, not a number
            {"id":"m1","smile":"C"}                    | field 'smile' is unknown; the known fields are 'id', 'explainer', 'smiles', 'text', 'image', 'width', 'height', 'class'
            {"id":"m1","ID":"m1","smiles":"C"}         | field 'ID' is unknown; the known fields are 'id', 'explainer', 'smiles', 'text', 'image', 'width', 'height', 'class'
            {"id":"m1","smiles":"C","smiles":"C"}      | field 'smiles' occurs twice
            {"id":"i1","image":"not base64!"}          | field 'image' is not base64: there is '!' at 10
            {"id":"i1","image":"AA\\u202e"}          | field 'image' is not base64: there is U+202E at 2
            {"id":"i1","image":"AAAAA"}                | field 'image' is not base64: it is cut short: its 5 characters, white space aside, are one more than a multiple of 4
            {"id":"i1","image":"AA="}                  | field 'image' is not base64: it ends in 1 '='; 2 or none are expected
            {"id":"i1","image":"AAAA="}                | field 'image' is not base64: it ends in 1 '='; none is expected
            {"id":"i1","image":"AA==AA"}               | field 'image' is not base64: there is 'A' at 4 after the padding
            {"id":"i1","image":"A+/_"}                 | field 'image' is not base64: it mixes two alphabets: one of '+' and '/' is at 1, one of '-' and '_' at 3
            {"id":"i1","image":"data:image/png,AAAA"}  | field 'image' is not base64: it is a data URI that is not in base64: ';base64' is missing before its comma at 14
            {"id":"i1","image":"data:;base64,AA%3D%3D"} | field 'image' is not base64: there is '%' at 15; percent-encoding in a data URI is not supported
            {"id":"i1","image":"data:image/png;base64"} | field 'image' is not base64: it starts as a data URI, but has no comma
            {"id":"i1","image":"data:data:"}           | field 'image' is not base64: it starts as a data URI, but has no comma
            {"":1}                                     | field '' is unknown; the known fields are 'id', 'explainer', 'smiles', 'text', 'image', 'width', 'height', 'class'
            {"id":1e999999999,"smiles":"C"}            | field 'id' must be a string, not a number with a fraction or exponent
            {"id":"i1","image":"AAA","width":1}        | field 'height' is missing: width and height go together
            {"id":"i1","image":"AAAA","height":1}      | field 'width' is missing: width and height go together
            {"id":"i1","image":"AAAA","width":"1","height":1}  | field 'width' must be a whole number, not a string
            {"id":"i1","image":"AAAA","width":1,"height":1.0}  | field 'height' must be a whole number, not a number with a fraction or exponent
            {"id":"i1","image":"AAAA","width":3000000000,"height":1} | field 'width' is out of range
            {"id":"m1","smiles":"C","width":1,"height":1} | fields 'width' and 'height' belong to 'image', but the input is 'smiles'
            {"id":"m\\ud800","smiles":"C"}             | field 'id' has an unpaired surrogate, half of a character
            {"id":"m1","smiles":null,"smiles":"C"}     | field 'smiles' occurs twice
            {"id":"m1","smiles":"C"} {}                | the value continues after the end of its JSON object
            """)
    void refusesJsonByNamingTheField(String json, String message) {
        assertUnreadable(json.getBytes(StandardCharsets.UTF_8), message);
    }

    @ParameterizedTest
    @MethodSource
    void refusesBrokenJson(byte[] json) {
        assertThatThrownBy(() -> reader.read(json))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageMatching("the value is not valid JSON at line 1, column \\d+: [^\\n]{1,203}");
    }

    static Stream<byte[]> refusesBrokenJson() {
        return Stream.of(
                "{".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\"".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",\"smiles\":\"C".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",}".getBytes(StandardCharsets.UTF_8),
                "{'id':'m1'}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"\tm1\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":NaN,\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",/* */\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",# \n\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8),
                "{\ufeff\"id\":\"m1\",\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"i1\",\"image\":\"AAAA".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"i1\",\"image\":\"AAAA\\".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"i1\",\"image\":\"AA\nAA\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"i1\",\"image\":\"AA\\nAA\"".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"m1\",\"smiles\":\"C\"}\u0000".getBytes(StandardCharsets.UTF_8));
    }

    /** Invalid UTF-8: stray bytes, an overlong encoding, a surrogate, and a code point beyond the last. */
    @ParameterizedTest
    @CsvSource({"E9, E9", "C080, C0", "E08080, E0", "EDA080, ED", "F4908080, F4", "FF, FF", "C3, C3"})
    void refusesWhatIsNoUtf8(String bytes, String named) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write("{\"id\":\"a\",\"text\":\"a".getBytes(StandardCharsets.UTF_8));
        value.write(HexFormat.of().parseHex(bytes));
        value.write("\"}".getBytes(StandardCharsets.UTF_8));

        assertUnreadable(value.toByteArray(), "the value is not valid JSON: Invalid UTF-8 at byte 19, 0x" + named);
    }

    @Test
    void takesWhiteSpaceAndAByteOrderMarkBeforeTheBrace() {
        String json = "{\"id\":\"i1\",\"image\":\"AAEC\"}";
        ExplanationRequest expected =
                new ExplanationRequest("i1", null, new Image(ByteBuffer.wrap(new byte[] {0, 1, 2}), null), null);

        for (String before : List.of("", " ", "\t\r\n ", "\ufeff", "\ufeff\n", " ".repeat(100_000))) {
            assertThat(read(before + json)).isEqualTo(expected);
        }
        assertUnreadable(
                " [1]".getBytes(StandardCharsets.UTF_8),
                "the value looks like text, but its first character is the byte 0x5B; a JSON object starts"
                        + " with a brace");
        assertUnreadable(" \n".getBytes(StandardCharsets.UTF_8), "the value is only white space");
        assertUnreadable("\ufeff".getBytes(StandardCharsets.UTF_8), "the value is only white space");
        for (Charset utf16 : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            assertUnreadable(json.getBytes(utf16), "the value is text in UTF-16, but JSON must be in UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+/+/AQI=",
                "+/+/AQI",
                "-_-_AQI",
                "-_-_AQI=",
                "+/+/\\r\\nAQI=\\r\\n",
                " +/+/ AQ\\tI =",
                "\\u002b/+\\/AQI=",
                "data:image/png;base64,+/+/AQI=",
                "DATA:;Base64,+/+/AQI",
                "data:image/png;charset=utf-8;a=b;base64,+/+/AQI=",
                " data:image/png;base64,\\n+/+/AQI"
            })
    void takesBase64AsToolsWriteIt(String base64) {
        assertThat(read("{\"image\":\"" + base64 + "\",\"id\":\"i1\"}").getInput())
                .isEqualTo(new Image(ByteBuffer.wrap(new byte[] {-5, -1, -65, 1, 2}), null));
    }

    /** The first letters of a data URI are also valid base64. */
    @ParameterizedTest
    @ValueSource(strings = {"data", "dat", "da", "dataAAAA", "DATA"})
    void takesNoDataForADataUri(String base64) {
        assertThat(read("{\"image\":\"" + base64 + "\",\"id\":\"i1\"}").getInput())
                .isEqualTo(new Image(ByteBuffer.wrap(Base64.getDecoder().decode(base64)), null));
    }

    /** Values at each of Jackson's limits and one beyond, except for texts, which have no limit. */
    @Test
    void namesTheLimitThatAJsonValueIsBeyond() {
        assertUnreadable(
                ("{\"id\":" + "7".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8),
                "field 'id' must be a string, not a number");
        assertUnreadable(
                ("{\"image\":\"\",\"width\":" + "7".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8),
                "field 'width' is out of range");
        for (String number :
                List.of("7".repeat(1001), "-" + "7".repeat(1001), "7." + "7".repeat(1001), "7".repeat(100_000))) {
            assertUnreadable(
                    ("{\"id\":" + number + "}").getBytes(StandardCharsets.UTF_8),
                    "field 'id' has a number of more than 1000 digits");
            assertUnreadable(
                    ("{\"id\":\"a\",\"width\":" + number + "}").getBytes(StandardCharsets.UTF_8),
                    "field 'width' has a number of more than 1000 digits");
        }
        assertThatThrownBy(() -> read("{\"" + "n".repeat(50_000) + "\":1}"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("field 'n");
        for (String before : List.of("", "\"id\":\"a\",")) {
            assertUnreadable(
                    ("{" + before + "\"" + "n".repeat(50_001) + "\":1}").getBytes(StandardCharsets.UTF_8),
                    "the name of a field has more than 50000 characters");
        }
    }

    @Test
    void takesATextBeyondJacksonsOwnLimit() {
        String text = "a ".repeat(10_000_001);

        assertThat(read("{\"id\":\"a\",\"text\":\"" + text + "\"}").getInput()).isEqualTo(new Review(text));
    }

    /** The largest image that the streamer accepts by default, with MIME line breaks. */
    @Test
    void takesAnImageOf16MebibytesInBase64WithoutHoldingItTwice() {
        byte[] image = new byte[16 << 20];
        new Random(1).nextBytes(image);
        byte[] json = ("{\"id\":\"a\",\"image\":\""
                        + Base64.getMimeEncoder().encodeToString(image).replace("\r\n", "\\r\\n") + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        ExplanationRequest request = reader.read(json);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * json.length);
        assertThat(((Image) request.getInput()).getData()).isEqualTo(ByteBuffer.wrap(image));
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
                .hasMessageStartingWith("field 'a??b\ud83d\ude00")
                .hasMessageContaining("\ud83d\ude00...' is unknown")
                .hasMessageMatching("(?s).{1,600}");
    }

    @Test
    void refusesWhatStartsAsNoKnownEncoding() {
        assertUnreadable(null, "the value is null");
        assertUnreadable(new byte[0], "the value is empty");
        assertUnreadable(
                "hello".getBytes(StandardCharsets.UTF_8),
                "the value starts with the byte 0x68, which belongs to no known encoding");
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
