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
 * What an explainer artifact is, and how it came to be: the file {@code manifest.json}.
 *
 * @param format of the artifact; this code writes {@value #FORMAT}, and reads {@value #FORMER_FORMAT}, too
 * @param name the explainer's: letters, digits, dots, dashes and underscores, at most 100
 * @param version counted from 1 within the explainer
 * @param created when it was published, ISO 8601
 * @param input what it takes
 * @param output what it predicts
 * @param evidence the signed evidence that it gives beside the mask; null if it gives none
 * @param signatures what the SavedModel can be asked
 * @param frozenModel the model that it explains
 * @param fit how it was fitted: data set and its digest, split, seed, settings, source revision
 * @param measured what {@code evaluate} found, on which records
 * @param profile what records and masks looked like when it was fitted; null for what was published before there were profiles
 * @param files SHA-256 in hex of every file of the artifact but the manifest, by its path with forward slashes
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

    /** The format before this, which is still read; what it lacks has one meaning in this one. */
    static final int FORMER_FORMAT = 1;

    /** What a store's folders can be named. */
    private static final int HIGHEST_VERSION = 999_999_999;

    /** The shipped explainers have up to 14. */
    private static final int MOST_SIGNATURES = 1000;

    /** The shipped explainers have 2. */
    private static final int MOST_FILES = 1000;

    /** Of a file, within its artifact. */
    private static final int LONGEST_PATH = 200;

    /** Of a sequence, in tokens; a review of the most characters that are taken has 100,000 words at most. */
    static final int LONGEST_SEQUENCE = 100_000;

    /** Of the images that a graph takes, in pixels. */
    static final int LONGEST_SIDE = 4096;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Names are folders in a store, values of labels in metrics, and keys of records. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /**
     * Checks an explainer's name.
     *
     * @throws IllegalArgumentException if it cannot be one; says why
     */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an explainer's name has letters, digits, dots, dashes and underscores, and starts with a letter or"
                            + " digit; '" + Quotes.shown(name) + "' is none");
        }
    }

    /**
     * Checks that what every reader needs is there.
     *
     * @throws IllegalArgumentException if it is not
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

    /** A manifest without a profile. */
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

    /** Which conditions of the gate it meets; empty for what was published before there was a gate. */
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
     * What an explainer takes.
     *
     * @param kind of input
     * @param tokens how texts and molecules are encoded; absent for images
     * @param image how images are encoded; absent for others
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
         * Reads what manifests of format 1 have, too.
         *
         * @param maximumLength of format 1: in tokens
         * @param width of format 1: of images, in pixels
         * @param height of format 1: of images, in pixels
         * @param normalization of format 1: of texts, the label of a {@link TextNormalization}
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

        /** Molecules by character, or texts by word that are not normalised. */
        public static Input tokens(InputKind kind, int maximumLength) {
            return kind == InputKind.REVIEW
                    ? texts(maximumLength, TextNormalization.NONE)
                    : new Input(kind, TokenInput.smiles(maximumLength), null);
        }

        /** Texts by word. */
        public static Input texts(int maximumLength, TextNormalization normalization) {
            return new Input(InputKind.REVIEW, TokenInput.words(maximumLength, normalization), null);
        }

        /** Images in the layout {@link ImageInput.Layout#ARGB}, which are stretched to this size. */
        public static Input images(int width, int height) {
            return new Input(InputKind.IMAGE, null, ImageInput.argb(width, height));
        }

        /** The most tokens or pixels that go into the graph. */
        public int longest() {
            return image == null ? tokens.maximumLength() : image.pixels();
        }

        /**
         * How many weights a record has in the output {@code mask} of a graph.
         *
         * @param length of the graph, in tokens or pixels
         */
        public int maskLength(int length) {
            return image == null ? length : image.cells();
        }

        /** The tensor that the graph takes. */
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
     * What an explainer's model predicts: either a value, or one of some classes.
     *
     * @param type which of the two
     * @param name the quantity, or what the classes stand for
     * @param unit of the value
     * @param classes their names in the order of the model's output
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

        /** How many numbers a record has in the output {@code prediction} of a graph. */
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

    /** What sort of output a model has. */
    public enum OutputType {
        /** One number a record: shape [batch]. */
        @JsonProperty("value")
        VALUE,
        /** Probabilities of the classes: shape [batch, classes]. */
        @JsonProperty("classes")
        CLASSES
    }

    /**
     * What each part of the input adds to each number of the prediction: baseline and evidence of all parts together are that
     * number, up to a remainder.
     *
     * @param unit of evidence and baseline: {@value #PROBABILITY} for classes, or that of the value
     * @param height of the grid of an image's evidence in cells, at most the image's; null for tokens
     * @param width of the grid of an image's evidence in cells, at most the image's; null for tokens
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
         * How many parts a record has in the output {@code evidence} of a graph.
         *
         * @param length of the graph, in tokens or pixels
         */
        public int parts(int length) {
            return height == null ? length : height * width;
        }
    }

    /**
     * One way to ask the SavedModel. Its input is named {@code input} and of the type and shape that {@link Input#tensor()}
     * says. Its outputs are named {@code prediction} (see {@link OutputType}), {@code mask} (float32 in [0,1], shape
     * [batch, {@link Input#maskLength}]) and, where it verifies, {@code masked_prediction}. Where the manifest has {@link
     * Evidence}, they are also {@code evidence} (float32, shape [batch, {@link Output#numbers}, {@link Evidence#parts}], 0 on
     * padding) and {@code baseline} (float32, shape [batch, {@link Output#numbers}]).
     *
     * @param name of the signature
     * @param length of its input in tokens or pixels
     * @param verifies whether it computes the prediction on the masked input, too
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
     * @param sha256 in hex: of its file {@code saved_model.pb}, or of its files' digests where it has several
     * @param description in words
     * @param training how it was trained, where the trainer knows
     * @param tensors where it stands in the SavedModel's graph, by length of input, so that a mask network can be fitted to
     *     it anew; absent from what was published before the trainer noted it
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

    /** This manifest with the version, the time and the files of a publication, which is written in this format. */
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
