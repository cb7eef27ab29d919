package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a real registry, which the Maven profile "registry-it" downloads. */
@EnabledIfSystemProperty(named = "apicurio.jar", matches = ".+")
@Timeout(120)
class ApicurioIT {

    @TempDir
    private static Path folder;

    private static ApicurioProcess apicurio;

    @BeforeAll
    static void start() throws Exception {
        apicurio = new ApicurioProcess(Path.of(System.getProperty("apicurio.jar")), folder.resolve("apicurio.log"));
    }

    @AfterAll
    static void stop() {
        if (apicurio != null) {
            apicurio.close();
        }
    }

    @Test
    void writesWhatAnotherClientOfTheRegistryReads() {
        Explanation explanation = Explanations.ofMolecule();
        byte[] value =
                new ExplanationWriter(ValueFormat.AVRO, new SchemaRegistry(url()), "explanations").write(explanation);

        AvroCodec<Explanation> other =
                AvroCodec.withRegistry(Explanation.class, new SchemaRegistry(url()), "another-topic-value");

        assertThat(value[0]).isZero();
        assertThat(other.decode(value)).isEqualTo(explanation);
    }

    @Test
    void givesASchemaTheSameIdEachTime() {
        SchemaRegistry registry = new SchemaRegistry(url());

        int id = registry.register("requests-value", ExplanationRequest.getClassSchema());

        assertThat(registry.register("requests-value", ExplanationRequest.getClassSchema()))
                .isEqualTo(id);
        assertThat(new SchemaRegistry(url()).schema(id)).isEqualTo(ExplanationRequest.getClassSchema());
    }

    @Test
    void readsAnOlderWriter() {
        SchemaRegistry registry = new SchemaRegistry(url());
        Schema older = new Schema.Parser()
                .parse(
                        """
                        {"type": "record", "name": "ExplanationRequest", "namespace": "io.maskstream.schemas.record",
                         "fields": [
                           {"name": "input", "type": {"type": "record", "name": "Molecule", "fields": [
                             {"name": "smiles", "type": "string"}]}},
                           {"name": "id", "type": "string"}]}""");
        byte[] value = ByteBuffer.allocate(11)
                .put((byte) 0)
                .putInt(registry.register("older-value", older))
                .put(new byte[] {4, 'C', 'O', 4, 'm', '1'})
                .array();

        assertThat(new RequestReader(registry).read(value))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("CO"), null));
    }

    @Test
    void blamesTheRecordForAnIdThatWasNeverGivenOut() {
        byte[] value = ByteBuffer.allocate(8).put((byte) 0).putInt(987_654).array();
        RequestReader reader = new RequestReader(new SchemaRegistry(url()));

        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the schema registry has no schema with the id 987654");
    }

    @Test
    void blamesTheUrlForAPathThatIsNotThere() {
        SchemaRegistry lost = new SchemaRegistry(url().resolve("/nowhere"));

        assertThatThrownBy(() -> lost.schema(1)).isInstanceOf(SchemaRegistryException.class);
        assertThatThrownBy(() -> lost.register("requests-value", ExplanationRequest.getClassSchema()))
                .isInstanceOf(SchemaRegistryException.class);
    }

    @Test
    void saysThatASchemaIsRefused() throws Exception {
        SchemaRegistry registry = new SchemaRegistry(url());
        registry.register("strict-value", schema("text"));
        configure("strict-value", "FULL");

        assertThatThrownBy(() -> registry.register("strict-value", schema("count")))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageStartingWith(
                        "The schema registry " + url() + " refuses the schema Note for the subject strict-value: ");
    }

    private static Schema schema(String field) {
        return SchemaBuilder.record("Note").fields().requiredString(field).endRecord();
    }

    private static void configure(String subject, String compatibility) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/config/" + subject))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"" + compatibility + "\"}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static URI url() {
        return apicurio.confluentUrl();
    }
}
