package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.Quotes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads and writes manifests as strict JSON: what is damaged, ambiguous or too large is refused in one sentence. */
public final class ManifestFile {

    /** Nesting levels of a manifest; the shipped explainers have up to 7. */
    private static final int DEEPEST_MANIFEST = 100;

    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_FIELD_NAME = 1000;

    static final ObjectMapper JSON = JsonMapper.builder(strictJson(ExplainerArtifact.LARGEST_MANIFEST))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /**
     * Creates a factory for strict JSON of at most the given number of bytes, with limits that bound the work of a
     * parser.
     */
    static JsonFactory strictJson(int largest) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(largest)
                        .maxStringLength(largest)
                        .maxNestingDepth(DEEPEST_MANIFEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(LONGEST_FIELD_NAME)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private ManifestFile() {}

    /**
     * Reads a manifest without the files that it lists, which callers have yet to fetch.
     *
     * @param file the path of the manifest, for messages
     * @param content the bytes of the file
     * @throws InvalidArtifactException if it is damaged or in an unsupported format
     */
    public static Manifest read(Path file, byte[] content) {
        return read(file.toString(), content);
    }

    /** Reads a manifest that is not in a local file. */
    public static Manifest read(String file, byte[] content) {
        try {
            return parse(file, content);
        } catch (IOException e) {
            throw new InvalidArtifactException(
                    "The manifest " + file + " cannot be read: " + Quotes.oneLine(e.toString()) + ".", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException if the content cannot be read
     */
    static Manifest parse(String file, byte[] content) throws IOException {
        try {
            JsonNode tree = JSON.readTree(content);
            JsonNode format = tree.path("format");
            if (!format.isInt()) {
                throw damaged(file, "field 'format' is missing", null);
            }
            // The format comes first: every other field may differ in another format.
            if (format.intValue() != Manifest.FORMAT && format.intValue() != Manifest.FORMER_FORMAT) {
                throw new InvalidArtifactException("The manifest " + file + " has format " + format
                        + "; this version of maskstream reads the formats " + Manifest.FORMER_FORMAT + " and "
                        + Manifest.FORMAT + ".");
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (ValueInstantiationException e) {
            String reason = Quotes.oneLine((e.getCause() == null ? e : e.getCause()).getMessage());
            throw damaged(file, reason + (e.getPath().isEmpty() ? "" : " in '" + path(e) + "'"), e);
        } catch (StreamConstraintsException e) {
            throw damaged(file, Quotes.oneLine(e.getOriginalMessage()), e);
        } catch (JsonMappingException e) {
            throw damaged(file, "field '" + path(e) + "' is missing or has the wrong type", e);
        } catch (JsonProcessingException e) {
            // Not every Jackson exception has a location.
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            boolean twice =
                    e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
            throw damaged(file, (twice ? Quotes.oneLine(e.getOriginalMessage()) : "it is not valid JSON") + line, e);
        } catch (StackOverflowError e) {
            throw damaged(file, "it is nested too deeply", e);
        }
    }

    private static InvalidArtifactException damaged(String manifest, String reason, Throwable cause) {
        return new InvalidArtifactException("The manifest " + manifest + " is damaged: " + reason + ".", cause);
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return Quotes.shown(path.startsWith(".") ? path.substring(1) : path);
    }
}
