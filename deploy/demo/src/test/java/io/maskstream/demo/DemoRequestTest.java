package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.encoding.SmilesAtoms;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRequestTest {

    @Test
    void theShippedOnesAreMoleculesUnderDifferentNames() {
        List<DemoRequest> shipped = DemoRequest.shipped();
        assertThat(shipped).hasSizeGreaterThanOrEqualTo(10);
        assertThat(shipped).extracting(DemoRequest::id).doesNotHaveDuplicates();
        for (DemoRequest request : shipped) {
            Object input = new RequestReader()
                    .read(request.json().getBytes(StandardCharsets.UTF_8))
                    .getInput();
            assertThat(input).isInstanceOf(Molecule.class);
            String smiles = ((Molecule) input).getSmiles();
            assertThat(SmilesAtoms.ofCharacters(smiles)).hasSameSizeAs(smiles.toCharArray());
        }
    }

    @Test
    void takesTheTextOfALineThatIsNoRequestForItsId(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("requests.jsonl"), "{\"id\":\"e\",\"smiles\":\"CCO\"}\n\n{\"smiles\":\"C\"}\n");
        assertThat(DemoRequest.in(file))
                .containsExactly(
                        new DemoRequest("e", "{\"id\":\"e\",\"smiles\":\"CCO\"}"),
                        new DemoRequest("{\"smiles\":\"C\"}", "{\"smiles\":\"C\"}"));
    }
}
