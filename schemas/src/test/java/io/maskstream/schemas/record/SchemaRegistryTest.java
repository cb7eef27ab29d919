package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {

    private static final Schema SCHEMA = SchemaBuilder.record("Note")
            .namespace("example")
            .fields()
            .requiredString("text")
            .endRecord();

    private FakeRegistry fake;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        registry = new SchemaRegistry(fake.url());
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void registersASchemaAndFindsItByItsId() {
        fake.add("\"string\"");

        int id = registry.register("notes-value", SCHEMA);

        assertThat(id).isEqualTo(2);
        assertThat(fake.schema(2)).isEqualTo(SCHEMA);
        assertThat(registry.schema(2)).isEqualTo(SCHEMA);
        assertThat(fake.requests).containsExactly("POST /subjects/notes-value/versions", "GET /schemas/ids/2");
    }

    @Test
    void asksForASchemaOnlyOnce() {
        int id = fake.add(SCHEMA);

        registry.schema(id);
        registry.schema(id);

        assertThat(fake.requests).containsExactly("GET /schemas/ids/" + id);
    }

    @Test
    void escapesTheSubject() {
        registry.register("a/b c-value", SCHEMA);

        assertThat(fake.requests).containsExactly("POST /subjects/a%2Fb%20c-value/versions");
    }

    @Test
    void keepsThePathOfTheUrl() {
        assertRegistryFault(
                () -> new SchemaRegistry(fake.url().resolve("/apis/ccompat/v7/")).schema(1),
                "The schema registry " + fake.url()
                        + "/apis/ccompat/v7 answers 404 to GET /apis/ccompat/v7/schemas/ids/1: HTTP 404 Not Found.");
    }

    @Test
    void logsInWithTheUserOfTheUrlAndNeverShowsIt() {
        SchemaRegistry locked = new SchemaRegistry(fake.url("user:p%40ss@"));
        fake.add(SCHEMA);

        locked.schema(1);

        String credentials = Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));
        assertThat(fake.requests).containsExactly("GET /schemas/ids/1 Basic " + credentials);
        fake.answer(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
        assertRegistryFault(
                () -> locked.schema(2),
                "The schema registry " + fake.url() + " answers 401 to GET /schemas/ids/2: Unauthorized.");
    }

    @Test
    void blamesTheRecordForAnIdThatWasNeverGivenOut() {
        assertThatThrownBy(() -> registry.schema(7))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the schema registry knows no schema with the id 7");
    }

    @Test
    void blamesTheRecordForASchemaThatIsNotAvro() {
        int id = fake.add("syntax = \"proto3\";");

        assertThatThrownBy(() -> registry.schema(id))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the schema with the id 1 in the schema registry is no Avro schema that stands alone");
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 422})
    void saysWhyASchemaIsRefused(int status) {
        fake.answer(
                status, "{\"error_code\":" + status + ",\"message\":\"Schema being registered is\\nincompatible.\"}");

        assertRegistryFault(
                () -> registry.register("notes-value", SCHEMA),
                "The schema registry " + fake.url() + " refuses the schema example.Note for the subject notes-value: "
                        + "Schema being registered is incompatible.");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 403, 429, 500, 503})
    void blamesTheRegistryForEveryOtherStatus(int status) {
        fake.answer(status, "<html>\n  Out of order\n</html>");

        assertRegistryFault(
                () -> registry.schema(1),
                "The schema registry " + fake.url() + " answers " + status
                        + " to GET /schemas/ids/1: <html> Out of order </html>.");
        assertRegistryFault(
                () -> registry.register("notes-value", SCHEMA),
                "The schema registry " + fake.url() + " answers " + status
                        + " to POST /subjects/notes-value/versions: <html> Out of order </html>.");
    }

    @Test
    void blamesAnythingElseThatAnswersInItsPlace() {
        fake.answer(404, "<html>no such page</html>");
        assertRegistryFault(
                () -> registry.schema(1),
                "The schema registry " + fake.url() + " answers 404 to /schemas/ids/1 with something other than JSON.");

        fake.answer(200, "{}");
        assertRegistryFault(
                () -> registry.schema(1),
                "The schema registry " + fake.url() + " answers without a schema to /schemas/ids/1.");
        assertRegistryFault(
                () -> registry.register("notes-value", SCHEMA),
                "The schema registry " + fake.url() + " registers a schema without giving its id.");
    }

    @Test
    void givesUpOnASilentRegistry() {
        SchemaRegistry impatient = new SchemaRegistry(fake.url(), Duration.ofMillis(200), Duration.ofSeconds(30));
        fake.fallSilent();

        assertThatThrownBy(() -> impatient.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageStartingWith("The schema registry " + fake.url() + " cannot be reached: ")
                .hasMessageContaining("timed out");
    }

    @Test
    void saysThatARegistryCannotBeReached() {
        fake.close();

        assertThatThrownBy(() -> registry.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageStartingWith("The schema registry " + fake.url() + " cannot be reached: ");
    }

    @Test
    void forgetsNoInterruption() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(SchemaRegistryException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry:8081", "ftp://registry:8081", "http:/registry", "/registry"})
    void refusesAUrlThatIsNone(String url) {
        URI uri = URI.create(url);
        assertThatThrownBy(() -> new SchemaRegistry(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRegistryFault(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(SchemaRegistryException.class).hasMessage(message);
    }
}
