package io.maskstream.trainer.model;

import com.google.protobuf.InvalidProtocolBufferException;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Weights;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature of a SavedModel with its functions inlined, its variables read, and its text processing before the token
 * ids cut off. {@link #atLength} gives a graph for one length of input without functions, variables, loops and
 * branches, which can therefore be differentiated and copied.
 */
public final class ImportedSavedModel {

    /** The signature that TensorFlow writes by default. */
    private static final String SERVING_DEFAULT = "serving_default";

    private static final String SERVE = "serve";
    private static final String FILE = "saved_model.pb";
    private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");

    private final Path folder;
    private final GraphDef graph;
    private final FunctionInliner functions;
    private final Map<String, TensorProto> variables;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private final Optional<TextLookup> lookup;
    private final List<String> notes;

    private ImportedSavedModel(
            Path folder,
            GraphDef graph,
            FunctionInliner functions,
            Map<String, TensorProto> variables,
            List<Port> inputs,
            List<Port> outputs,
            Optional<TextLookup> lookup,
            List<String> notes) {
        this.folder = folder;
        this.graph = graph;
        this.functions = functions;
        this.variables = variables;
        this.inputs = inputs;
        this.outputs = outputs;
        this.lookup = lookup;
        this.notes = notes;
    }

    /**
     * Reads a SavedModel. Its variables and tables are read only once, for any number of lengths.
     *
     * @param signature name of the signature; null for {@code serving_default}, or the only one
     * @throws IOException if it cannot be read, has no such signature, or processes texts in a way that loses
     *     positions; says what to do
     */
    public static ImportedSavedModel open(Path folder, String signature) throws IOException {
        MetaGraphDef meta = read(folder.resolve(FILE));
        SignatureDef chosen = signature(folder, meta, signature);
        List<Port> inputs = ports(chosen.getInputsMap());
        List<Port> outputs = ports(chosen.getOutputsMap());
        try {
            GraphDef needed = GraphDefs.pruned(
                    meta.getGraphDef(), outputs.stream().map(Port::tensor).toList());
            FunctionInliner functions = new FunctionInliner(meta.getGraphDef());
            FunctionInliner.Body body =
                    functions.inlined(needed, outputs.stream().map(Port::tensor).toList());
            outputs = withTensors(outputs, body.outputs());
            GraphDef graph = InferenceRewrites.of(needed.toBuilder()
                    .clearLibrary()
                    .clearNode()
                    .addAllNode(body.nodes())
                    .build());
            graph = GraphDefs.pruned(graph, body.outputs());
            Set<String> left = GraphDefs.nodes(graph).keySet();
            inputs = inputs.stream()
                    .filter(input -> left.contains(input.tensor()))
                    .toList();
            Optional<Port> text = inputs.stream()
                    .filter(input -> input.dtype() == DataType.DT_STRING)
                    .findFirst();
            Optional<TextLookup> lookup = Optional.empty();
            List<String> notes = new ArrayList<>();
            Map<String, TensorProto> values = Map.of();
            if (text.isPresent() || hasVariables(graph)) {
                try (SavedModelSession session = new SavedModelSession(folder, tag(meta))) {
                    if (text.isPresent()) {
                        TextFrontEnd.Cut cut = TextFrontEnd.cut(graph, text.get(), body.outputs(), functions, session);
                        graph = cut.graph();
                        lookup = Optional.of(cut.lookup());
                        inputs = inputs.stream()
                                .map(input -> input.equals(text.get()) ? cut.ids() : input)
                                .toList();
                        notes.add(cut.note());
                    }
                    values = session.variables(variables(graph));
                }
            }
            return new ImportedSavedModel(folder, graph, functions, values, inputs, outputs, lookup, notes);
        } catch (IllegalArgumentException e) {
            throw unexplainable(folder, e);
        }
    }

    /** The signature's inputs, with free sizes where the SavedModel leaves them free; token ids in place of texts. */
    public List<Port> inputs() {
        return inputs;
    }

    /** The signature's outputs. */
    List<Port> outputs() {
        return outputs;
    }

    /** The text processing that was cut off before the ids, if the model takes texts. */
    Optional<TextLookup> lookup() {
        return lookup;
    }

    /** The graph, in which loops are not yet unrolled. */
    GraphDef definition() {
        return graph;
    }

    /**
     * Returns the model for inputs of one length. Nodes that depend on no input have the same names for all lengths.
     *
     * @param length size of the inputs' second dimension where the SavedModel leaves it free: the number of tokens for
     *     texts and molecules. Empty if nothing depends on it
     * @throws IOException if the model takes another length, or has a loop or branch that depends on more than the
     *     length
     */
    public ImportedModel atLength(OptionalInt length) throws IOException {
        try {
            List<String> told = new ArrayList<>(notes);
            List<Port> sized = new ArrayList<>();
            Map<String, Port> byTensor = new HashMap<>();
            for (Port input : inputs) {
                Port port = sized(input, length);
                sized.add(port);
                byTensor.put(port.tensor(), port);
            }
            GraphDef.Builder placed = graph.toBuilder().clearNode();
            for (NodeDef node : graph.getNodeList()) {
                placed.addNode(
                        byTensor.containsKey(node.getName()) ? shaped(node, byTensor.get(node.getName())) : node);
            }
            List<String> wanted = outputs.stream().map(Port::tensor).toList();
            LoopUnrolling.Unrolled unrolled = LoopUnrolling.of(placed.build(), functions, variables, wanted);
            if (unrolled.loops() > 0) {
                told.add("It has " + unrolled.loops() + (unrolled.loops() == 1 ? " loop" : " loops")
                        + " over the positions, unrolled into " + unrolled.steps() + " steps: "
                        + unrolled.graph().getNodeCount() + " nodes in all.");
            }
            List<String> kept = new ArrayList<>(unrolled.outputs());
            kept.addAll(unrolled.sequences());
            GraphDef folded = GraphDefs.pruned(GraphDefs.folded(unrolled.graph(), variables), kept);
            return new ImportedModel(
                    folded, sized, withTensors(outputs, unrolled.outputs()), lookup, told, unrolled.steps());
        } catch (IllegalArgumentException e) {
            throw unexplainable(folder, e);
        }
    }

    private static Port sized(Port input, OptionalInt length) {
        if (length.isEmpty() || input.shape() == null || input.shape().size() < 2) {
            return input;
        }
        long given = input.shape().get(1);
        if (input.shape().size() > 3) {
            return input;
        }
        if (given >= 0 && given != length.getAsInt() && given != 1) {
            throw new IllegalArgumentException(
                    "its input '" + input.key() + "' takes " + given + " tokens, not " + length.getAsInt());
        }
        List<Long> shape = new ArrayList<>(input.shape());
        if (given < 0) {
            shape.set(1, (long) length.getAsInt());
        }
        return new Port(input.key(), input.tensor(), input.dtype(), shape);
    }

    private static NodeDef shaped(NodeDef placeholder, Port port) {
        if (port.shape() == null) {
            return placeholder;
        }
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        port.shape()
                .forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
        return placeholder.toBuilder()
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .build();
    }

    /**
     * Reads the part of a SavedModel's graph that some tensors need.
     *
     * @param tensors names after inlining; see {@link FunctionInliner}
     * @throws IOException if it cannot be read, lacks a tensor, or has control flow
     */
    public static GraphDef graph(Path folder, Collection<String> tensors) throws IOException {
        MetaGraphDef meta = read(folder.resolve(FILE));
        try {
            FunctionInliner functions = new FunctionInliner(meta.getGraphDef());
            FunctionInliner.Body body = functions.inlined(meta.getGraphDef(), List.copyOf(tensors));
            GraphDef whole = meta.getGraphDef().toBuilder()
                    .clearLibrary()
                    .clearNode()
                    .addAllNode(body.nodes())
                    .build();
            GraphDef needed = GraphDefs.pruned(InferenceRewrites.of(whole), tensors);
            Map<String, TensorProto> values = Map.of();
            if (hasVariables(needed)) {
                try (SavedModelSession session = new SavedModelSession(folder, tag(meta))) {
                    values = session.variables(variables(needed));
                }
            }
            LoopUnrolling.Unrolled unrolled = LoopUnrolling.of(needed, functions, values, List.copyOf(tensors));
            return GraphDefs.pruned(GraphDefs.folded(unrolled.graph(), values), unrolled.outputs());
        } catch (IllegalArgumentException e) {
            throw unexplainable(folder, e);
        }
    }

    /**
     * Reads the values of all weights, by name, from a SavedModel that this trainer wrote.
     *
     * @throws IOException if it cannot be read
     */
    public static Map<String, TensorProto> weights(Path folder) throws IOException {
        return Weights.values(read(folder.resolve(FILE)).getGraphDef());
    }

    private static IOException unexplainable(Path folder, IllegalArgumentException e) {
        return new IOException("The SavedModel in " + folder + " cannot be explained: " + e.getMessage(), e);
    }

    private static MetaGraphDef read(Path file) throws IOException {
        SavedModel model;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            model = SavedModel.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(file + " is not a SavedModel: " + e.getMessage(), e);
        }
        return model.getMetaGraphsList().stream()
                .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(SERVE))
                .findFirst()
                .or(() -> model.getMetaGraphsList().stream().findFirst())
                .orElseThrow(() -> new IOException(file + " is not a SavedModel: it has no graph."));
    }

    private static String tag(MetaGraphDef meta) {
        List<String> tags = meta.getMetaInfoDef().getTagsList();
        return tags.isEmpty() || tags.contains(SERVE) ? SERVE : tags.get(0);
    }

    private static SignatureDef signature(Path folder, MetaGraphDef meta, String wanted) throws IOException {
        Map<String, SignatureDef> signatures = new TreeMap<>(meta.getSignatureDefMap());
        signatures
                .entrySet()
                .removeIf(signature -> signature.getKey().startsWith("__saved_model_")
                        || signature.getValue().getOutputsCount() == 0
                        || signature.getValue().getInputsCount() == 0);
        if (wanted != null) {
            SignatureDef signature = signatures.get(wanted);
            if (signature == null) {
                throw new IOException("The SavedModel in " + folder + " has no signature '" + wanted + "'; it has "
                        + signatures.keySet() + ".");
            }
            return signature;
        }
        if (signatures.containsKey(SERVING_DEFAULT)) {
            return signatures.get(SERVING_DEFAULT);
        }
        if (signatures.size() != 1) {
            throw new IOException(
                    signatures.isEmpty()
                            ? "The SavedModel in " + folder + " has no signature that names its inputs and outputs;"
                                    + " save it with Keras' model.export, or with signatures=... of tf.saved_model.save."
                            : "The SavedModel in " + folder + " has several signatures, and none is named "
                                    + SERVING_DEFAULT + "; choose one of " + signatures.keySet() + ".");
        }
        return signatures.values().iterator().next();
    }

    private static List<Port> ports(Map<String, TensorInfo> tensors) {
        return new TreeMap<>(tensors)
                .entrySet().stream()
                        .map(tensor -> new Port(
                                tensor.getKey(),
                                GraphDefs.canonical(tensor.getValue().getName()),
                                tensor.getValue().getDtype(),
                                shape(tensor.getValue().getTensorShape())))
                        .toList();
    }

    private static List<Long> shape(TensorShapeProto shape) {
        return shape.getUnknownRank()
                ? null
                : shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    }

    private static List<Port> withTensors(List<Port> ports, List<String> tensors) {
        List<Port> moved = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            moved.add(new Port(port.key(), GraphDefs.canonical(tensors.get(i)), port.dtype(), port.shape()));
        }
        return moved;
    }

    private static boolean hasVariables(GraphDef graph) {
        return !variables(graph).isEmpty();
    }

    private static List<NodeDef> variables(GraphDef graph) {
        return graph.getNodeList().stream()
                .filter(node -> VARIABLES.contains(node.getOp()))
                .toList();
    }
}
