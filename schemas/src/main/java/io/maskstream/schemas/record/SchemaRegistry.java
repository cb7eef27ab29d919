package io.maskstream.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;

/**
 * A client for a schema registry with Confluent's REST interface, which Apicurio (under {@code /apis/ccompat/v7}),
 * Karapace and Redpanda also provide. The URL may contain user and password. Fetched schemas are cached, because they
 * never change. Unknown ids and unusable schemas are not requested again for a while. One deadline covers a complete
 * exchange, including the body of the response. Redirects are not followed. Thread-safe.
 */
public final class SchemaRegistry {

    /** The timeout of an exchange: connecting, headers and body. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Size limit of a response in bytes. */
    private static final int LARGEST_ANSWER = 1 << 20;

    /** Limit for the cached schemas. */
    private static final int MOST_SCHEMAS = 100;

    /** The time after which a refused id is requested again, because it may have been registered. */
    private static final Duration REFUSED_FOR = Duration.ofSeconds(30);

    /**
     * Limit for the remembered refused ids. Beyond it, each further id is requested only after a pause, so a flood of
     * records with invented ids does not become a flood of requests.
     */
    private static final int MOST_REFUSED = 1000;

    private static final Duration PAUSE_IN_A_FLOOD = Duration.ofMillis(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Confluent's error code for an unknown schema id; a wrong path has a different code or none. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    private final String url;
    private final String credentials;
    private final Duration timeout;
    private final Duration refusedFor;
    private final int mostRefused;
    private final HttpClient http;
    private final JsonMapper json = new JsonMapper();
    private final Map<Integer, Schema> schemas = RecentlyUsed.map(MOST_SCHEMAS);
    private final Map<Integer, Refusal> refused;

    /** An id that is not requested again for a while. */
    private record Refusal(String reason, long untilNanos) {}

    /**
     * Creates a client for a URL such as {@code https://user:password@registry.example:8081}, without connecting.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URL
     */
    public SchemaRegistry(URI url) {
        this(url, TIMEOUT, REFUSED_FOR, MOST_REFUSED);
    }

    SchemaRegistry(URI url, Duration timeout, Duration refusedFor, int mostRefused) {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "The schema registry's URL must be like http://host:8081, with http or https.");
        }
        this.url = url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath().replaceFirst("/+$", "");
        this.credentials = url.getUserInfo() == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8));
        this.timeout = timeout;
        this.refusedFor = refusedFor;
        this.mostRefused = mostRefused;
        this.refused = RecentlyUsed.map(mostRefused);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Registers a schema under a subject, unless it is already registered.
     *
     * @return the id of the schema
     * @throws SchemaRegistryException if the registry fails or refuses the schema
     */
    public int register(String subject, Schema schema) {
        String escaped = URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
        String path = "/subjects/" + escaped + "/versions";
        String body = json.createObjectNode().put("schema", schema.toString()).toString();
        HttpResponse<BoundedBody.Content> response = send(
                request(path).header("Content-Type", CONTENT_TYPE).POST(HttpRequest.BodyPublishers.ofString(body)));
        if (response.statusCode() == 409 || response.statusCode() == 422) {
            throw new SchemaRegistryException("The schema registry " + url + " refuses the schema "
                    + schema.getFullName() + " for the subject " + subject + ": " + message(response) + ".");
        }
        JsonNode id = parse(accepted(response)).path("id");
        if (!id.isInt()) {
            throw new SchemaRegistryException(
                    "The schema registry " + url + " returned no id for a registered schema.");
        }
        return id.intValue();
    }

    /**
     * Returns the schema with an id.
     *
     * @throws UnreadableRecordException if the registry does not know the id, or the schema is not an Avro schema or is
     *     too large
     * @throws SchemaRegistryException if the registry fails
     */
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Refusal refusal = refused.get(id);
        if (refusal != null && System.nanoTime() - refusal.untilNanos() < 0) {
            throw new UnreadableRecordException(refusal.reason());
        }
        if (refused.size() >= mostRefused) {
            LockSupport.parkNanos(PAUSE_IN_A_FLOOD.toNanos());
        }
        try {
            Schema schema = fetch(id);
            schemas.put(id, schema);
            refused.remove(id);
            return schema;
        } catch (UnreadableRecordException e) {
            refused.put(id, new Refusal(e.getMessage(), System.nanoTime() + refusedFor.toNanos()));
            throw e;
        }
    }

    private Schema fetch(int id) {
        HttpResponse<BoundedBody.Content> response =
                send(request("/schemas/ids/" + id).GET());
        if (response.statusCode() == 404 && parse(response).path("error_code").asInt() == SCHEMA_NOT_FOUND) {
            throw new UnreadableRecordException("the schema registry has no schema with the id " + id);
        }
        String subject = "the schema with the id " + id + " in the schema registry ";
        if (response.statusCode() == 200 && !response.body().whole()) {
            throw new UnreadableRecordException(subject + "is larger than " + LARGEST_ANSWER + " bytes");
        }
        JsonNode answer = parse(accepted(response));
        if (!answer.path("schema").isTextual()) {
            throw new SchemaRegistryException("The schema registry " + url + " answers without a schema to "
                    + response.request().uri().getPath() + ".");
        }
        try {
            return WriterSchema.parse(answer.get("schema").textValue());
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(subject + e.getMessage(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout).header("Accept", CONTENT_TYPE);
        return credentials == null ? request : request.header("Authorization", credentials);
    }

    private HttpResponse<BoundedBody.Content> send(HttpRequest.Builder request) {
        CompletableFuture<HttpResponse<BoundedBody.Content>> exchange =
                http.sendAsync(request.build(), info -> new BoundedBody(LARGEST_ANSWER));
        try {
            return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause().toString(), e);
        } catch (TimeoutException e) {
            throw unreachable("its answer timed out after " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("Interrupted while waiting for the schema registry " + url + ".", e);
        } finally {
            // This closes the connection if it is still busy.
            exchange.cancel(true);
        }
    }

    private SchemaRegistryException unreachable(String reason, Exception e) {
        return new SchemaRegistryException(
                "The schema registry " + url + " cannot be reached: " + Quotes.oneLine(reason) + ".", e);
    }

    private HttpResponse<BoundedBody.Content> accepted(HttpResponse<BoundedBody.Content> response) {
        if (response.statusCode() != 200) {
            throw new SchemaRegistryException(
                    "The schema registry " + url + " answers " + response.statusCode() + " to "
                            + response.request().method() + " "
                            + response.request().uri().getPath() + ": "
                            + message(response) + ".");
        }
        return response;
    }

    private JsonNode parse(HttpResponse<BoundedBody.Content> response) {
        try {
            return json.readTree(response.body().text());
        } catch (IOException | StackOverflowError e) {
            throw new SchemaRegistryException(
                    "The schema registry " + url + " answers " + response.statusCode() + " to "
                            + response.request().uri().getPath() + " with something other than JSON.",
                    e);
        }
    }

    /** Returns the registry's reason for a refusal, sanitized for a message. */
    private String message(HttpResponse<BoundedBody.Content> response) {
        String text = response.body().text();
        try {
            text = json.readTree(text).path("message").asText(text);
        } catch (JsonProcessingException e) {
            // A proxy may answer with HTML; its text is used instead.
        }
        return Quotes.oneLine(text);
    }
}
