package io.maskstream.schemas.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The contract in README.md for clients in other languages. */
class DocumentedContractTest {

    private final String readme;

    DocumentedContractTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void namesTheHeaderOfEachRecord() {
        Map<String, byte[]> values = Map.of(
                "ExplanationRequest",
                value(ExplanationRequest.class, new ExplanationRequest("m1", null, new Molecule("C"), null)),
                "Explanation",
                value(Explanation.class, Explanations.ofMolecule()),
                "ExplainerRelease",
                value(
                        ExplainerRelease.class,
                        new ExplainerRelease("esol", 1, "/explainers/esol/1", "ab", "cd", List.of("stable"))));

        values.forEach((record, value) -> assertThat(readme)
                .contains("| `" + record + "` | `c301 " + HexFormat.of().formatHex(value, 2, 10) + "` |"));
    }

    @Test
    void showsJsonRequestsThatAreRead() {
        String start = "```json\n";
        String examples = readme.substring(readme.indexOf(start) + start.length());
        RequestReader reader = new RequestReader();

        List<ExplanationRequest> requests = examples.substring(0, examples.indexOf("```"))
                .replace("...", "")
                .lines()
                .map(line -> reader.read(line.getBytes(UTF_8)))
                .toList();

        assertThat(requests)
                .extracting(ExplanationRequest::getId, ExplanationRequest::getExplainer)
                .containsExactly(tuple("m1", null), tuple("r1", "imdb"), tuple("i1", null), tuple("i2", null));
        assertThat(requests.get(0).getInput()).isEqualTo(new Molecule("CCO"));
        assertThat(requests.get(1).getInput()).isEqualTo(new Review("What a film."));
        assertThat(requests.get(3).getInput())
                .isEqualTo(new Image(ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}), new ImageSize(1, 2)));
    }

    private static <T extends SpecificRecord> byte[] value(Class<T> type, T record) {
        return AvroCodec.singleObject(type).encode(record);
    }
}
