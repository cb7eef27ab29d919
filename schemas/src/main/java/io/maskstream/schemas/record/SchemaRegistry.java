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
 * A schema registry with Confluent's REST interface (also that of Apicurio under {@code /apis/ccompat/v7}, of Karapace
 * and of Redpanda). User and password are taken from the URL. A schema, once fetched, is kept, since it never changes;
 * an id that it does not know, or a schema that cannot be read with, is not asked for again at once. An exchange has one
 * deadline, the answer's body included, and follows no redirects. Safe for use by several threads.
 */
public final class SchemaRegistry {

    /** For all of an exchange: connecting, headers and body. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Of an answer, in bytes. */
    private static final int LARGEST_ANSWER = 1 << 20;

    /** That are kept; each stands for a version of somebody's schema. */
    private static final int MOST_SCHEMAS = 100;

    /** Until an id that was refused is asked for again: it may have been registered. */
    private static final Duration REFUSED_FOR = Duration.ofSeconds(30);

    /**
     * Ids that are remembered as refused. Once there are so many, each further one is asked for only after a pause, so
     * that a flood of records with made-up ids becomes no flood of requests.
     */
    private static final int MOST_REFUSED = 1000;

    private static final Duration PAUSE_IN_A_FLOOD = Duration.ofMillis(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Confluent's code for a schema id that was never given out; a wrong path has another, or none. */
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

    /** An id that is not asked for again for a while. */
    private record Refusal(String reason, long untilNanos) {}

    /**
     * A registry at a URL such as {@code https://user:password@registry.example:8081}. It is not contacted yet.
     *
     * @throws IllegalArgumentException if that is no absolute URL of http or https
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
     * Registers a schema under a subject, if it is not there yet.
     *
     * @return the schema's id
     * @throws SchemaRegistryException if the registry fails, or refuses the schema
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
                    "The schema registry " + url + " registers a schema without giving its id.");
        }
        return id.intValue();
    }

    /**
     * The schema with an id.
     *
     * @throws UnreadableRecordException if the registry knows no such id, or knows it as something other than Avro, or as a
     *     schema that is too large to read with
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
            throw new UnreadableRecordException("the schema registry knows no schema with the id " + id);
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
            // Closes the connection if it is still busy.
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

    /** What the registry says of a refusal, on one line and not too long. */
    private String message(HttpResponse<BoundedBody.Content> response) {
        String text = response.body().text();
        try {
            text = json.readTree(text).path("message").asText(text);
        } catch (JsonProcessingException e) {
            // A proxy may answer in HTML: then its text must do.
        }
        return Quotes.oneLine(text);
    }
}
