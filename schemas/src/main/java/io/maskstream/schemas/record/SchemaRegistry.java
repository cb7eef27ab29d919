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
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A schema registry with Confluent's REST interface (also that of Apicurio under {@code /apis/ccompat/v7}, of Karapace
 * and of Redpanda). User and password are taken from the URL. A schema, once fetched, is kept, since it never changes.
 * Safe for use by several threads.
 */
public final class SchemaRegistry {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Confluent's code for a schema id that was never given out; a wrong path has another, or none. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    private final String url;
    private final String credentials;
    private final Duration timeout;
    private final HttpClient http;
    private final JsonMapper json = new JsonMapper();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * A registry at a URL such as {@code https://user:password@registry.example:8081}. It is not contacted yet.
     *
     * @throws IllegalArgumentException if that is no absolute URL of http or https
     */
    public SchemaRegistry(URI url) {
        this(url, TIMEOUT);
    }

    SchemaRegistry(URI url, Duration timeout) {
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
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
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
        HttpResponse<String> response = send(
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
     * @throws UnreadableRecordException if the registry knows no such id, or knows it as something other than Avro
     * @throws SchemaRegistryException if the registry fails
     */
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        HttpResponse<String> response = send(request("/schemas/ids/" + id).GET());
        if (response.statusCode() == 404 && parse(response).path("error_code").asInt() == SCHEMA_NOT_FOUND) {
            throw new UnreadableRecordException("the schema registry knows no schema with the id " + id);
        }
        JsonNode answer = parse(accepted(response));
        if (!answer.path("schema").isTextual()) {
            throw new SchemaRegistryException("The schema registry " + url + " answers without a schema to "
                    + response.request().uri().getPath() + ".");
        }
        try {
            Schema schema = new Schema.Parser().parse(answer.get("schema").textValue());
            schemas.put(id, schema);
            return schema;
        } catch (RuntimeException e) {
            throw new UnreadableRecordException(
                    "the schema with the id " + id + " in the schema registry is no Avro schema that stands alone", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout).header("Accept", CONTENT_TYPE);
        return credentials == null ? request : request.header("Authorization", credentials);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new SchemaRegistryException("The schema registry " + url + " cannot be reached: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("Interrupted while waiting for the schema registry " + url + ".", e);
        }
    }

    private HttpResponse<String> accepted(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new SchemaRegistryException(
                    "The schema registry " + url + " answers " + response.statusCode() + " to "
                            + response.request().method() + " "
                            + response.request().uri().getPath() + ": "
                            + message(response) + ".");
        }
        return response;
    }

    private JsonNode parse(HttpResponse<String> response) {
        try {
            return json.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new SchemaRegistryException(
                    "The schema registry " + url + " answers " + response.statusCode() + " to "
                            + response.request().uri().getPath() + " with something other than JSON.",
                    e);
        }
    }

    /** What the registry says of a refusal, on one line and not too long. */
    private String message(HttpResponse<String> response) {
        String text = response.body();
        try {
            text = json.readTree(text).path("message").asText(text);
        } catch (JsonProcessingException e) {
            // A proxy may answer in HTML: then its text must do.
        }
        return Quotes.oneLine(text);
    }
}
