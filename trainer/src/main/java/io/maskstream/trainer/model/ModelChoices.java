package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a user specifies about a model, so that it need not be found. Any field of any part may be null.
 *
 * @param card a file to read in place of the one in the SavedModel's folder
 * @param signature of the SavedModel
 * @param kind of the input
 * @param tensors by their names after the import
 * @param output what the model predicts
 * @param pixels the range of pixels that a model for images takes
 * @param imageSize to explain, of a model that takes images of any size
 * @param vocabulary file of a model that takes token ids
 * @param tokens how texts or molecules become token ids
 */
public record ModelChoices(
        Path card,
        String signature,
        InputKind kind,
        Tensors tensors,
        Output output,
        PixelRange pixels,
        ImageSize imageSize,
        Path vocabulary,
        Tokens tokens) {

    /** No choices. */
    public static final ModelChoices NONE = new ModelChoices(null, null, null, null, null, null, null, null, null);

    public ModelChoices {
        tensors = tensors == null ? new Tensors(null, null, null) : tensors;
        output = output == null ? new Output(null, null, null, null, null) : output;
        tokens = tokens == null ? Tokens.NONE : tokens;
    }

    /**
     * Names of tensors.
     *
     * @param maskable the tensor that the mask multiplies
     * @param features the tensor that the mask network sees
     * @param prediction the tensor that is explained
     */
    public record Tensors(String maskable, String features, String prediction) {}

    /**
     * What a model predicts.
     *
     * @param sort the form of the prediction
     * @param column index of the explained column, from 0
     * @param name of the quantity, or of what the classes distinguish
     * @param unit of a value
     * @param classes their names in order
     */
    public record Output(OutputSort sort, Integer column, String name, String unit, List<String> classes) {}

    /** The size of an image in pixels. */
    public record ImageSize(int width, int height) {}

    /**
     * How texts or molecules become token ids.
     *
     * @param given the complete rules of a card; null for none
     * @param maximumLength of a sequence in tokens
     * @param unit what a token is
     * @param standardization of a text before it is split
     * @param padding the side on which a sequence is padded
     * @param truncating the side on which a longer sequence is truncated
     * @param firstId of the vocabulary's first entry
     * @param unknownId of tokens that the vocabulary lacks
     */
    public record Tokens(
            TokenInput given,
            Integer maximumLength,
            TokenInput.Unit unit,
            Standardization standardization,
            TokenInput.Side padding,
            TokenInput.Truncation truncating,
            Integer firstId,
            Integer unknownId) {

        /** No choices. */
        public static final Tokens NONE = new Tokens(null, null, null, null, null, null, null, null);

        Tokens withGiven(TokenInput rules) {
            return new Tokens(rules, maximumLength, unit, standardization, padding, truncating, firstId, unknownId);
        }

        /** The specified length; null if there is none. */
        Integer length() {
            return maximumLength != null || given == null ? maximumLength : (Integer) given.maximumLength();
        }
    }

    /** Returns these choices, completed by what a card says. */
    ModelChoices or(FrozenCard written) {
        ModelAdaptation adaptation = written.adaptation();
        FrozenTensors named = written.tensors().get(written.tensors().lastKey());
        ImageInput image = written.input().image();
        Manifest.Output said = written.output();
        return new ModelChoices(
                card,
                first(signature, adaptation.signature()),
                first(kind, written.input().kind()),
                new Tensors(
                        first(tensors.maskable, named.maskable()),
                        first(tensors.features, named.features()),
                        first(tensors.prediction, named.prediction())),
                new Output(
                        first(output.sort, adaptation.output()),
                        first(output.column, adaptation.outputColumn()),
                        first(output.name, said.name()),
                        first(output.unit, said.unit()),
                        first(output.classes, said.classes())),
                first(pixels, adaptation.pixels()),
                first(imageSize, image == null ? null : new ImageSize(image.width(), image.height())),
                vocabulary,
                tokens.withGiven(written.input().tokens()));
    }

    ModelChoices withTokens(Tokens others) {
        return new ModelChoices(card, signature, kind, tensors, output, pixels, imageSize, vocabulary, others);
    }

    /** The names of the command-line options that were given for the model, except the one for its card. */
    List<String> options() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("--kind", kind);
        said.put("--output", output.sort);
        said.put("--output-column", output.column);
        said.put("--output-name", output.name);
        said.put("--unit", output.unit);
        said.put("--classes", output.classes);
        said.put("--pixels", pixels);
        said.put("--size", imageSize);
        said.put("--vocabulary", vocabulary);
        said.put("--split", tokens.unit);
        said.put("--standardize", tokens.standardization);
        said.put("--padding", tokens.padding);
        said.put("--truncating", tokens.truncating);
        said.put("--maximum-length", tokens.maximumLength);
        said.put("--first-id", tokens.firstId);
        said.put("--unknown-id", tokens.unknownId);
        said.put("--signature", signature);
        said.put("--maskable", tensors.maskable);
        said.put("--features", tensors.features);
        said.put("--prediction", tensors.prediction);
        said.values().removeIf(Objects::isNull);
        return List.copyOf(said.keySet());
    }

    private static <T> T first(T chosen, T other) {
        return chosen == null ? other : chosen;
    }
}
