package io.maskstream.trainer.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.SubwordTokenizer;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.Tokenizer;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * A model to explain, as a graph whose weights are constants.
 *
 * @param graph without variables and functions
 * @param card its description
 * @param vocabulary its tokens; empty if it has none
 * @param tokenizer its {@code tokenizer.json} in the format of Hugging Face; null if it has none
 * @param sha256 digest of its file {@code saved_model.pb}; if it has variables, of the digests of that file and of the
 *     files in {@code variables/}
 */
@SuppressWarnings("ArrayRecordComponent") // A file's bytes, passed on unchanged.
public record FrozenModel(GraphDef graph, FrozenCard card, List<String> vocabulary, byte[] tokenizer, String sha256) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Creates a model without a {@code tokenizer.json}. */
    public FrozenModel(GraphDef graph, FrozenCard card, List<String> vocabulary, String sha256) {
        this(graph, card, vocabulary, null, sha256);
    }

    private static final String SAVED_MODEL = "saved_model.pb";

    /** Name of the input that is added to a model for images that does not take ARGB pixels itself. */
    private static final String ARGB = "maskstream_argb";

    /** Length in tokens at which the encoding of a model is determined before the length of its sequences is known. */
    private static final int PROBE_LENGTH = 16;

    /** More tokens than any record has. */
    private static final int LONGEST_RECORD = 100_000;

    /** Determines the length at which a model that takes sequences of any length is fixed. */
    @FunctionalInterface
    public interface RecordLength {

        /**
         * Returns the length.
         *
         * @param encoding that accepts records of any length
         * @return the length in tokens
         */
        int of(InputEncoding encoding) throws IOException;
    }

    /**
     * Reads a SavedModel, or the model that an explainer explains.
     *
     * @param folder of the SavedModel, or of an explainer's version
     * @throws IOException if it cannot be read or explained; says what to do
     */
    public static FrozenModel read(Path folder) throws IOException {
        return read(folder, ModelChoices.NONE);
    }

    /**
     * Reads a SavedModel, or the model that an explainer explains, with the user's choices.
     *
     * @param choices of the user, which take precedence over the card
     */
    public static FrozenModel read(Path folder, ModelChoices choices) throws IOException {
        return read(folder, choices, null);
    }

    /**
     * Reads a SavedModel, or the model that an explainer explains; the model may take sequences of any length.
     *
     * @param records gives the length if neither the model nor its card nor the choices do; may be null
     */
    public static FrozenModel read(Path folder, ModelChoices choices, RecordLength records) throws IOException {
        if (Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST))) {
            refuseToChangeExplainer(folder, choices);
            return explainedBy(ExplainerArtifact.open(folder));
        }
        FrozenCard card = card(folder, choices);
        if (card != null && card.adaptation() == null) {
            refuseToChangeCard(folder, choices);
            return adapted(folder, card);
        }
        return inspect(folder, choices, records).model();
    }

    /**
     * Inspects a SavedModel, which need not come from this trainer.
     *
     * @param records as for {@link #read(Path, ModelChoices, RecordLength)}
     * @throws IOException if it cannot be read or explained; says what to do
     */
    public static ModelInspection inspect(Path folder, ModelChoices choices, RecordLength records) throws IOException {
        boolean isExplainer = Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST));
        FrozenCard card = isExplainer ? null : card(folder, choices);
        if (isExplainer || (card != null && card.adaptation() == null)) {
            return ModelInspection.ofCard(read(folder, choices, records));
        }
        ModelChoices all = card == null ? choices : choices.or(card);
        List<Finding> findings = new ArrayList<>();
        try {
            VocabularyFile vocabulary = vocabulary(folder, all);
            ImportedSavedModel saved = ImportedSavedModel.open(folder, all.signature());
            Integer length = all.tokens().length();
            if (length == null && isOfAnyLength(saved) && records != null) {
                ModelInspection probe =
                        inspection(folder, saved, vocabulary, withLength(all, PROBE_LENGTH), card, findings);
                int taken = records.of(unlimited(probe.model()).encoding(ImageLimits.usual()));
                return inspection(folder, saved, vocabulary, withLength(all, taken), card, findings)
                        .withNote("It takes sequences of any length; this inspection uses " + taken + " tokens."
                                + " A fit uses the length of its records; see --maximum-length.");
            }
            return inspection(folder, saved, vocabulary, all, card, findings);
        } catch (IllegalArgumentException e) {
            throw new RefusedModelException(
                    "The model in " + folder + " cannot be explained: " + e.getMessage() + ".", e, findings);
        }
    }

    private static ModelInspection inspection(
            Path folder,
            ImportedSavedModel saved,
            VocabularyFile vocabulary,
            ModelChoices choices,
            FrozenCard card,
            List<Finding> findings)
            throws IOException {
        findings.clear();
        ModelInspection.refuseEarly(saved, vocabulary, choices, findings);
        findings.clear();
        Integer length = choices.tokens().length();
        ImportedModel model = saved.atLength(length == null ? OptionalInt.empty() : OptionalInt.of(length));
        String description =
                card == null ? folder.toAbsolutePath().getFileName().toString() : card.description();
        return ModelInspection.of(model, vocabulary, choices, description, digest(folder), findings);
    }

    private static void refuseToChangeExplainer(Path folder, ModelChoices choices) throws IOException {
        List<String> options = new ArrayList<>(choices.options());
        if (choices.card() != null) {
            options.add("--card");
        }
        if (!options.isEmpty()) {
            throw new IOException(folder + " is an explainer, whose manifest describes its model: leave "
                    + String.join(", ", options) + " out, or name the folder of the SavedModel itself.");
        }
    }

    private static void refuseToChangeCard(Path folder, ModelChoices choices) throws IOException {
        if (!choices.options().isEmpty()) {
            throw new IOException("The card of the model in " + folder + " describes it in full: leave "
                    + String.join(", ", choices.options()) + " out, or change "
                    + (choices.card() == null ? folder.resolve(FrozenCard.FILE) : choices.card()) + ".");
        }
    }

    /** Whether the model takes sequences of any length. */
    private static boolean isOfAnyLength(ImportedSavedModel saved) {
        return saved.inputs().stream()
                .anyMatch(port -> port.shape() != null
                        && port.shape().size() == 2
                        && port.shape().get(1) < 0);
    }

    private static ModelChoices withLength(ModelChoices choices, int length) {
        ModelChoices.Tokens tokens = choices.tokens();
        return choices.withTokens(new ModelChoices.Tokens(
                tokens.given(),
                length,
                tokens.unit(),
                tokens.standardization(),
                tokens.padding(),
                tokens.truncating(),
                tokens.firstId(),
                tokens.unknownId()));
    }

    /** Returns the model with rules that accept records of any length. */
    private static FrozenModel unlimited(FrozenModel model) {
        FrozenCard card = model.card();
        TokenInput rules = card.input().tokens();
        TokenInput longer = new TokenInput(
                LONGEST_RECORD,
                rules.unit(),
                rules.normalization(),
                rules.standardization(),
                rules.firstId(),
                rules.unknown(),
                rules.unknownId(),
                rules.padding(),
                rules.paddingSide(),
                rules.truncation(),
                rules.leading(),
                rules.trailing());
        return model.withCard(card.withInput(new Manifest.Input(card.input().kind(), longer, null)));
    }

    /** Reads the vocabulary that the user gives, or the one in the SavedModel; null if there is none. */
    private static VocabularyFile vocabulary(Path folder, ModelChoices choices) throws IOException {
        if (choices.vocabulary() != null) {
            return VocabularyFile.read(choices.vocabulary());
        }
        for (String name : List.of(FrozenCard.TOKENIZER, FrozenCard.VOCABULARY)) {
            if (Files.exists(folder.resolve(name))) {
                return VocabularyFile.read(folder.resolve(name));
            }
        }
        return null;
    }

    private static FrozenCard card(Path folder, ModelChoices choices) throws IOException {
        Path file = choices.card() == null ? folder.resolve(FrozenCard.FILE) : choices.card();
        if (!Files.isRegularFile(folder.resolve(SAVED_MODEL))) {
            throw new IOException("There is no SavedModel in " + folder + ": it has no " + SAVED_MODEL + ".");
        }
        if (choices.card() == null && !Files.isRegularFile(file)) {
            return null;
        }
        FrozenCard card;
        try {
            card = JSON.readValue(file.toFile(), FrozenCard.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
        if (card.input() == null
                || card.output() == null
                || card.tensors() == null
                || card.tensors().isEmpty()) {
            throw new IOException(file + " must have the fields input, output and tensors.");
        }
        return card;
    }

    /** Reads a model that this trainer wrote: its card names tensors that need no adaptation, except that of images. */
    private static FrozenModel adapted(Path folder, FrozenCard named) throws IOException {
        FrozenCard card = named;
        GraphDef graph = ImportedSavedModel.graph(folder, names(card));
        if (card.input().kind() == InputKind.IMAGE) {
            int pixels = card.input().longest();
            FrozenTensors tensors = card.tensors().get(pixels);
            if (tensors == null) {
                throw new IOException(folder.resolve(FrozenCard.FILE) + " must name the tensors for " + pixels
                        + " pixels, width times height.");
            }
            if (takesImages(graph, tensors)) {
                graph = ArgbPixels.before(
                        graph,
                        tensors.input(),
                        ARGB,
                        card.input().image().width(),
                        card.input().image().height());
                card = card.withTensors(new TreeMap<>(Map.of(pixels, tensors.withInput(ARGB))));
            }
        }
        Path vocabulary = folder.resolve(FrozenCard.VOCABULARY);
        return new FrozenModel(
                graph, card, Files.exists(vocabulary) ? Files.readAllLines(vocabulary) : List.of(), digest(folder));
    }

    private static FrozenModel explainedBy(ExplainerArtifact artifact) throws IOException {
        Manifest.FrozenModel model = artifact.manifest().frozenModel();
        if (model.tensors() == null) {
            throw new IOException("The manifest in " + artifact.folder()
                    + " does not say where the frozen model is in the graph (frozenModel.tensors): give --frozen the"
                    + " folder of that model itself.");
        }
        FrozenCard card = FrozenCard.of(artifact.manifest());
        Path vocabulary = artifact.folder().resolve(ExplainerArtifact.VOCABULARY);
        Path tokenizer = artifact.folder().resolve(ExplainerArtifact.TOKENIZER);
        return new FrozenModel(
                ImportedSavedModel.graph(artifact.savedModel(), names(card)),
                card,
                Files.exists(vocabulary) ? Files.readAllLines(vocabulary) : List.of(),
                Files.exists(tokenizer) ? Files.readAllBytes(tokenizer) : null,
                model.sha256());
    }

    private static List<String> names(FrozenCard card) {
        return card.tensors().values().stream()
                .flatMap(tensors -> tensors.names().stream())
                .toList();
    }

    /** Returns this model with another card. */
    public FrozenModel withCard(FrozenCard other) {
        return new FrozenModel(graph, other, vocabulary, tokenizer, sha256);
    }

    /**
     * Returns the encoding that turns records into the input of the graph.
     *
     * @param limits on the size of images
     */
    public InputEncoding encoding(ImageLimits limits) {
        Manifest.Input input = card.input();
        if (input.kind() == InputKind.IMAGE) {
            return new ImageEncoding(input.image(), limits);
        }
        Tokenizer cut = tokenizer == null
                ? Tokenizer.of(vocabulary, input.tokens())
                : new SubwordTokenizer(tokenizer, input.tokens());
        return input.kind() == InputKind.MOLECULE
                ? new SmilesEncoding(cut, input.tokens())
                : new TextEncoding(cut, input.tokens());
    }

    /** Returns the values of the weights by name, if this trainer trained the model. */
    public Map<String, TensorProto> weights() {
        return Weights.values(graph);
    }

    /** Whether the graph takes float32 images rather than ARGB pixels. */
    private static boolean takesImages(GraphDef graph, FrozenTensors tensors) {
        NodeDef input = GraphDefs.nodes(graph).get(GraphDefs.nodeOf(tensors.input()));
        return input.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT;
    }

    /** Computes {@link #sha256()} for a SavedModel. */
    static String digest(Path folder) throws IOException {
        if (!Files.isDirectory(folder.resolve("variables"))) {
            return Digests.sha256(folder.resolve(SAVED_MODEL));
        }
        SortedMap<String, String> digests = Digests.ofFolder(folder);
        digests.keySet().removeIf(name -> !name.equals(SAVED_MODEL) && !name.startsWith("variables/"));
        return Digests.ofDigests(digests);
    }

    /**
     * Writes a model as a SavedModel with one signature for each length, together with its card.
     *
     * @param graph without variables, which contains the tensors that the card names
     */
    public static void write(Path folder, GraphDef graph, FrozenCard card, List<String> vocabulary) throws IOException {
        Map<String, ConstantSavedModel.SignatureTensors> signatures = new TreeMap<>();
        card.tensors()
                .forEach((length, tensors) -> signatures.put(
                        length.equals(card.tensors().lastKey()) ? "serving_default" : "length_" + length,
                        new ConstantSavedModel.SignatureTensors(
                                Map.of("input", tensors.input()),
                                Map.of(
                                        "maskable", tensors.maskable(),
                                        "features", tensors.features(),
                                        "prediction", tensors.prediction()))));
        ConstantSavedModel.write(folder, graph, signatures);
        Files.createDirectories(folder.resolve(FrozenCard.FILE).getParent());
        JSON.writeValue(folder.resolve(FrozenCard.FILE).toFile(), card);
        if (!vocabulary.isEmpty()) {
            Files.write(folder.resolve(FrozenCard.VOCABULARY), vocabulary);
        }
    }
}
