package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
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
                .hasMessage("the schema registry has no schema with the id 7");
    }

    @Test
    void blamesTheRecordForASchemaThatIsNotAvro() {
        int id = fake.add("syntax = \"proto3\";");

        assertThatThrownBy(() -> registry.schema(id))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the schema with the id 1 in the schema registry is not a self-contained Avro schema");
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
                "The schema registry " + fake.url() + " returned no id for a registered schema.");
    }

    @Test
    void givesUpOnASilentRegistry() {
        SchemaRegistry impatient = new SchemaRegistry(fake.url(), Duration.ofMillis(200), Duration.ofSeconds(30), 10);
        fake.fallSilent();

        assertThatThrownBy(() -> impatient.schema(1))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageStartingWith("The schema registry " + fake.url() + " cannot be reached: ")
                .hasMessageContaining("timed out");
    }

    /** The headers arrive at once; then the body stalls, trickles, or never ends. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{\"schema\":"})
    void givesUpOnARegistryThatStallsInsideTheBody(String more) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            answerForEver(server, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", more, 20);
            SchemaRegistry impatient = new SchemaRegistry(
                    URI.create("http://127.0.0.1:" + server.getLocalPort()),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    10);
            long start = System.nanoTime();

            assertThatThrownBy(() -> impatient.schema(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("timed out");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void readsNoMoreThanAMegabyteOfAnAnswerWithoutEnd() throws IOException {
        for (String status : List.of("200 OK", "500 Oops")) {
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                answerForEver(server, "HTTP/1.1 " + status + "\r\n\r\n", "x".repeat(1 << 16), 0);
                SchemaRegistry flooded = new SchemaRegistry(URI.create("http://127.0.0.1:" + server.getLocalPort()));
                assertThatThrownBy(() -> flooded.schema(1))
                        .isInstanceOf(
                                status.startsWith("2")
                                        ? UnreadableRecordException.class
                                        : SchemaRegistryException.class);
                assertThatThrownBy(() -> flooded.register("x", SCHEMA)).isInstanceOf(SchemaRegistryException.class);
            }
        }
    }

    private static void answerForEver(ServerSocket server, String begin, String more, long pauseMillis) {
        Thread accepting = new Thread(() -> {
            try {
                while (true) {
                    Socket connection = server.accept();
                    Thread answering = new Thread(() -> answerForEver(connection, begin, more, pauseMillis));
                    answering.setDaemon(true);
                    answering.start();
                }
            } catch (IOException e) {
                // The socket is closed.
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    private static void answerForEver(Socket connection, String begin, String more, long pauseMillis) {
        try (connection) {
            connection.getInputStream().read(new byte[4096]);
            connection.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                connection.getOutputStream().write(more.getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().flush();
                Thread.sleep(pauseMillis);
            }
        } catch (IOException | InterruptedException e) {
            // The client has closed the connection, as expected.
        }
    }

    @Test
    void followsNoRedirect() throws IOException {
        try (FakeRegistry other = new FakeRegistry()) {
            other.add(SCHEMA);
            fake.redirect(other.url() + "/schemas/ids/1");

            assertThatThrownBy(() -> registry.schema(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining(" answers 302 ");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void asksForAnUnknownIdAgainOnlyAfterAWhile() throws Exception {
        SchemaRegistry forgetful = new SchemaRegistry(fake.url(), Duration.ofSeconds(10), Duration.ofMillis(300), 10);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> forgetful.schema(1)).isInstanceOf(UnreadableRecordException.class);
        }
        assertThat(fake.requests).hasSizeLessThan(5);
        fake.add(SCHEMA);
        Thread.sleep(400);

        assertThat(forgetful.schema(1)).isEqualTo(SCHEMA);
    }

    @Test
    void aFloodOfUnknownIdsBecomesNoFloodOfRequests() {
        SchemaRegistry flooded = new SchemaRegistry(fake.url(), Duration.ofSeconds(10), Duration.ofSeconds(30), 10);
        long start = System.nanoTime();
        for (int id = 1; id <= 30; id++) {
            int unknown = id;
            assertThatThrownBy(() -> flooded.schema(unknown)).isInstanceOf(UnreadableRecordException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a pause of 10 ms for each but the first ten")
                .isGreaterThan(Duration.ofMillis(200));
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
