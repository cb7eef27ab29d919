package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.tensor.GraphDefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The result of an inspection: what an imported model takes, where it can be masked, and what it predicts, found in its
 * graph unless the user specifies it.
 *
 * @param model in the form in which it is explained
 * @param card that describes the SavedModel with its original tensors
 * @param findings what was found, and how
 * @param notes of the import
 * @param steps into which loops were unrolled; 0 where there were none
 */
public record ModelInspection(
        FrozenModel model, FrozenCard card, List<Finding> findings, List<String> notes, int steps) {

    private static final String SAID = "given";

    private static final String CARD = "the card";

    /** Number of names or entries that are shown. */
    private static final int FIRST = 6;

    /**
     * If the preprocessing scales samples by less than this, they are in [0,255]; larger factors would be too much for
     * them.
     */
    private static final double BYTES_SLOPE = 0.1;

    /** A preprocessing that subtracts more than this expects samples in [0,255], not in [0,1]. */
    private static final double BYTES_MEAN = 2;

    private static final int BRIGHTEST = 255;

    /** Separates the names of several tensors in a card. */
    private static final String AND = ",";

    /**
     * Inspects a model.
     *
     * @param vocabulary that the user gives; null for none
     * @param choices of the user
     * @param description of the model in words
     * @param sha256 of its files
     * @param findings list to which findings are added, so that they are available even if the model cannot be
     *     explained
     * @throws IllegalArgumentException if it cannot be explained; the message continues a sentence about the model, as
     *     in "it has 3 outputs"
     */
    static ModelInspection of(
            ImportedModel model,
            VocabularyFile vocabulary,
            ModelChoices choices,
            String description,
            String sha256,
            List<Finding> findings) {
        InputSearch.Inputs inputs = InputSearch.of(model.inputs());
        return new Search(model, vocabulary, choices, description, sha256, inputs, findings).run();
    }

    /**
     * Refuses models that cannot be explained for a reason that is known before loops are unrolled, which takes long.
     *
     * @param findings list to which findings are added
     * @throws IllegalArgumentException as {@link #of} throws it
     */
    static void refuseEarly(
            ImportedSavedModel saved, VocabularyFile vocabulary, ModelChoices choices, List<Finding> findings) {
        Port port = InputSearch.of(saved.inputs()).explained();
        findings.add(ofInput(port));
        if (!isImage(port, choices)) {
            requireIds(port);
            if (vocabulary == null && saved.lookup().isEmpty()) {
                throw noVocabulary();
            }
        }
        OutputSearch.tensor(saved.outputs(), choices.tensors().prediction());
        if (choices.tensors().prediction() == null) {
            OutputSearch.refuseIndependentSigmoids(
                    saved.definition(), saved.outputs().get(0), choices.output());
        }
    }

    private static Finding ofInput(Port port) {
        return new Finding("input", port.key(), described(port.dtype(), port.shape()), "found");
    }

    private static boolean isImage(Port port, ModelChoices choices) {
        if (choices.kind() != null) {
            return choices.kind() == InputKind.IMAGE;
        }
        return port.shape() != null && port.shape().size() == 4;
    }

    private static void requireIds(Port port) {
        if (port.dtype() == DataType.DT_STRING) {
            throw new IllegalArgumentException("it takes strings, but it is not known how they become token ids");
        }
        if (port.shape() == null || port.shape().size() != 2) {
            throw new IllegalArgumentException("its input '" + port.key() + "' of the shape " + written(port.shape())
                    + " is neither an image [batch, height, width, channels] nor token ids [batch, length]");
        }
    }

    private static IllegalArgumentException noVocabulary() {
        return new IllegalArgumentException("it takes token ids, but their meaning is unknown; give its"
                + " vocabulary: --vocabulary FILE, one entry per line, or JSON");
    }

    /** Describes a model that needs no adaptation by its card. */
    static ModelInspection ofCard(FrozenModel model) {
        FrozenCard card = model.card();
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("kind", plain(card.input().kind()), card.description(), CARD));
        try (ModelGraph graph = new ModelGraph(model.graph())) {
            card.tensors().forEach((length, tensors) -> {
                findings.add(new Finding("length", Integer.toString(length), "", CARD));
                findings.add(ofTensor(graph, "input", tensors.input(), CARD));
                findings.add(ofTensor(graph, "maskable", tensors.maskable(), CARD));
                findings.add(ofTensor(graph, "features", tensors.features(), CARD));
                findings.add(ofTensor(graph, "prediction", tensors.prediction(), CARD));
            });
        }
        if (!model.vocabulary().isEmpty()) {
            findings.add(new Finding(
                    "vocabulary", model.vocabulary().size() + " entries", firstOf(quoted(model.vocabulary())), "read"));
        }
        findings.add(ofOutput(card.output(), card.output().name(), CARD));
        return new ModelInspection(model, card, findings, List.of(), 0);
    }

    ModelInspection withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new ModelInspection(model, card, findings, List.copyOf(more), steps);
    }

    /**
     * Returns the notes and, if loops were unrolled, their cost.
     *
     * @param probe result of running the model
     */
    public List<String> notes(ModelProbe.Result probe) {
        return steps == 0
                ? notes
                : withNote(String.format(
                                Locale.ROOT,
                                "Because of its loops, a prediction takes about %.1f ms per record on this CPU, and a step of a"
                                        + " fit several times as long.",
                                probe.millisPerRecord()))
                        .notes;
    }

    /** The range of pixels that the model takes. */
    public PixelRange pixels() {
        return card.adaptation() == null || card.adaptation().pixels() == null
                ? PixelRange.BYTES
                : card.adaptation().pixels();
    }

    /**
     * Writes the card.
     *
     * @param folder of the SavedModel, to which the card is written
     * @param file to which the card is written instead; null for none
     * @param given the vocabulary, which is added to the SavedModel as well; null if it is already there
     * @return the card's file
     */
    public Path write(Path folder, Path file, Path given) throws IOException {
        Path target = file == null ? folder.resolve(FrozenCard.FILE) : file;
        if (target.toAbsolutePath().getParent() != null) {
            Files.createDirectories(target.toAbsolutePath().getParent());
        }
        card.write(target);
        if (given != null && file == null) {
            if (model.tokenizer() != null) {
                Files.copy(given, folder.resolve(FrozenCard.TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.write(folder.resolve(FrozenCard.VOCABULARY), model.vocabulary());
            }
        }
        return target;
    }

    private static Finding ofTensor(ModelGraph graph, String what, String tensor, String how) {
        String first = tensor.split(AND)[0];
        return new Finding(
                what,
                tensor,
                described(
                        graph.type(first),
                        Arrays.stream(graph.sizes(first)).boxed().toList()),
                how);
    }

    private static Finding ofOutput(Manifest.Output output, String sort, String how) {
        return new Finding(
                "output",
                sort,
                output.classes() == null
                        ? output.unit()
                        : output.classes().size() + " classes: " + firstOf(output.classes()),
                how);
    }

    /** The name that users see: a text of any sort is a {@code REVIEW} internally. */
    private static String plain(InputKind kind) {
        return kind == InputKind.REVIEW ? "text" : kind.toString();
    }

    private static List<String> quoted(List<String> entries) {
        return entries.stream()
                .limit(FIRST + 1L)
                .map(entry -> "'" + entry + "'")
                .toList();
    }

    private static String firstOf(List<String> names) {
        return names.stream().limit(FIRST).collect(Collectors.joining(" ")) + (names.size() > FIRST ? " ..." : "");
    }

    private static String described(DataType type, List<Long> shape) {
        return InputForm.name(type) + " " + written(shape);
    }

    private static String written(List<Long> shape) {
        if (shape == null) {
            return "of any shape";
        }
        return IntStream.range(0, shape.size())
                .mapToObj(i -> shape.get(i) >= 0 ? Long.toString(shape.get(i)) : i == 0 ? "batch" : "any")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * One inspection.
     *
     * @param findings list to which findings are added
     */
    private record Search(
            ImportedModel model,
            VocabularyFile vocabulary,
            ModelChoices choices,
            String description,
            String sha256,
            InputSearch.Inputs inputs,
            List<Finding> findings) {

        ModelInspection run() {
            Port port = inputs.explained();
            if (choices.signature() != null) {
                findings.add(new Finding("signature", choices.signature(), "", SAID));
            }
            findings.add(ofInput(port));
            inputs.made()
                    .forEach(made -> findings.add(new Finding(
                            "other input",
                            made.port().key(),
                            described(made.port().dtype(), made.port().shape()),
                            "derived: "
                                    + made.companion()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '))));
            return isImage(port, choices) ? ofImages(port) : ofTokens(port);
        }

        /**
         * Keeps the nodes that the prediction needs, and the sequences of recurrent layers, of which the prediction may
         * need only the last step.
         */
        private static GraphDef needed(GraphDef graph, String prediction) {
            List<String> wanted = new ArrayList<>(List.of(InputForm.INPUT, prediction));
            graph.getNodeList().stream()
                    .map(NodeDef::getName)
                    .filter(name -> name.endsWith(ImportedModel.SEQUENCE))
                    .forEach(wanted::add);
            return GraphDefs.pruned(graph, wanted);
        }

        private ModelInspection ofImages(Port port) {
            findings.add(new Finding("kind", "image", "", choices.kind() == null ? "by the input's shape" : SAID));
            long[] sizes = imageSizes(port);
            int height = (int) sizes[0];
            int width = (int) sizes[1];
            int channels = (int) sizes[2];
            InputForm form = new InputForm(model.graph(), inputs);
            String prediction =
                    OutputSearch.tensor(model.outputs(), choices.tensors().prediction());
            GraphDef raw = form.pictures(height, width, channels, PixelRange.BYTES);
            PixelRange range;
            String maskable;
            String rangeHow;
            try (ModelGraph graph = new ModelGraph(needed(raw, prediction))) {
                requireDependence(graph, prediction);
                String found = MaskableSearch.image(graph, InputForm.PIXELS, sizes, prediction);
                maskable = choices.tensors().maskable() == null
                        ? found
                        : existing(graph, choices.tensors().maskable());
                if (choices.pixels() != null) {
                    range = choices.pixels();
                    rangeHow = SAID;
                } else if (port.dtype() == DataType.DT_UINT8) {
                    range = PixelRange.BYTES;
                    rangeHow = "by the input's type";
                } else if (found.equals(InputForm.PIXELS) || isPassedOn(graph, found)) {
                    range = PixelRange.UNIT;
                    rangeHow = "assumed: no preprocessing inside; see --pixels";
                } else {
                    range = range(graph, found, height, width, channels);
                    rangeHow = "by the preprocessing inside";
                }
                findings.add(new Finding(
                        "pixels", range.toString(), width + "x" + height + ", " + colours(channels), rangeHow));
            }
            try (ModelGraph graph = new ModelGraph(needed(form.pictures(height, width, channels, range), prediction))) {
                tensorFinding(
                        graph,
                        "maskable",
                        maskable,
                        choices.tensors().maskable() != null
                                ? SAID
                                : maskable.equals(InputForm.PIXELS) || isPassedOn(graph, maskable)
                                        ? "the image itself"
                                        : "the image after its preprocessing");
                List<String> features = choices.tensors().features() == null
                        ? List.of(FeatureSearch.ofImages(graph, maskable, prediction))
                        : named(graph, choices.tensors().features());
                tensorFinding(
                        graph,
                        "features",
                        String.join(AND, features),
                        choices.tensors().features() == null ? "the last feature maps" : SAID);
                MaskGrid grid = MaskGrid.of(width, height);
                ImageInput input = grid.input(width, height, channels);
                findings.add(new Finding(
                        "mask", grid.width() + "x" + grid.height() + " cells", "", "by the size of the image"));
                return finished(
                        graph,
                        new Manifest.Input(InputKind.IMAGE, null, input),
                        maskable,
                        features,
                        prediction,
                        range,
                        List.of());
            }
        }

        private static boolean isPassedOn(ModelGraph graph, String tensor) {
            return graph.origin(tensor, Set.of("Identity", "Cast"))
                    .getName()
                    .equals(graph.origin(InputForm.PIXELS, Set.of("Identity", "Cast"))
                            .getName());
        }

        private long[] imageSizes(Port port) {
            List<Long> shape = port.shape();
            if (shape == null || shape.size() < 3 || shape.size() > 4) {
                throw new IllegalArgumentException("its input '" + port.key() + "' of the shape " + written(shape)
                        + " is not an image [batch, height, width, channels]");
            }
            long height = shape.get(1);
            long width = shape.get(2);
            long channels = shape.size() == 3 ? 1 : shape.get(3);
            if (shape.size() == 4 && height > 0 && height <= 4 && channels > 4) {
                throw new IllegalArgumentException("its input '" + port.key() + "' of the shape " + written(shape)
                        + " has its channels first; only [batch, height, width, channels] can be explained");
            }
            if (channels != 1 && channels != 3 && channels != 4) {
                throw new IllegalArgumentException("its input '" + port.key() + "' of the shape " + written(shape)
                        + " is not an image with 1, 3 or 4 channels");
            }
            if (choices.imageSize() != null) {
                long saidHeight = choices.imageSize().height();
                long saidWidth = choices.imageSize().width();
                if ((height > 0 && height != saidHeight) || (width > 0 && width != saidWidth)) {
                    throw new IllegalArgumentException("it takes images of " + width + "x" + height + " pixels, not of "
                            + saidWidth + "x" + saidHeight);
                }
                return new long[] {saidHeight, saidWidth, channels};
            }
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "it takes images of any size; give the size to explain: --size WIDTHxHEIGHT");
            }
            return new long[] {height, width, channels};
        }

        /**
         * Infers the range of samples that the preprocessing expects from the values that it gives for black and white.
         */
        private static PixelRange range(ModelGraph graph, String maskable, int height, int width, int channels) {
            Shape shape = Shape.of(1, height, width, channels);
            double[] black = new double[channels];
            double[] white = new double[channels];
            try (Session session = new Session(graph.graph());
                    TUint8 zeros = TUint8.tensorOf(shape);
                    TUint8 full = TUint8.tensorOf(shape)) {
                zeros.scalars().forEach(scalar -> scalar.setByte((byte) 0));
                full.scalars().forEach(scalar -> scalar.setByte((byte) BRIGHTEST));
                for (TUint8 image : List.of(zeros, full)) {
                    try (Result result = session.runner()
                            .feed(InputForm.INPUT, image)
                            .fetch(maskable)
                            .run()) {
                        TFloat32 values = (TFloat32) result.get(0);
                        for (int c = 0; c < channels; c++) {
                            (image == zeros ? black : white)[c] = values.getFloat(0, 0, 0, c);
                        }
                    }
                }
            }
            double slope = 0;
            double middle = 0;
            for (int c = 0; c < channels; c++) {
                double channel = Math.abs(white[c] - black[c]) / BRIGHTEST;
                slope += channel / channels;
                middle += (channel == 0 ? 0 : Math.abs(black[c]) / channel) / channels;
            }
            return slope < BYTES_SLOPE || middle > BYTES_MEAN ? PixelRange.BYTES : PixelRange.UNIT;
        }

        private ModelInspection ofTokens(Port port) {
            requireIds(port);
            int length = length(port);
            String prediction =
                    OutputSearch.tensor(model.outputs(), choices.tensors().prediction());
            InputForm form = new InputForm(model.graph(), inputs);
            TokenRules.Rules rules;
            String maskable;
            try (ModelGraph graph = new ModelGraph(needed(form.ids(length, 0), prediction))) {
                requireDependence(graph, prediction);
                maskable = choices.tensors().maskable() == null
                        ? MaskableSearch.embedded(graph, port.tensor(), prediction)
                        : existing(graph, choices.tensors().maskable());
                rules = rules(length, MaskableSearch.rows(graph, maskable));
            }
            try (ModelGraph graph =
                    new ModelGraph(needed(form.ids(length, rules.input().padding()), prediction))) {
                return ofTokens(graph, rules, maskable, prediction);
            }
        }

        private ModelInspection ofTokens(ModelGraph graph, TokenRules.Rules rules, String maskable, String prediction) {
            tensorFinding(
                    graph,
                    "maskable",
                    maskable,
                    choices.tensors().maskable() == null ? "the first look-up by the ids" : SAID);
            List<String> features = choices.tensors().features() == null
                    ? FeatureSearch.ofSequences(graph, maskable, prediction)
                    : named(graph, choices.tensors().features());
            tensorFinding(
                    graph,
                    "features",
                    String.join(AND, features),
                    choices.tensors().features() == null ? "the last tensor with positions" : SAID);
            return finished(
                    graph,
                    new Manifest.Input(kind(rules.vocabulary()), rules.input(), null),
                    maskable,
                    features,
                    prediction,
                    null,
                    rules.vocabulary());
        }

        private int length(Port port) {
            long ofGraph = port.shape().get(1);
            if (ofGraph > 0) {
                Integer said = choices.tokens().length();
                if (said != null && said != ofGraph) {
                    throw new IllegalArgumentException("it takes sequences of " + ofGraph + " tokens, not of " + said);
                }
                return (int) ofGraph;
            }
            Integer ofLookup = model.lookup().map(TextLookup::length).orElse(null);
            if (ofLookup != null) {
                return ofLookup;
            }
            if (choices.tokens().length() == null) {
                throw new IllegalArgumentException(
                        "it takes sequences of any length; give the number of tokens: --maximum-length");
            }
            return choices.tokens().length();
        }

        private TokenRules.Rules rules(int length, long rows) {
            List<String> entries = vocabulary != null
                    ? vocabulary.entries()
                    : model.lookup().map(TextLookup::vocabulary).orElse(null);
            if (entries == null) {
                throw noVocabulary();
            }
            InputKind kind = kind(entries);
            findings.add(new Finding(
                    "kind", plain(kind), "", choices.kind() == null ? "by the vocabulary's entries" : SAID));
            TokenRules.Rules rules = vocabulary == null
                    ? TokenRules.of(model.lookup().orElseThrow(), choices.tokens(), length)
                    : TokenRules.of(kind, vocabulary, choices.tokens(), length, rows);
            findings.add(new Finding(
                    "vocabulary",
                    rules.vocabulary().size() + " entries",
                    firstOf(quoted(rules.vocabulary())),
                    vocabulary == null ? "found in the graph" : "read"));
            findings.addAll(rules.findings());
            return rules;
        }

        private InputKind kind(List<String> entries) {
            if (choices.kind() != null) {
                return choices.kind();
            }
            return TokenRules.areOfMolecules(entries) ? InputKind.MOLECULE : InputKind.REVIEW;
        }

        private ModelInspection finished(
                ModelGraph graph,
                Manifest.Input input,
                String maskable,
                List<String> features,
                String predicted,
                PixelRange range,
                List<String> entries) {
            OutputSearch.Prediction prediction = OutputSearch.of(graph, existing(graph, predicted), choices.output());
            tensorFinding(graph, "prediction", predicted, prediction.how());
            Manifest.Output output = output(prediction);
            findings.add(ofOutput(
                    output,
                    prediction.sort() + (prediction.column() == null ? "" : ", column " + prediction.column()),
                    choices.output().sort() == null ? prediction.how() : SAID));
            String joinedFeatures = OutputForm.features(graph.graph(), features);
            int length = input.longest();
            FrozenTensors normal = new FrozenTensors(InputForm.INPUT, maskable, joinedFeatures, OutputForm.PREDICTION);
            GraphDef whole =
                    GraphDefs.pruned(OutputForm.behind(graph.definition(), prediction, features), normal.names());
            return new ModelInspection(
                    new FrozenModel(
                            whole,
                            new FrozenCard(input, output, description, new TreeMap<>(Map.of(length, normal)), null),
                            entries,
                            vocabulary == null ? null : vocabulary.tokenizer(),
                            sha256),
                    new FrozenCard(
                            input,
                            output,
                            description,
                            new TreeMap<>(Map.of(
                                    length,
                                    new FrozenTensors(
                                            inputs.explained().tensor(),
                                            maskable,
                                            String.join(AND, features),
                                            prediction.tensor()))),
                            new ModelAdaptation(choices.signature(), prediction.sort(), prediction.column(), range),
                            null),
                    List.copyOf(findings),
                    model.notes(),
                    model.steps());
        }

        private Manifest.Output output(OutputSearch.Prediction prediction) {
            ModelChoices.Output said = choices.output();
            String name = said.name() == null ? "prediction" : said.name();
            if (!prediction.sort().isClasses()) {
                return Manifest.Output.value(name, said.unit() == null ? "" : said.unit());
            }
            int count = prediction.sort() == OutputSort.PROBABILITIES || prediction.sort() == OutputSort.LOGITS
                    ? prediction.columns()
                    : 2;
            if (said.classes() == null) {
                return Manifest.Output.classes(name, FrozenCard.numbers(count));
            }
            if (said.classes().size() != count) {
                throw new IllegalArgumentException("it has " + count + " classes, but "
                        + said.classes().size() + " names are given: " + String.join(", ", said.classes()));
            }
            return Manifest.Output.classes(name, said.classes());
        }

        private void requireDependence(ModelGraph graph, String prediction) {
            if (!graph.dependentOn(InputForm.INPUT).contains(GraphDefs.nodeOf(prediction))) {
                throw new IllegalArgumentException("its output '" + prediction + "' does not depend on its input");
            }
        }

        private static String existing(ModelGraph graph, String tensor) {
            if (!graph.has(tensor)) {
                throw new IllegalArgumentException("the graph has no node named '" + tensor + "'");
            }
            return tensor;
        }

        private static List<String> named(ModelGraph graph, String tensors) {
            List<String> names = Arrays.asList(tensors.split(AND));
            names.forEach(name -> existing(graph, name));
            return names;
        }

        private void tensorFinding(ModelGraph graph, String what, String tensor, String how) {
            findings.add(ofTensor(graph, what, tensor, how));
        }

        private static String colours(int channels) {
            return channels == 1 ? "grey" : channels == 3 ? "colour" : "colour and opacity";
        }
    }
}
