package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.model.ModelChoices;
import io.maskstream.trainer.model.OutputSort;
import io.maskstream.trainer.model.PixelRange;
import io.maskstream.trainer.model.Standardization;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that override what is found in a model. */
final class ModelOptions {

    @Option(
            names = "--kind",
            order = 410,
            paramLabel = "KIND",
            converter = Kind.class,
            description = "Kind of input: image, text or molecule.")
    InputKind kind;

    @Option(
            names = "--classes",
            order = 415,
            paramLabel = "NAME",
            split = ",",
            description = "Names of the classes in the order of the model's output, separated by commas.")
    List<String> classes;

    @Option(
            names = "--output-name",
            order = 413,
            paramLabel = "NAME",
            description = "Name of the prediction, such as 'solubility'.")
    String outputName;

    @Option(names = "--unit", order = 414, paramLabel = "UNIT", description = "Unit of a value, such as 'log10 mol/L'.")
    String unit;

    @Option(
            names = "--output",
            order = 411,
            paramLabel = "SORT",
            description = "Kind of output: value, probabilities, logits, sigmoid (probability of the second of two"
                    + " classes) or logit.")
    OutputSort output;

    @Option(
            names = "--output-column",
            order = 412,
            paramLabel = "N",
            description = "Explain only this column of the output, counted from 0.")
    Integer outputColumn;

    @Option(
            names = "--pixels",
            order = 416,
            paramLabel = "RANGE",
            description = "Range of the model's pixel values, black to white: 0..255, 0..1 or -1..1.")
    PixelRange pixels;

    @Option(
            names = "--size",
            order = 417,
            paramLabel = "WxH",
            converter = Size.class,
            description = "Width and height of the images in pixels, if the model takes any size.")
    ModelChoices.ImageSize size;

    @Option(
            names = "--vocabulary",
            order = 418,
            paramLabel = "FILE",
            description = "Vocabulary file: one entry per line, Keras' word_index as JSON, or a tokenizer.json.")
    Path vocabulary;

    @Option(
            names = "--split",
            order = 419,
            paramLabel = "HOW",
            description =
                    "How a text is split into tokens: whitespace, spaces, characters, longest_match (of vocabulary"
                            + " entries), words (by Unicode, like the models of 'trainer train'), atoms (of a molecule's"
                            + " canonical form, like the models of 'trainer train') or subwords.")
    TokenInput.Unit split;

    @Option(
            names = "--standardize",
            order = 420,
            paramLabel = "HOW",
            description = "How a text is standardized before it is split: lower_and_strip_punctuation, lower,"
                    + " strip_punctuation or none, as in Keras' TextVectorization.")
    Standardization standardize;

    @Option(
            names = "--padding",
            order = 421,
            paramLabel = "SIDE",
            converter = Side.class,
            description = "Side on which shorter sequences are padded: pre or post.")
    TokenInput.Side padding;

    @Option(
            names = "--truncating",
            order = 422,
            paramLabel = "SIDE",
            converter = Cut.class,
            description = "Side on which longer sequences are truncated: pre, post, or refuse them.")
    TokenInput.Truncation truncating;

    @Option(names = "--first-id", order = 424, paramLabel = "N", description = "Id of the vocabulary's first entry.")
    Integer firstId;

    @Option(names = "--unknown-id", order = 425, paramLabel = "N", description = "Id of unknown tokens.")
    Integer unknownId;

    @Option(
            names = "--maximum-length",
            order = 423,
            paramLabel = "N",
            description = "Length of sequences in tokens, if the model takes any length.")
    Integer maximumLength;

    @Option(
            names = "--maskable",
            order = 427,
            paramLabel = "TENSOR",
            description = "Tensor that the mask multiplies: the embedded sequence, or the image.")
    String maskable;

    @Option(
            names = "--features",
            order = 428,
            paramLabel = "TENSOR",
            description = "Tensor that the mask network reads.")
    String features;

    @Option(
            names = "--prediction",
            order = 429,
            paramLabel = "TENSOR",
            description = "Output or tensor that is explained.")
    String prediction;

    @Option(
            names = "--signature",
            order = 426,
            paramLabel = "NAME",
            description = "Signature of the SavedModel (default: serving_default).")
    String signature;

    /**
     * Returns the options as choices.
     *
     * @param card card to read instead of the model's own; null for the model's own
     */
    ModelChoices choices(Path card) {
        return new ModelChoices(
                card,
                signature,
                kind,
                new ModelChoices.Tensors(maskable, features, prediction),
                new ModelChoices.Output(output, outputColumn, outputName, unit, classes),
                pixels,
                size,
                vocabulary,
                new ModelChoices.Tokens(
                        null, maximumLength, split, standardize, padding, truncating, firstId, unknownId));
    }

    /** Parses a kind of input. */
    static final class Kind implements ITypeConverter<InputKind> {
        @Override
        public InputKind convert(String value) {
            return switch (value) {
                case "image" -> InputKind.IMAGE;
                case "text", "review" -> InputKind.REVIEW;
                case "molecule" -> InputKind.MOLECULE;
                default -> throw new TypeConversionException("must be image, text or molecule, not '" + value + "'");
            };
        }
    }

    /** Parses a size such as {@code 224x160}. */
    static final class Size implements ITypeConverter<ModelChoices.ImageSize> {
        @Override
        public ModelChoices.ImageSize convert(String value) {
            if (!value.matches("[1-9]\\d{0,3}x[1-9]\\d{0,3}")) {
                throw new TypeConversionException("must be WIDTHxHEIGHT in pixels, such as 64x48, not '" + value + "'");
            }
            String[] sides = value.split("x", -1);
            return new ModelChoices.ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        }
    }

    /** Parses a side as named in Keras. */
    static final class Side implements ITypeConverter<TokenInput.Side> {
        @Override
        public TokenInput.Side convert(String value) {
            return switch (value) {
                case "pre" -> TokenInput.Side.START;
                case "post" -> TokenInput.Side.END;
                default -> throw new TypeConversionException("must be pre or post, not '" + value + "'");
            };
        }
    }

    /** Parses a side as named in Keras. */
    static final class Cut implements ITypeConverter<TokenInput.Truncation> {
        @Override
        public TokenInput.Truncation convert(String value) {
            return switch (value) {
                case "pre" -> TokenInput.Truncation.START;
                case "post" -> TokenInput.Truncation.END;
                case "refuse" -> TokenInput.Truncation.REFUSE;
                default -> throw new TypeConversionException("must be pre, post or refuse, not '" + value + "'");
            };
        }
    }
}
