package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Manifest;
import java.util.SortedMap;

/**
 * What one has to know of a frozen SavedModel to explain it: the file {@value #FILE} in its folder.
 *
 * @param input what it takes
 * @param output what it predicts
 * @param description in words
 * @param tensors by length of input in tokens; several lengths where the graph has a copy for each
 * @param training how it was trained, and what was measured, where that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FrozenCard(
        Manifest.Input input,
        Manifest.Output output,
        String description,
        SortedMap<Integer, FrozenTensors> tensors,
        JsonNode training) {

    private static final JsonMapper JSON = new JsonMapper();

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

    /** As an explainer's manifest has them. */
    public JsonNode tensorsAsJson() {
        return JSON.valueToTree(tensors);
    }

    FrozenCard withTensors(SortedMap<Integer, FrozenTensors> others) {
        return new FrozenCard(input, output, description, others, training);
    }

    /** SavedModel's place for files that TensorFlow itself does not read. */
    public static final String FILE = "assets.extra/frozen.json";

    /** One token a line, in the order of the ids, which start at 1. */
    public static final String VOCABULARY = "assets.extra/vocabulary.txt";
}
