package io.maskstream.trainer.model;

import com.google.protobuf.InvalidProtocolBufferException;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import io.maskstream.trainer.tensor.Weights;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** Takes the graph out of a SavedModel, with its variables folded to constants and its functions inlined. */
public final class ImportedSavedModel {

    /**
     * What can be neither copied nor differentiated here: bodies of functional control flow are no part of the graph, and
     * the copy of a loop would share the original's frame.
     */
    private static final Set<String> CONTROL_FLOW =
            Set.of("While", "StatelessWhile", "If", "StatelessIf", "Case", "StatelessCase", "Enter");

    private ImportedSavedModel() {}

    /**
     * The part of a SavedModel's graph that some tensors need.
     *
     * @param tensors by the names that they have after inlining; see {@link FunctionInliner}
     * @throws IOException if it cannot be read, lacks a tensor, or has control flow
     */
    public static GraphDef graph(Path folder, Collection<String> tensors) throws IOException {
        try {
            GraphDef needed =
                    GraphDefs.pruned(FunctionInliner.inlined(read(folder.resolve("saved_model.pb"))), tensors);
            refuseControlFlow(needed);
            return GraphDefs.pruned(GraphDefs.folded(needed, variables(folder, needed)), tensors);
        } catch (IllegalArgumentException e) {
            throw new IOException("The SavedModel in " + folder + " cannot be explained: " + e.getMessage(), e);
        }
    }

    /**
     * The values of all weights, by name, in a SavedModel that this trainer has written.
     *
     * @throws IOException if it cannot be read
     */
    public static Map<String, TensorProto> weights(Path folder) throws IOException {
        return Weights.values(read(folder.resolve("saved_model.pb")));
    }

    private static GraphDef read(Path file) throws IOException {
        SavedModel model;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            model = SavedModel.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(file + " is no SavedModel: " + e.getMessage(), e);
        }
        if (model.getMetaGraphsCount() == 0) {
            throw new IOException(file + " is no SavedModel: it has no graph.");
        }
        return model.getMetaGraphs(0).getGraphDef();
    }

    private static void refuseControlFlow(GraphDef graph) {
        for (NodeDef node : graph.getNodeList()) {
            if (CONTROL_FLOW.contains(node.getOp())) {
                throw new IllegalArgumentException("the node '" + node.getName() + "' is control flow (" + node.getOp()
                        + "); export the model with its loops unrolled and its branches decided, in Keras with"
                        + " unroll=True on recurrent layers and training=False");
            }
        }
    }

    private static Map<String, TensorProto> variables(Path folder, GraphDef graph) throws IOException {
        Map<String, TensorProto> values = new LinkedHashMap<>();
        if (graph.getNodeList().stream().noneMatch(ImportedSavedModel::isVariable)) {
            return values;
        }
        try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve")) {
            Session session = bundle.session();
            for (NodeDef node : graph.getNodeList()) {
                if (isVariable(node)) {
                    String tensor =
                            node.getOp().equals("VarHandleOp") ? read(bundle.graph(), node) : node.getName() + ":0";
                    try (Result result = session.runner().fetch(tensor).run()) {
                        values.put(node.getName(), TensorProtos.of(result.get(0)));
                    }
                }
            }
        } catch (TensorFlowException e) {
            throw new IOException(
                    "The variables of the SavedModel in " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return values;
    }

    private static boolean isVariable(NodeDef node) {
        return node.getOp().equals("VarHandleOp")
                || node.getOp().equals("VariableV2")
                || node.getOp().equals("Variable");
    }

    /** Adds an operation that reads a resource variable. */
    private static String read(Graph graph, NodeDef handle) {
        String name = "maskstream_read/" + handle.getName();
        graph.opBuilder("ReadVariableOp", name, graph.baseScope())
                .addInput(graph.outputOrThrow(handle.getName() + ":0"))
                .setAttr("dtype", handle.getAttrOrThrow("dtype").getType())
                .build();
        return name + ":0";
    }
}
