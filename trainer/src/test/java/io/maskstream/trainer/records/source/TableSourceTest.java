package io.maskstream.trainer.records.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.records.RecordSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableSourceTest {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void readsNamedColumnsOfACsvFile() throws IOException {
        String file = write("reviews.csv", "stars,body,fold\n5,Fine.,train\n1,\"Dull, \"\"dull\"\"\",test\n");

        ReadRecords read =
                ReadRecords.of(InputKind.REVIEW, "--records", file, "--input=body", "--label=stars", "--part=fold");

        assertThat(read.inputs()).containsExactly("Fine.", "Dull, \"dull\"");
        assertThat(read.labels()).containsExactly("5", "1");
        assertThat(read.parts()).containsExactly("train", "test");
        assertThat(read.skipped()).isEmpty();
    }

    @Test
    void namesTheLineInWhichARecordBeginsThoughATextHasLineBreaks() throws IOException {
        String file = write("reviews.csv", "text\n\"One\ntwo\"\nThree\n");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", file);

        assertThat(read.inputs()).containsExactly("One\ntwo", "Three");
        assertThat(read.names()).containsExactly("reviews.csv line 2", "reviews.csv line 4");
    }

    @ParameterizedTest
    @CsvSource({"reviews.tsv, '\t'", "reviews.tab, '\t'", "reviews, '\t'", "reviews.csv, ;", "reviews, ','"})
    void tellsTheSeparatorByTheNameAndTheHeader(String name, String separator) throws IOException {
        String file = write(name, "id;text;stars\n1;Fine.;5\n".replace(";", separator));

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", file, "--label=stars");

        assertThat(read.inputs()).containsExactly("Fine.");
        assertThat(read.labels()).containsExactly("5");
    }

    @Test
    void readsJsonLines() throws IOException {
        String file = write(
                "reviews.jsonl",
                "{\"text\":\"Fine.\",\"stars\":5}\n\n{\"stars\":null,\"text\":\"Dull\\nfilm\"}\n{\"text\":7}\nno\n[]\n"
                        + "{\"stars\":1}\n");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", file, "--label=stars");

        assertThat(read.inputs()).containsExactly("Fine.", "Dull\nfilm");
        assertThat(read.labels()).containsExactly("5", null);
        assertThat(read.names()).containsExactly("reviews.jsonl line 1", "reviews.jsonl line 3");
        assertThat(read.skipped()).hasSize(4);
        assertThat(read.skipped().get(0)).isEqualTo("reviews.jsonl line 4: its field 'text' is not a string.");
        assertThat(read.skipped().get(1)).startsWith("reviews.jsonl line 5: it is not valid JSON: ");
        assertThat(read.skipped().get(2)).isEqualTo("reviews.jsonl line 6: it is not a JSON object.");
        assertThat(read.skipped().get(3)).isEqualTo("reviews.jsonl line 7: the field is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reviews.csv.gz", "reviews.csv"})
    void readsWhatIsCompressedWhateverItsName(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("\uFEFFtext\nCaf\u00e9\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(ReadRecords.of(InputKind.REVIEW, "--records", file.toString())
                        .inputs())
                .containsExactly("Caf\u00e9");
    }

    @Test
    void leavesAByteOrderMarkOut() throws IOException {
        String file = write("m.csv", "\uFEFFsmiles,y\n CCO ,1.5\n");

        ReadRecords read = ReadRecords.of(InputKind.MOLECULE, "--records", file, "--label=y");

        assertThat(read.inputs()).containsExactly("CCO");
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatAreThere() throws IOException {
        String file = write("reviews.csv", "id,body\n1,Fine.\n");

        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file, "--input=text"))
                .isInstanceOf(IOException.class)
                .hasMessage("There is no column 'text' in " + file + ", as --input names it; there are 'id', 'body'.");
        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file, "--input=body", "--label=stars"))
                .hasMessageContaining("There is no column 'stars'")
                .hasMessageContaining("--label");
        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file))
                .hasMessage("Say with --input which column of " + file + " holds the texts; there are 'id', 'body'.");
    }

    @Test
    void theColumnOfRowNumbersThatPandasWritesHasNoName() throws IOException {
        String file = write("reviews.csv", ",body,,\n0,Fine.,,\n1,Dull.,,\n");

        assertThat(ReadRecords.of(InputKind.REVIEW, "--records", file).inputs()).containsExactly("Fine.", "Dull.");
    }

    @Test
    void aLineOfJsonMayLeaveItsLabelOutButNotAllLines() throws IOException {
        String file = write("reviews.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\",\"stars\":2}\n");

        assertThat(ReadRecords.of(InputKind.REVIEW, "--records", file, "--label=stars")
                        .labels())
                .containsExactly(null, "2");
        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file, "--label=rating"))
                .isInstanceOf(IOException.class)
                .hasMessage("No line of " + file + " has the field 'rating'.");
    }

    @Test
    void skipsRowsThatAreNotWhole() throws IOException {
        String file = write("reviews.csv", "text,stars\nFine.,5\nDull.\n ,3\nGood.,\n");

        ReadRecords read = ReadRecords.of(InputKind.REVIEW, "--records", file, "--label=stars");

        assertThat(read.inputs()).containsExactly("Fine.", "Good.");
        assertThat(read.labels()).containsExactly("5", null);
        assertThat(read.skipped())
                .containsExactly(
                        "reviews.csv line 3: it has 1 fields, but the header has 2.",
                        "reviews.csv line 4: the field is empty.");
    }

    @Test
    void takesPicturesByPathAndInBase64() throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        Files.write(folder.resolve("photos/a.png"), PNG);
        String base64 = Base64.getEncoder().encodeToString(PNG);
        String file = write(
                "pictures.csv",
                "image\nphotos/a.png\n" + base64 + "\n\"data:image/png;base64," + base64 + "\"\nphotos/b.png\n");

        ReadRecords read = ReadRecords.of(InputKind.IMAGE, "--records", file);

        assertThat(read.inputs()).containsExactly("11", "11", "11");
        assertThat(read.skipped()).hasSize(1);
        assertThat(read.skipped().get(0)).startsWith("pictures.csv line 5: 'photos/b.png' is neither a file ");
    }

    @ParameterizedTest
    @CsvSource({
        "'PAR1xx', is a Parquet file",
        "'PK\3\4xx', is a spreadsheet or a ZIP archive",
        "'[{\"text\":\"a\"}]', is one JSON array",
        "'no separator in here', is not a supported table",
        "'', is empty"
    })
    void saysWhatAFileIsThatIsNoTable(String content, String reason) throws IOException {
        String file = write("records.dat", content);

        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " " + reason);
    }

    @Test
    void refusesWhatIsNoUtf8() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "text\nCaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not valid UTF-8: save it in that encoding.");
    }

    @Test
    void namesTheLineOfAQuotationMarkThatIsNotClosed() throws IOException {
        String file = write("reviews.csv", "text\nFine.\n\"Dull.\nBad.\n");

        assertThatThrownBy(() -> ReadRecords.of(InputKind.REVIEW, "--records", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reviews.csv line 3");
    }

    @Test
    void theDigestFollowsTheContent() throws IOException {
        RecordSource source = ReadRecords.open(InputKind.REVIEW, "--records", write("r.csv", "text\nFine.\n"));
        String before = source.describe().sha256();
        write("r.csv", "text\nFine!\n");

        assertThat(source.describe().name()).isEqualTo("r.csv");
        assertThat(source.describe().sha256()).isNotEqualTo(before);
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
