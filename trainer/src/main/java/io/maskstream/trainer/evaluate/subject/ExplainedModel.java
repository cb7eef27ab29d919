package io.maskstream.trainer.evaluate.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
import io.maskstream.trainer.mask.EvidenceNetwork;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.SequenceGraph;
import io.maskstream.trainer.tensor.SequenceGraph.Feed;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;

/** An explainer's SavedModel, which an evaluation runs with its own masks, with other masks, and for gradients. */
public final class ExplainedModel implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Manifest.Input input;
    private final Runnable release;
    private final Graph tensors;
    private final SequenceGraph graph;
    private final GradientGraph gradients;
    private final SortedMap<Integer, String> predictions = new TreeMap<>();
    private final SortedMap<Integer, String> masks = new TreeMap<>();
    private final SortedMap<Integer, String> maskedPredictions = new TreeMap<>();
    private final SortedMap<Integer, String> features = new TreeMap<>();
    private final SortedMap<Integer, String> evidence = new TreeMap<>();
    private final SortedMap<Integer, String> baselines = new TreeMap<>();
    private long passes;

    /**
     * Loads a published explainer.
     *
     * @param savedModel folder of the SavedModel
     * @param manifest of the explainer
     * @param config of the session
     * @param asked receives the number of records after each batch
     */
    public ExplainedModel(Path savedModel, Manifest manifest, ConfigProto config, IntConsumer asked) {
        this(
                savedModel,
                manifest.input(),
                manifest.signatures(),
                manifest.frozenModel().tensors(),
                config,
                asked);
    }

    /**
     * Loads an explainer that is not published yet.
     *
     * @param savedModel folder of the SavedModel
     * @param input the input of the explainer
     * @param signatures of the explainer
     * @param frozen names of the frozen model's tensors, in the form of {@link Manifest.FrozenModel#tensors()}; null if
     *     they are not known
     * @param config of the session
     * @param asked receives the number of records after each batch
     */
    public ExplainedModel(
            Path savedModel,
            Manifest.Input input,
            List<Manifest.Signature> signatures,
            JsonNode frozen,
            ConfigProto config,
            IntConsumer asked) {
        this.input = input;
        SavedModelBundle bundle = SavedModelBundle.loader(savedModel.toString())
                .withTags("serve")
                .withConfigProto(config)
                .load();
        release = bundle::close;
        tensors = bundle.graph();
        Map<String, SignatureDef> definitions = bundle.metaGraphDef().getSignatureDefMap();
        SortedMap<Integer, String> inputs = new TreeMap<>();
        for (Manifest.Signature signature : signatures) {
            if (signature.verifies()) {
                SignatureDef definition = definitions.get(signature.name());
                int length = signature.length();
                inputs.put(length, definition.getInputsOrThrow("input").getName());
                predictions.put(
                        length, definition.getOutputsOrThrow("prediction").getName());
                masks.put(length, definition.getOutputsOrThrow("mask").getName());
                maskedPredictions.put(
                        length,
                        definition.getOutputsOrThrow("masked_prediction").getName());
                if (definition.containsOutputs("evidence")) {
                    evidence.put(
                            length, definition.getOutputsOrThrow("evidence").getName());
                    baselines.put(
                            length, definition.getOutputsOrThrow("baseline").getName());
                }
                if (frozen != null && frozen.has(Integer.toString(length))) {
                    FrozenTensors names = JSON.convertValue(frozen.get(Integer.toString(length)), FrozenTensors.class);
                    features.put(length, names.features());
                }
            }
        }
        graph = new SequenceGraph(bundle.session(), input.tensor(), inputs, counted(asked));
        gradients = new GradientGraph(tensors, predictions, maskedPredictions, masks, features);
    }

    /**
     * Wraps an explainer that is being fitted.
     *
     * @param session of the graph, which the caller must close
     * @param input the input of the explainer
     * @param served tensors of the explainer by length
     */
    public ExplainedModel(
            Graph graph, Session session, Manifest.Input input, SortedMap<Integer, MaskedModel.Tensors> served) {
        this.input = input;
        release = () -> {};
        tensors = graph;
        SortedMap<Integer, String> inputs = new TreeMap<>();
        served.forEach((length, copy) -> {
            inputs.put(length, copy.input());
            predictions.put(length, copy.prediction());
            masks.put(length, copy.mask());
            maskedPredictions.put(length, copy.maskedPrediction());
            if (copy.evidence() != null) {
                evidence.put(length, copy.evidence().values());
                baselines.put(length, copy.evidence().baseline());
            }
        });
        this.graph = new SequenceGraph(session, input.tensor(), inputs);
        gradients = new GradientGraph(tensors, predictions, maskedPredictions, masks, features);
    }

    private IntConsumer counted(IntConsumer asked) {
        return records -> {
            passes += records;
            asked.accept(records);
            if (Thread.currentThread().isInterrupted()) {
                throw new UncheckedIOException(
                        "The evaluation was interrupted",
                        new InterruptedIOException(
                                "the same command with --resume continues after the last finished step."));
            }
        };
    }

    /** Number of records that went through the graph so far; a gradient counts as one. */
    public long passes() {
        return passes;
    }

    /** The input of the explainer. */
    public Manifest.Input input() {
        return input;
    }

    /** The regions into which the parts of records are grouped for methods and curves. */
    public Regions regions() {
        return Regions.of(input);
    }

    /** The length of the graph's copy that a record goes through, in tokens or pixels. */
    public int length(EncodedInput record) {
        return graph.length(record);
    }

    /** Returns the frozen model's prediction for each record: a value, or the probabilities of the classes. */
    public float[][] predictions(List<? extends EncodedInput> records) {
        return graph.rows(records, predictions);
    }

    /**
     * Number of weights of a record's mask: one for each token except special ones, or one for each cell of an image's
     * grid.
     */
    public int parts(EncodedInput record) {
        return input.image() == null ? record.parts() : input.image().cells();
    }

    /** Returns the explainer's own mask of each record, one weight per part. */
    public List<float[]> masks(List<? extends EncodedInput> records) {
        return explained(graph.rows(records, masks), records);
    }

    /**
     * What an explainer says about records.
     *
     * @param predictions of the frozen model: a value for each record, or the probabilities of the classes
     * @param masks of the records, one weight per part
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Explained(float[][] predictions, List<float[]> masks) {}

    /** Returns the predictions and masks of records in one pass. */
    public Explained explained(List<? extends EncodedInput> records) {
        List<float[][]> rows = graph.allRows(records, List.of(predictions, masks), List.of());
        return new Explained(rows.get(0), explained(rows.get(1), records));
    }

    /** Returns what users get for the parts of records from what the networks give. */
    private List<float[]> explained(float[][] rows, List<? extends EncodedInput> records) {
        List<float[]> networks = trimmed(rows, records);
        List<float[]> explained = new ArrayList<>(networks.size());
        for (int i = 0; i < networks.size(); i++) {
            explained.add(records.get(i).explained(networks.get(i)));
        }
        return List.copyOf(explained);
    }

    /** Whether the explainer gives signed evidence in addition to its masks. */
    public boolean hasEvidence() {
        return !evidence.isEmpty();
    }

    /**
     * An explainer's evidence.
     *
     * @param values for one output of each record: one number for each token, or for each cell of an image's evidence,
     *     with {@link #evidenceColumns} cells per row
     * @param baselines the prediction for each record without its parts: a value, or the probabilities of the classes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Evidence(List<float[]> values, float[][] baselines) {}

    /**
     * Returns the explainer's evidence for one output of each record.
     *
     * @param classes of each record; 0 if the model predicts a value
     */
    public Evidence evidence(List<? extends EncodedInput> records, int[] classes) {
        List<float[][]> rows = graph.allRows(records, List.of(evidence, baselines), List.of());
        float[][] all = rows.get(0);
        float[][] ofClass = new float[all.length][];
        for (int i = 0; i < all.length; i++) {
            int parts = (int) tensors.outputOrThrow(evidence.get(graph.length(records.get(i))))
                    .shape()
                    .get(2);
            ofClass[i] = Arrays.copyOfRange(all[i], classes[i] * parts, (classes[i] + 1) * parts);
        }
        return new Evidence(explained(ofClass, records), rows.get(1));
    }

    /** Number of cells in a row of an image's evidence. */
    public int evidenceColumns() {
        return EvidenceNetwork.cells(input.image().maskWidth());
    }

    /** Returns the frozen model's prediction for each record multiplied by a mask, one weight per part. */
    public float[][] maskedPredictions(List<? extends EncodedInput> records, List<float[]> weights) {
        return graph.rows(records, maskedPredictions, List.of(Feed.of(masks, rows(records, weights))));
    }

    /**
     * Returns the gradient of the masked prediction with respect to the mask. Since the mask multiplies the difference
     * of a part from the reference, the gradient at a weight of 1 is the sum over the part's channels of gradient times
     * input.
     *
     * @param weights the mask of each record at which the gradient is taken, one weight per part
     * @param classes the class of each record to explain; ignored if the model predicts a value
     * @param target the quantity of the class that is differentiated
     * @return one number per part
     */
    public List<float[]> maskGradients(
            List<? extends EncodedInput> records, List<float[]> weights, int[] classes, Target target) {
        List<Feed> feeds = new ArrayList<>();
        feeds.add(Feed.of(masks, rows(records, weights)));
        return computed(records, classes, target, feeds);
    }

    /**
     * Returns gradients at other records times the records themselves, at a mask of ones: the sum over a part's
     * channels of the gradient at the other record times the part's own difference from the reference.
     *
     * @param others the result of {@link #differences}, changed
     */
    public List<float[]> maskGradients(
            List<? extends EncodedInput> records, int[] classes, Target target, List<float[]> others) {
        List<Feed> feeds = new ArrayList<>();
        feeds.add(Feed.of(masks, rows(records, ones(records))));
        SortedMap<Integer, String> products = gradients.products(lengths(records));
        feeds.add(new Feed(products, others, sample(products)));
        return computed(records, classes, target, feeds);
    }

    private List<float[]> computed(
            List<? extends EncodedInput> records, int[] classes, Target target, List<Feed> feeds) {
        SortedMap<Integer, String> computed = gradients.ofMasks(lengths(records), target);
        gradients.chosen(lengths(records), classes).ifPresent(feeds::add);
        return trimmed(graph.rows(records, computed, feeds), records);
    }

    /**
     * Returns the difference of each part from the reference, which the mask multiplies: channels last, including
     * padding.
     */
    public List<float[]> differences(List<? extends EncodedInput> records) {
        return List.of(graph.rows(
                records, gradients.products(lengths(records)), List.of(Feed.of(masks, rows(records, ones(records))))));
    }

    /**
     * Returns the indices of a record's maskable elements in its row of {@link #differences}: all elements of an image;
     * for a sequence those of the tokens that the mask weighs.
     *
     * @param elements number of elements of the row
     * @return the indices
     */
    public int[] maskableParts(EncodedInput record, int elements) {
        if (input.image() != null) {
            return IntStream.range(0, elements).toArray();
        }
        int length = graph.length(record);
        int channels = elements / length;
        return IntStream.range(0, record.parts())
                .map(part -> record.place(part, input.tensor(), length) * channels)
                .flatMap(first -> IntStream.range(first, first + channels))
                .toArray();
    }

    private long[] sample(SortedMap<Integer, String> names) {
        Shape shape = tensors.outputOrThrow(names.get(names.firstKey())).shape();
        long[] sample = new long[shape.numDimensions() - 1];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = shape.get(i + 1);
        }
        if (input.image() == null) {
            sample[0] = -1; // The length, which depends on the copy of the graph.
        }
        return sample;
    }

    /**
     * Grad-CAM (Selvaraju et al. 2017) at the features that the mask network reads.
     *
     * @param classes of each record; ignored if the model predicts a value
     * @return rows of {@link #featureColumns} numbers, 0 or more, row by row
     */
    public List<float[]> gradCam(List<? extends EncodedInput> records, int[] classes) {
        SortedMap<Integer, String> computed = gradients.gradCam(lengths(records));
        List<Feed> feeds = new ArrayList<>();
        gradients.chosen(lengths(records), classes).ifPresent(feeds::add);
        return List.of(graph.rows(records, computed, feeds));
    }

    /**
     * Whether the prediction is computed from features that are feature maps of an image, [batch, height, width,
     * channels].
     */
    public boolean hasFeatureMaps() {
        return !features.isEmpty()
                && !gradients.featureMaps(features.firstKey()).isEmpty();
    }

    /** Approximate number of multiplications of a prediction by the longest copy; empty if unknown. */
    public OptionalLong multiplications() {
        return gradients.multiplications(predictions.lastKey());
    }

    /** Number of positions in a row of an image's features. */
    public int featureColumns() {
        return (int)
                tensors.outputOrThrow(features.get(features.firstKey())).shape().get(2);
    }

    private Set<Integer> lengths(List<? extends EncodedInput> records) {
        return records.stream().map(graph::length).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns a mask of ones for each record. */
    public List<float[]> ones(List<? extends EncodedInput> records) {
        return constant(records, 1);
    }

    /** Returns a mask of equal weights for each record. */
    public List<float[]> constant(List<? extends EncodedInput> records, float weight) {
        return records.stream()
                .map(record -> {
                    float[] same = new float[parts(record)];
                    Arrays.fill(same, weight);
                    return same;
                })
                .toList();
    }

    private List<float[]> rows(List<? extends EncodedInput> records, List<float[]> weights) {
        List<float[]> rows = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            rows.add(row(records.get(i), weights.get(i)));
        }
        return rows;
    }

    /** Places the weights of a record in the row of the mask's tensor. */
    private float[] row(EncodedInput record, float[] weights) {
        if (input.image() != null) {
            return weights;
        }
        int length = graph.length(record);
        float[] row = new float[length];
        for (int part = 0; part < weights.length; part++) {
            row[record.place(part, input.tensor(), length)] = weights[part];
        }
        return row;
    }

    private List<float[]> trimmed(float[][] rows, List<? extends EncodedInput> records) {
        if (input.image() == null) {
            for (int i = 0; i < rows.length; i++) {
                EncodedInput record = records.get(i);
                float[] parts = new float[record.parts()];
                for (int part = 0; part < parts.length; part++) {
                    parts[part] = rows[i][record.place(part, input.tensor(), graph.length(record))];
                }
                rows[i] = parts;
            }
        }
        return List.of(rows);
    }

    @Override
    public void close() {
        release.run();
    }
}
