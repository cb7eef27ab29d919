package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.schemas.record.Quotes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Describes an explainer artifact and its origin: the file {@code manifest.json}.
 *
 * @param format format of the artifact; this code writes {@value #FORMAT} and also reads {@value #FORMER_FORMAT}
 * @param name name of the explainer: at most 100 letters, digits, dots, dashes and underscores
 * @param version counted from 1 within the explainer
 * @param created time of publication, ISO 8601
 * @param input the input that the explainer takes
 * @param output the output that the explainer predicts
 * @param evidence the signed evidence that the explainer gives in addition to the mask; null if it gives none
 * @param signatures signatures of the SavedModel
 * @param frozenModel the model that is explained
 * @param fit how the explainer was fitted: data set and its digest, split, seed, settings, source revision
 * @param measured results of {@code evaluate}, and the records that it used
 * @param profile distributions of records and masks at the time of the fit; null for artifacts published before
 *     profiles were introduced
 * @param files SHA-256 in hex of every file of the artifact except the manifest, by its path with forward slashes
 */
public record Manifest(
        int format,
        String name,
        int version,
        String created,
        Input input,
        Output output,
        @JsonInclude(JsonInclude.Include.NON_NULL) Evidence evidence,
        List<Signature> signatures,
        FrozenModel frozenModel,
        JsonNode fit,
        JsonNode measured,
        @JsonInclude(JsonInclude.Include.NON_NULL) Profile profile,
        Map<String, String> files) {

    public static final int FORMAT = 2;

    /**
     * The previous format, which is still read. Each of its manifests has exactly one equivalent in the current format.
     */
    static final int FORMER_FORMAT = 1;

    /** The highest number that a store accepts as the name of a version's folder. */
    private static final int HIGHEST_VERSION = 999_999_999;

    /** The shipped explainers have up to 14. */
    private static final int MOST_SIGNATURES = 1000;

    /** The shipped explainers have 2. */
    private static final int MOST_FILES = 1000;

    /** Length limit of a file's path within its artifact, in characters. */
    private static final int LONGEST_PATH = 200;

    /** Length limit of a sequence in tokens; the longest accepted review has at most 100,000 words. */
    static final int LONGEST_SEQUENCE = 100_000;

    /** Limit for the width and height of a graph's images, in pixels. */
    static final int LONGEST_SIDE = 4096;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Explainer names serve as folders in a store, label values in metrics, and keys of records. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /**
     * Checks an explainer's name.
     *
     * @throws IllegalArgumentException if the name is invalid; the message says why
     */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an explainer's name has letters, digits, dots, dashes and underscores, and starts with a letter or"
                            + " digit; '" + Quotes.shown(name) + "' is not valid");
        }
    }

    /**
     * Checks that the fields that every reader needs are present and valid.
     *
     * @throws IllegalArgumentException if a field is missing or invalid
     */
    public Manifest {
        requireName(require(name, "name"));
        within(version, 0, HIGHEST_VERSION, "version");
        require(input, "input");
        require(output, "output");
        require(frozenModel, "frozenModel");
        if (evidence != null) {
            evidence.check(input, output);
        }
        if (profile != null) {
            profile.check(input, output);
        }
        signatures = entries(signatures, "signatures", MOST_SIGNATURES);
        files = files(require(files, "files"));
        Judgement.of(measured);
    }

    /** Creates a manifest without a profile. */
    public Manifest(
            int format,
            String name,
            int version,
            String created,
            Input input,
            Output output,
            Evidence evidence,
            List<Signature> signatures,
            FrozenModel frozenModel,
            JsonNode fit,
            JsonNode measured,
            Map<String, String> files) {
        this(
                format,
                name,
                version,
                created,
                input,
                output,
                evidence,
                signatures,
                frozenModel,
                fit,
                measured,
                null,
                files);
    }

    /** Returns the result of the gate; empty for artifacts published before the gate was introduced. */
    public Optional<Judgement> judgement() {
        return Judgement.of(measured);
    }

    private static Map<String, String> files(Map<String, String> files) {
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException("field 'files' has more than " + MOST_FILES + " entries");
        }
        files.forEach((name, digest) -> {
            if (name != null && name.length() > LONGEST_PATH) {
                throw new IllegalArgumentException(
                        "field 'files' has a name of more than " + LONGEST_PATH + " characters");
            }
            if (name == null || digest == null || !DIGEST.matcher(digest).matches()) {
                throw new IllegalArgumentException(
                        "field 'files' has no SHA-256 digest (64 hex digits in lower case) of " + Quotes.shown(name));
            }
        });
        TreeMap<String, String> sorted = new TreeMap<>(files);
        for (String name : sorted.keySet()) {
            String next = sorted.ceilingKey(name + "/");
            if (next != null && next.startsWith(name + "/")) {
                throw new IllegalArgumentException(
                        "field 'files' has " + Quotes.shown(name) + " both as a file and as a folder");
            }
        }
        return Collections.unmodifiableMap(sorted);
    }

    /**
     * The input that an explainer takes.
     *
     * @param kind the kind of input
     * @param tokens how texts and molecules are encoded; absent for images
     * @param image how images are encoded; absent for texts and molecules
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Input(InputKind kind, TokenInput tokens, ImageInput image) {
        public Input {
            require(kind, "kind");
            boolean images = kind == InputKind.IMAGE;
            require(images ? image : tokens, images ? "image" : "tokens");
            if ((images ? tokens : image) != null) {
                throw new IllegalArgumentException(
                        "field '" + (images ? "tokens" : "image") + "' does not belong to " + kind.one());
            }
            if (kind == InputKind.REVIEW && tokens.unit() == TokenInput.Unit.ATOMS) {
                throw new IllegalArgumentException("the unit 'atoms' belongs to molecules alone");
            }
        }

        /**
         * Reads an input of format 1 or 2.
         *
         * @param maximumLength in format 1: length limit in tokens
         * @param width in format 1: width of images in pixels
         * @param height in format 1: height of images in pixels
         * @param normalization in format 1: for texts, the label of a {@link TextNormalization}
         */
        @JsonCreator
        static Input read(
                @JsonProperty("kind") InputKind kind,
                @JsonProperty("tokens") TokenInput tokens,
                @JsonProperty("image") ImageInput image,
                @JsonProperty("maximumLength") Integer maximumLength,
                @JsonProperty("width") Integer width,
                @JsonProperty("height") Integer height,
                @JsonProperty("normalization") String normalization) {
            require(kind, "kind");
            boolean former = maximumLength != null || width != null || height != null || normalization != null;
            if (former && (tokens != null || image != null)) {
                throw new IllegalArgumentException(
                        "fields 'maximumLength', 'width', 'height' and 'normalization' belong"
                                + " into 'tokens' or 'image', not beside them");
            }
            if (!former) {
                return new Input(kind, tokens, image);
            }
            if (TextNormalization.of(normalization) != TextNormalization.NONE && kind != InputKind.REVIEW) {
                throw new IllegalArgumentException("field 'normalization' belongs to reviews alone");
            }
            return switch (kind) {
                case IMAGE -> images(require(width, "width"), require(height, "height"));
                case REVIEW -> texts(require(maximumLength, "maximumLength"), TextNormalization.of(normalization));
                case MOLECULE -> tokens(kind, require(maximumLength, "maximumLength"));
            };
        }

        /** Returns the input for molecules by character, or for texts by word without normalization. */
        public static Input tokens(InputKind kind, int maximumLength) {
            return kind == InputKind.REVIEW
                    ? texts(maximumLength, TextNormalization.NONE)
                    : new Input(kind, TokenInput.smiles(maximumLength), null);
        }

        /** Returns the input for texts by word. */
        public static Input texts(int maximumLength, TextNormalization normalization) {
            return new Input(InputKind.REVIEW, TokenInput.words(maximumLength, normalization), null);
        }

        /**
         * Returns the input for images in the layout {@link ImageInput.Layout#ARGB}, which are stretched to this size.
         */
        public static Input images(int width, int height) {
            return new Input(InputKind.IMAGE, null, ImageInput.argb(width, height));
        }

        /** Returns the largest number of tokens or pixels that the graph takes. */
        public int longest() {
            return image == null ? tokens.maximumLength() : image.pixels();
        }

        /**
         * Returns the number of weights per record in a graph's output {@code mask}.
         *
         * @param length length of the graph's input in tokens or pixels
         */
        public int maskLength(int length) {
            return image == null ? length : image.cells();
        }

        /** Returns the tensor that the graph takes. */
        public InputTensor tensor() {
            if (image == null) {
                return InputTensor.ids(tokens.padding(), tokens.paddingSide() == TokenInput.Side.START);
            }
            return image.layout() == ImageInput.Layout.ARGB
                    ? InputTensor.argb()
                    : InputTensor.pixels(image.height(), image.width(), image.channels());
        }
    }

    /**
     * The output that an explainer's model predicts: either a value or a class.
     *
     * @param type the type of output
     * @param name name of the quantity, or of what the classes describe
     * @param unit unit of the value; null for classes
     * @param classes names of the classes in the order of the model's output; null for a value
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Output(OutputType type, String name, String unit, List<String> classes) {

        public Output {
            require(type, "type");
            require(name, "name");
            require(type == OutputType.VALUE ? unit : classes, type == OutputType.VALUE ? "unit" : "classes");
            classes = classes == null ? null : entries(classes, "classes", Integer.MAX_VALUE);
            if (type == OutputType.CLASSES && classes.isEmpty()) {
                throw new IllegalArgumentException("field 'classes' is empty");
            }
        }

        /** Returns the count of numbers per record in a graph's output {@code prediction}. */
        public int numbers() {
            return type == OutputType.CLASSES ? classes.size() : 1;
        }

        public static Output value(String name, String unit) {
            return new Output(OutputType.VALUE, name, unit, null);
        }

        public static Output classes(String name, List<String> classes) {
            return new Output(OutputType.CLASSES, name, null, classes);
        }
    }

    /** The type of a model's output. */
    public enum OutputType {
        /** One number per record: shape [batch]. */
        @JsonProperty("value")
        VALUE,
        /** Probabilities of the classes: shape [batch, classes]. */
        @JsonProperty("classes")
        CLASSES
    }

    /**
     * Evidence says how much each part of the input adds to each number of the prediction. The baseline and the
     * evidence of all parts add up to that number, except for a remainder.
     *
     * @param unit unit of evidence and baseline: {@value #PROBABILITY} for classes, otherwise the unit of the value
     * @param height height of the evidence grid of an image in cells, at most the height of the image in pixels; null
     *     for tokens
     * @param width width of the evidence grid of an image in cells, at most the width of the image in pixels; null for
     *     tokens
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Evidence(String unit, Integer height, Integer width) {

        /** The unit of classes. */
        public static final String PROBABILITY = "probability";

        public Evidence {
            require(unit, "unit");
        }

        private void check(Input input, Output output) {
            String expected = output.type() == OutputType.CLASSES ? PROBABILITY : output.unit();
            if (!unit.equals(expected)) {
                throw new IllegalArgumentException("field 'evidence.unit' must be that of the output, '"
                        + Quotes.shown(expected) + "', not '" + Quotes.shown(unit) + "'");
            }
            ImageInput image = input.image();
            if (image != null) {
                within(require(height, "evidence.height"), 1, image.height(), "evidence.height");
                within(require(width, "evidence.width"), 1, image.width(), "evidence.width");
            } else if (height != null || width != null) {
                throw new IllegalArgumentException("fields 'evidence.height' and 'evidence.width' do not belong to "
                        + input.kind().one());
            }
        }

        /**
         * Returns the number of parts per record in a graph's output {@code evidence}.
         *
         * @param length length of the graph's input in tokens or pixels
         */
        public int parts(int length) {
            return height == null ? length : height * width;
        }
    }

    /**
     * A signature of the SavedModel. Its input is named {@code input} and has the type and shape of {@link
     * Input#tensor()}. Its outputs are named {@code prediction} (see {@link OutputType}), {@code mask} (float32 in
     * [0,1], shape [batch, {@link Input#maskLength}]) and, if it verifies, {@code masked_prediction}. If the manifest
     * has {@link Evidence}, the outputs also include {@code evidence} (float32, shape [batch, {@link Output#numbers},
     * {@link Evidence#parts}], 0 on padding) and {@code baseline} (float32, shape [batch, {@link Output#numbers}]).
     *
     * @param name name of the signature
     * @param length length of its input in tokens or pixels
     * @param verifies whether it also computes the prediction on the masked input
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signature(String name, Integer length, boolean verifies) {
        public Signature {
            require(name, "name");
            if (length != null) {
                within(length, 1, LONGEST_SIDE * LONGEST_SIDE, "length");
            }
        }
    }

    /**
     * The model that is explained.
     *
     * @param sha256 SHA-256 in hex of the file {@code saved_model.pb}, or of the digests of all files if the model has
     *     several
     * @param description a description in words
     * @param training how it was trained, if the trainer knows
     * @param tensors the tensors of the model in the SavedModel's graph, by length of input, for fitting another mask
     *     network to it; absent from artifacts published before the trainer recorded them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FrozenModel(String sha256, String description, JsonNode training, JsonNode tensors) {
        public FrozenModel {
            if (!DIGEST.matcher(require(sha256, "sha256")).matches()) {
                throw new IllegalArgumentException(
                        "field 'sha256' is not a SHA-256 digest (64 hex digits in lower case)");
            }
        }
    }

    /** Returns this manifest in the current format, with the version, time and files of a publication. */
    public Manifest published(int version, String created, Map<String, String> files) {
        return new Manifest(
                FORMAT,
                name,
                version,
                created,
                input,
                output,
                evidence,
                signatures,
                frozenModel,
                fit,
                measured,
                profile,
                files);
    }

    static void within(int value, int least, int most, String field) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "field '" + field + "' must be between " + least + " and " + most + ", not " + value);
        }
    }

    static <T> List<T> entries(List<T> values, String field, int most) {
        if (require(values, field).size() > most) {
            throw new IllegalArgumentException("field '" + field + "' has more than " + most + " entries");
        }
        for (int i = 0; i < values.size(); i++) {
            require(values.get(i), field + "[" + i + "]");
        }
        return List.copyOf(values);
    }

    static <T> T require(T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing");
        }
        return value;
    }
}
