package io.maskstream.trainer.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tokens of a model that takes ids, with what their file says about the rules.
 *
 * @param entries in the order of their ids; empty for a tokenizer of Hugging Face, whose file contains them
 * @param firstId of the first entry; null if the file does not say
 * @param isKerasTokenizer whether it is the {@code word_index} of Keras' {@code Tokenizer}, whose rules are known
 * @param tokenizer the bytes of a {@code tokenizer.json}; null for other files
 * @param steps of the standardisation; null if the file does not say
 * @param unit what a token is; null if the file does not say
 * @param padding id; null if the file does not say
 * @param unknownId of tokens that the file's own tokenizer does not know; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // A file's bytes, passed on unchanged.
record VocabularyFile(
        List<String> entries,
        Integer firstId,
        boolean isKerasTokenizer,
        byte[] tokenizer,
        List<TextStep> steps,
        TokenInput.Unit unit,
        Integer padding,
        Integer unknownId) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The characters that Keras' {@code Tokenizer} replaces by spaces by default. */
    private static final String KERAS_FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    /**
     * Reads a text file with one entry per line, or JSON: a list of entries, a map from words, characters or tokens of molecules to ids, the result of
     * Keras' {@code Tokenizer.to_json()}, or a {@code tokenizer.json} of Hugging Face.
     *
     * @throws IOException if it is none of these
     */
    static VocabularyFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no vocabulary " + file + ".");
        }
        if (!file.getFileName().toString().endsWith(".json")) {
            return lines(Files.readAllLines(file));
        }
        JsonNode json;
        try {
            json = JSON.readTree(file.toFile());
            if (json.path("config").has("word_index")) {
                return keras(file, json.get("config"));
            }
        } catch (JsonProcessingException e) {
            throw new IOException("The vocabulary " + file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (json.isArray()) {
            List<String> entries = new ArrayList<>();
            json.forEach(entry -> entries.add(entry.asText()));
            return lines(entries);
        }
        if (json.isObject() && json.path("model").isObject()) {
            return subwords(Files.readAllBytes(file), json);
        }
        Map<Integer, String> byId = byId(file, json);
        List<String> entries = entries(file, byId);
        if (TokenRules.areCharacters(entries) || TokenRules.areOfMolecules(entries)) {
            // The user's own index: Keras' Tokenizer would have split at spaces.
            return new VocabularyFile(entries, firstId(byId), false, null, null, null, null, null);
        }
        return ofKeras(entries, firstId(byId), steps(true, KERAS_FILTERS), TokenInput.Unit.SPACES);
    }

    static VocabularyFile lines(List<String> entries) {
        return new VocabularyFile(List.copyOf(entries), null, false, null, null, null, null, null);
    }

    private static VocabularyFile ofKeras(
            List<String> entries, int firstId, List<TextStep> steps, TokenInput.Unit unit) {
        return new VocabularyFile(entries, firstId, true, null, steps, unit, null, null);
    }

    /** Reads the ids of the tokenizer's special tokens from its vocabulary or its added tokens. */
    private static VocabularyFile subwords(byte[] tokenizer, JsonNode json) {
        JsonNode vocabulary = json.path("model").path("vocab");
        Integer padding = json.path("padding").has("pad_id")
                ? (Integer) json.path("padding").get("pad_id").asInt()
                : null;
        for (JsonNode added : json.path("added_tokens")) {
            if (padding == null
                    && TokenRules.PADDINGS.contains(added.path("content").asText())) {
                padding = added.path("id").asInt();
            }
        }
        JsonNode unknown = json.path("model").path("unk_token");
        Integer unknownId = unknown.isTextual() && vocabulary.has(unknown.asText())
                ? (Integer) vocabulary.get(unknown.asText()).asInt()
                : null;
        return new VocabularyFile(
                List.of(),
                0,
                false,
                tokenizer,
                null,
                TokenInput.Unit.SUBWORDS,
                padding == null ? 0 : padding,
                unknownId);
    }

    private static VocabularyFile keras(Path file, JsonNode config) throws IOException, JsonProcessingException {
        JsonNode index = config.get("word_index");
        Map<Integer, String> byId = byId(file, index.isTextual() ? JSON.readTree(index.asText()) : index);
        boolean isByCharacter = config.path("char_level").asBoolean();
        if (!isByCharacter && !config.path("split").asText(" ").equals(" ")) {
            throw new IOException("The tokenizer " + file + " splits at '"
                    + config.path("split").asText() + "', but only splitting at spaces is supported.");
        }
        return ofKeras(
                entries(file, byId),
                firstId(byId),
                steps(
                        config.path("lower").asBoolean(true),
                        isByCharacter ? "" : config.path("filters").asText(KERAS_FILTERS)),
                isByCharacter ? TokenInput.Unit.CHARACTERS : TokenInput.Unit.SPACES);
    }

    private static List<TextStep> steps(boolean lower, String filters) {
        List<TextStep> steps = new ArrayList<>();
        if (lower) {
            steps.add(TextStep.lowercase(Letters.UNICODE));
        }
        if (!filters.isEmpty()) {
            StringBuilder characters = new StringBuilder("[");
            filters.codePoints().forEach(c -> {
                String character = Character.toString(c);
                characters.append(Pattern.matches("[\\p{Punct}]", character) ? "\\" + character : character);
            });
            steps.add(TextStep.replacing(characters.append("]").toString(), " "));
        }
        return steps;
    }

    private static Map<Integer, String> byId(Path file, JsonNode index) throws IOException {
        Map<Integer, String> byId = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : index.properties()) {
            if (!entry.getValue().isInt()) {
                throw new IOException("The vocabulary " + file + " must map each entry to an id, but '" + entry.getKey()
                        + "' has none.");
            }
            byId.put(entry.getValue().intValue(), entry.getKey());
        }
        if (byId.isEmpty()) {
            throw new IOException("The vocabulary " + file + " has no entries.");
        }
        return byId;
    }

    private static int firstId(Map<Integer, String> byId) {
        return byId.keySet().iterator().next();
    }

    private static List<String> entries(Path file, Map<Integer, String> byId) throws IOException {
        int next = firstId(byId);
        for (int id : byId.keySet()) {
            if (id != next++) {
                throw new IOException("The vocabulary " + file + " leaves out the id " + (next - 1) + ".");
            }
        }
        return List.copyOf(byId.values());
    }

    boolean isSubwords() {
        return tokenizer != null;
    }

    /** Returns this vocabulary with at most a number of entries; -1 for all. */
    VocabularyFile atMost(long count) {
        return count < 0 || entries.size() <= count
                ? this
                : new VocabularyFile(
                        entries.subList(0, (int) count),
                        firstId,
                        isKerasTokenizer,
                        tokenizer,
                        steps,
                        unit,
                        padding,
                        unknownId);
    }
}
