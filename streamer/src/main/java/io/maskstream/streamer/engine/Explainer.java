package io.maskstream.streamer.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import ai.djl.training.ParameterStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Quotes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A loaded version of an explainer. One batch is one call of its graph, which exists in several input lengths on the
 * same loaded SavedModel. Safe for use by several threads.
 */
public final class Explainer implements AutoCloseable {

    private final Manifest manifest;
    private final InputTensor tensor;
    private final ExplainerIdentity identity;
    private final Reservations reservations;
    private final InputEncoding encoding;
    private final EncodedInput probe;
    private final NumericMode numericMode;
    private final Model model;
    private final NavigableMap<Integer, TfSymbolBlock> explaining = new TreeMap<>();
    private final NavigableMap<Integer, TfSymbolBlock> verifying = new TreeMap<>();
    private MaskProbe probing;

    private Explainer(
            ExplainerArtifact artifact,
            List<String> despite,
            ImageLimits images,
            NumericMode numericMode,
            Model model) {
        this.manifest = artifact.manifest();
        this.identity = new ExplainerIdentity(
                manifest.name(),
                manifest.version(),
                artifact.digest(),
                manifest.frozenModel().sha256());
        this.reservations = Reservations.of(manifest, despite);
        this.encoding = artifact.encoding(images);
        this.tensor = manifest.input().tensor();
        this.probe = encoding.probe();
        this.numericMode = numericMode;
        this.model = model;
    }

    /** Loads an explainer with the default limits for images, which runs each call only on the calling thread. */
    public static Explainer load(ExplainerArtifact artifact) {
        return load(artifact, List.of(), ImageLimits.usual(), 1, false, AllowedOperations.computing());
    }

    /**
     * Loads an explainer, which still has to be warmed up (see {@link ExplainerLoader}).
     *
     * @param despite conditions of the gate that were overridden when it was announced
     * @param images limits for images
     * @param threads number of threads for a call, at least 1; with 1, TensorFlow uses the calling thread
     * @param bfloat16 whether convolutions over images multiply in bfloat16
     * @param operations operations that its graph may contain
     * @throws InvalidArtifactException if this build cannot encode the explainer's input
     * @throws ForbiddenOperationException if its SavedModel may do more than compute; nothing of it has run in that
     *     case
     * @throws EngineException if its SavedModel is not a TensorFlow model, or does not match its manifest
     */
    static Explainer load(
            ExplainerArtifact artifact,
            List<String> despite,
            ImageLimits images,
            int threads,
            boolean bfloat16,
            AllowedOperations operations) {
        TensorFlowLibrary.load(threads);
        Manifest manifest = artifact.manifest();
        if (manifest.signatures().isEmpty()) {
            throw new EngineException("The manifest in " + artifact.folder() + " contains no signature.");
        }
        Model model = Model.newInstance(manifest.name(), "TensorFlow");
        try {
            OperationCheck.check(artifact.savedModel(), operations);
            String first = manifest.signatures().get(0).name();
            model.load(
                    artifact.savedModel(),
                    null,
                    Map.of(
                            "Tags",
                            "serve",
                            "SignatureDefKey",
                            first,
                            "ConfigProto",
                            TensorFlowLibrary.session(threads, manifest.input().kind(), bfloat16)));
            OperationCheck.check(
                    ((TfSymbolBlock) model.getBlock())
                            .getSavedModelBundle()
                            .getMetaGraphDef()
                            .getGraphDef(),
                    operations);
            NumericMode numericMode =
                    NumericMode.of(bfloat16 && manifest.input().kind() == InputKind.IMAGE, threads);
            Explainer explainer = new Explainer(artifact, despite, images, numericMode, model);
            explainer.takeSignatures();
            return explainer;
        } catch (ForbiddenOperationException e) {
            model.close();
            throw new ForbiddenOperationException(
                    "The explainer in " + artifact.folder() + " must not be loaded: " + e.getMessage(), e);
        } catch (EngineException e) {
            model.close();
            throw new EngineException(
                    "The explainer in " + artifact.folder() + " cannot be served: " + e.getMessage(), e);
        } catch (InvalidArtifactException | Error e) {
            model.close();
            throw e;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new EngineException(
                    "The explainer in " + artifact.folder() + " cannot be loaded by TensorFlow: "
                            + Quotes.oneLine(e.getMessage() == null ? e.toString() : e.getMessage()) + ".",
                    e);
        }
    }

    /** Creates a block for every signature; all of them use the session that is loaded already. */
    private void takeSignatures() {
        var bundle = ((TfSymbolBlock) model.getBlock()).getSavedModelBundle();
        var defined = bundle.getMetaGraphDef().getSignatureDefMap();
        for (Manifest.Signature signature : manifest.signatures()) {
            var definition = defined.get(signature.name());
            String name = Quotes.shown(signature.name());
            if (signature.length() == null) {
                throw new EngineException("its manifest gives no length for the signature '" + name + "'.");
            }
            if (definition == null) {
                throw new EngineException("its SavedModel has no signature '" + name + "'.");
            }
            List<String> outputs = outputs(signature);
            if (!definition.containsInputs("input")
                    || !definition.getOutputsMap().keySet().containsAll(outputs)) {
                throw new EngineException("its signature '" + name + "' must have the input 'input' and the outputs "
                        + String.join(", ", outputs) + ".");
            }
            (signature.verifies() ? verifying : explaining)
                    .put(signature.length(), new TfSymbolBlock(bundle, signature.name()));
        }
        int longest = manifest.input().longest();
        if (explaining.ceilingKey(longest) == null || !verifying.keySet().equals(explaining.keySet())) {
            throw new EngineException("its signatures must explain and verify the same lengths, up to " + longest
                    + " tokens or pixels, but explain " + explaining.keySet() + " and verify " + verifying.keySet()
                    + ".");
        }
        probing = new MaskProbe(bundle, manifest);
    }

    private List<String> outputs(Manifest.Signature signature) {
        List<String> outputs = new ArrayList<>(List.of("prediction", "mask"));
        if (signature.verifies()) {
            outputs.add("masked_prediction");
        }
        if (manifest.evidence() != null) {
            outputs.addAll(List.of("evidence", "baseline"));
        }
        return outputs;
    }

    /** Returns what the gate found against it. */
    public Reservations reservations() {
        return reservations;
    }

    /** Returns name, version and digests, as every explanation contains them. */
    public ExplainerIdentity identity() {
        return identity;
    }

    public String name() {
        return manifest.name();
    }

    /** Returns the arithmetic that its graph computes in. */
    public NumericMode numericMode() {
        return numericMode;
    }

    /** Returns the kind of input that it takes. */
    public InputKind kind() {
        return encoding.kind();
    }

    /** Returns the encoding of an input as numbers for this explainer. */
    public InputEncoding encoding() {
        return encoding;
    }

    /** Returns how images are encoded; null for other kinds of input. */
    public ImageInput image() {
        return manifest.input().image();
    }

    /** Returns what its model predicts. */
    public Manifest.Output output() {
        return manifest.output();
    }

    /** Returns its manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns which evidence it gives; null for none. */
    public Manifest.Evidence evidence() {
        return manifest.evidence();
    }

    /**
     * Returns the length, in tokens or pixels, of the shortest graph that fits an input that this explainer has
     * encoded.
     */
    public int graphLength(EncodedInput input) {
        return explaining.ceilingKey(input.length());
    }

    /**
     * Runs every graph with one record and with a full batch, so that no record of the stream has to wait until memory
     * is allocated and kernels are chosen.
     *
     * @param maximumBatch maximum number of records in a batch
     * @param verifying whether the verifying graphs will be used as well
     * @throws EngineException if the graph fails, or its outputs do not have the shapes of the manifest or are not
     *     finite
     */
    public void warmUp(int maximumBatch, boolean verifying) {
        for (int length : explaining.keySet()) {
            for (int batch : new int[] {1, maximumBatch}) {
                List<EncodedInput> probes = Collections.nCopies(batch, probe);
                probe(probes, length, false);
                if (verifying) {
                    probe(probes, length, true);
                }
            }
        }
    }

    private void probe(List<EncodedInput> probes, int length, boolean verify) {
        for (ModelOutput output : explain(probes, length, verify)) {
            if (!output.isFinite()) {
                throw new EngineException(
                        "explainer " + manifest.name() + " " + manifest.version()
                                + " answers its probe (the first token of its vocabulary, or a grey image) with NaN or infinity.");
            }
        }
    }

    /**
     * Checks that the graph still answers, in order to tell a fault of the record from one of the model.
     *
     * @throws EngineException if it does not answer
     */
    public void check() {
        explain(List.of(probe), explaining.firstKey(), false);
    }

    /**
     * Explains a batch in one call of the graph.
     *
     * @param inputs at least one input, none longer than {@code length}
     * @param length length of the graph, in tokens or pixels, as {@link #graphLength} returned it
     * @param verify whether to predict the masked inputs as well
     * @return the graph's output for every input: mask weights are in [0,1] unless they are NaN, and there is evidence
     *     for every number of the prediction if the manifest says so
     * @throws EngineException if the graph fails
     */
    public List<ModelOutput> explain(List<? extends EncodedInput> inputs, int length, boolean verify) {
        TfSymbolBlock graph = (verify ? verifying : explaining).get(length);
        int batch = inputs.size();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray rows = manager.create(
                    tensor.batch(inputs, length),
                    new Shape(tensor.shape(batch, length)),
                    switch (tensor.type()) {
                        case INT32 -> DataType.INT32;
                        case UINT8 -> DataType.UINT8;
                    });
            // The outputs belong to the manager of the inputs, and are freed with it.
            NDList outputs = graph.forward(new ParameterStore(manager, false), new NDList(rows), false);
            int width = manifest.output().numbers();
            float[] predictions = numbers(outputs, "prediction", batch * width);
            int weights = manifest.input().maskLength(length);
            float[] masks = numbers(outputs, "mask", batch * weights);
            float[] masked = verify ? numbers(outputs, "masked_prediction", batch * width) : null;
            ModelOutput.Evidence[][] evidence =
                    manifest.evidence() == null ? null : evidence(outputs, predictions, inputs, length);
            List<ModelOutput> answers = new ArrayList<>(batch);
            for (int i = 0; i < batch; i++) {
                answers.add(new ModelOutput(
                        Arrays.copyOfRange(predictions, i * width, (i + 1) * width),
                        verify ? Arrays.copyOfRange(masked, i * width, (i + 1) * width) : null,
                        weights(masks, i * weights, inputs.get(i), length),
                        evidence == null ? null : evidence[i]));
            }
            return answers;
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EngineException(
                    "explainer " + manifest.name() + " " + manifest.version() + " failed on a batch of " + batch + ": "
                            + firstLine(e),
                    e);
        }
    }

    /** Returns the number of weights in the mask of an input: one per part, or one per cell of an image's grid. */
    public int weights(EncodedInput input) {
        return manifest.input().image() == null
                ? input.parts()
                : manifest.input().image().cells();
    }

    /**
     * Predicts one input through masks other than the explainer's own, in one call of the graph.
     *
     * @param length length of the graph, in tokens or pixels, as {@link #graphLength} returned it
     * @param masks at least one mask, each with {@link #weights} weights in [0,1]
     * @return the numbers of the prediction, for every mask
     * @throws EngineException if the graph fails
     */
    public List<float[]> predictMasked(EncodedInput input, int length, List<float[]> masks) {
        int width = manifest.output().numbers();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            float[] predictions = probing.predict(manager, input, length, masks);
            List<float[]> answers = new ArrayList<>(masks.size());
            for (int i = 0; i < masks.size(); i++) {
                answers.add(Arrays.copyOfRange(predictions, i * width, (i + 1) * width));
            }
            return answers;
        } catch (RuntimeException e) {
            throw new EngineException(
                    "explainer " + manifest.name() + " " + manifest.version() + " failed on " + masks.size()
                            + " masks: " + firstLine(e),
                    e);
        }
    }

    /** The other lines refer to places in the graph. */
    private static String firstLine(RuntimeException e) {
        return Quotes.oneLine((e.getMessage() == null ? e.toString() : e.getMessage())
                .lines()
                .findFirst()
                .orElse(""));
    }

    private float[] numbers(NDList outputs, String name, int expected) {
        float[] numbers = outputs.get(name).toFloatArray();
        if (numbers.length != expected) {
            throw new EngineException("its output '" + name + "' has " + numbers.length
                    + " numbers, but its manifest says " + expected + ".");
        }
        return numbers;
    }

    /** Returns the weights of one record, clipped to [0,1], because rounding may have carried some of them outside. */
    private float[] weights(float[] masks, int row, EncodedInput input, int length) {
        float[] weights = parts(masks, row, manifest.input().maskLength(length), input, length);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.min(1f, Math.max(0f, weights[i]));
        }
        return weights;
    }

    /** Returns the evidence of every input for each number of its prediction. */
    private ModelOutput.Evidence[][] evidence(
            NDList outputs, float[] predictions, List<? extends EncodedInput> inputs, int length) {
        int width = manifest.output().numbers();
        int parts = manifest.evidence().parts(length);
        float[] baselines = numbers(outputs, "baseline", predictions.length);
        float[] values = numbers(outputs, "evidence", predictions.length * parts);
        ModelOutput.Evidence[][] evidence = new ModelOutput.Evidence[inputs.size()][width];
        for (int i = 0; i < predictions.length; i++) {
            EncodedInput input = inputs.get(i / width);
            evidence[i / width][i % width] = ModelOutput.Evidence.of(
                    predictions[i], parts(values, i * parts, parts, input, length), baselines[i]);
        }
        return evidence;
    }

    /**
     * Returns the graph's numbers for the parts of one record, without padding and special tokens.
     *
     * @param row index at which the numbers of the record start, including padding
     * @param cells number of cells of an image
     */
    private float[] parts(float[] numbers, int row, int cells, EncodedInput input, int length) {
        if (manifest.input().image() != null) {
            return Arrays.copyOfRange(numbers, row, row + cells);
        }
        float[] parts = new float[input.parts()];
        for (int part = 0; part < parts.length; part++) {
            parts[part] = numbers[row + input.place(part, tensor, length)];
        }
        return input.explained(parts);
    }

    /** Frees the model; no thread may still be explaining. */
    @Override
    public void close() {
        // The blocks of the signatures only hold handles into the bundle, which the model closes.
        model.close();
    }
}
