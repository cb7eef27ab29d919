package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Describes a frozen SavedModel as far as explaining it requires: the file {@value #FILE} in its folder.
 *
 * @param input what the model takes
 * @param output what the model predicts
 * @param description of the model in words
 * @param tensors by the length of the input in tokens; several lengths where the graph has a copy of the model for each
 * @param adaptation how the model is brought into the form of a {@link FrozenModel}; null for a model that already has
 *     this form, like those that this trainer trains or stores in explainers
 * @param training how the model was trained and what was measured on it, where that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FrozenCard(
        Manifest.Input input,
        Manifest.Output output,
        String description,
        SortedMap<Integer, FrozenTensors> tensors,
        ModelAdaptation adaptation,
        JsonNode training) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Creates the card of a model that needs no adaptation. */
    public FrozenCard(
            Manifest.Input input,
            Manifest.Output output,
            String description,
            SortedMap<Integer, FrozenTensors> tensors,
            JsonNode training) {
        this(input, output, description, tensors, null, training);
    }

    /** Returns the card of the model that an explainer explains; its graph is part of the explainer's graph. */
    static FrozenCard of(Manifest manifest) {
        Manifest.FrozenModel model = manifest.frozenModel();
        return new FrozenCard(
                manifest.input(),
                manifest.output(),
                model.description(),
                JSON.convertValue(model.tensors(), new TypeReference<>() {}),
                model.training());
    }

    /** Default names of classes: 0, 1, 2, ... */
    static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** Whether the classes still have their default names, so that the labels may name them. */
    public boolean classesAreNumbers() {
        return output.classes() != null
                && output.classes().equals(numbers(output.classes().size()));
    }

    /**
     * Returns this card with other names for its classes.
     *
     * @throws IllegalArgumentException if the number of names is not the number of classes
     */
    public FrozenCard withClasses(List<String> names) {
        if (output.classes() == null || output.classes().size() != names.size()) {
            throw new IllegalArgumentException("The model has "
                    + (output.classes() == null ? "no" : output.classes().size()) + " classes, but there are "
                    + names.size() + " labels: " + String.join(", ", names.subList(0, Math.min(10, names.size())))
                    + (names.size() > 10 ? ", ..." : "") + ".");
        }
        return new FrozenCard(
                input, Manifest.Output.classes(output.name(), names), description, tensors, adaptation, training);
    }

    /** Writes the card as a file. */
    void write(Path file) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    }

    /** Returns the tensors in the form of an explainer's manifest. */
    public JsonNode tensorsAsJson() {
        return JSON.valueToTree(tensors);
    }

    FrozenCard withInput(Manifest.Input other) {
        return new FrozenCard(other, output, description, tensors, adaptation, training);
    }

    FrozenCard withTensors(SortedMap<Integer, FrozenTensors> others) {
        return new FrozenCard(input, output, description, others, adaptation, training);
    }

    /** The file's path in the SavedModel, in the folder for files that TensorFlow itself does not read. */
    public static final String FILE = "assets.extra/frozen.json";

    /** The vocabulary: one token per line, in the order of the ids, which start at 1. */
    public static final String VOCABULARY = "assets.extra/vocabulary.txt";

    /** A tokenizer in the format of Hugging Face, in place of a vocabulary. */
    public static final String TOKENIZER = "assets.extra/tokenizer.json";
}
