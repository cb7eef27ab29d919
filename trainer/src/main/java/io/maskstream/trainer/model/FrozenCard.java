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
 * What one has to know of a frozen SavedModel to explain it: the file {@value #FILE} in its folder.
 *
 * @param input what it takes
 * @param output what it predicts
 * @param description in words
 * @param tensors by length of input in tokens; several lengths where the graph has a copy for each
 * @param adaptation how the model is brought into the form that {@link FrozenModel} has; null for a model that has it
 *     already, as those of this trainer's and of its explainers do
 * @param training how it was trained, and what was measured, where that is known
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

    /** A card of a model that need not be adapted. */
    public FrozenCard(
            Manifest.Input input,
            Manifest.Output output,
            String description,
            SortedMap<Integer, FrozenTensors> tensors,
            JsonNode training) {
        this(input, output, description, tensors, null, training);
    }

    /** The card of the model that an explainer explains, whose graph is part of the explainer's. */
    static FrozenCard of(Manifest manifest) {
        Manifest.FrozenModel model = manifest.frozenModel();
        return new FrozenCard(
                manifest.input(),
                manifest.output(),
                model.description(),
                JSON.convertValue(model.tensors(), new TypeReference<>() {}),
                model.training());
    }

    /** Names for classes of which nobody has said the names: 0, 1, 2, ... */
    static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** Whether nobody has said the names of the classes, so that labels may. */
    public boolean classesAreNumbers() {
        return output.classes() != null
                && output.classes().equals(numbers(output.classes().size()));
    }

    /**
     * This card with other names for its classes.
     *
     * @throws IllegalArgumentException if they are not as many
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

    /** As an explainer's manifest has them. */
    public JsonNode tensorsAsJson() {
        return JSON.valueToTree(tensors);
    }

    FrozenCard withInput(Manifest.Input other) {
        return new FrozenCard(other, output, description, tensors, adaptation, training);
    }

    FrozenCard withTensors(SortedMap<Integer, FrozenTensors> others) {
        return new FrozenCard(input, output, description, others, adaptation, training);
    }

    /** SavedModel's place for files that TensorFlow itself does not read. */
    public static final String FILE = "assets.extra/frozen.json";

    /** One token a line, in the order of the ids, which start at 1. */
    public static final String VOCABULARY = "assets.extra/vocabulary.txt";

    /** In place of a vocabulary: a tokenizer in the format of Hugging Face's. */
    public static final String TOKENIZER = "assets.extra/tokenizer.json";
}
