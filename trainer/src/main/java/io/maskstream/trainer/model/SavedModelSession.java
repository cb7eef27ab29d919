package io.maskstream.trainer.model;

import com.google.protobuf.ByteString;
import io.maskstream.trainer.tensor.TensorProtos;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.TensorProto;

/** A SavedModel whose variables are restored and whose tables are filled. */
final class SavedModelSession implements AutoCloseable {

    /** Prefix of the names of nodes that are added to the SavedModel's own. */
    private static final String ADDED = "maskstream_added";

    private final SavedModelBundle bundle;
    private final Path folder;
    private int added;

    /**
     * Restores a SavedModel.
     *
     * @param tag of its graph
     * @throws IOException if it cannot be restored
     */
    SavedModelSession(Path folder, String tag) throws IOException {
        this.folder = folder;
        // The rewriter would look at all of the author's functions each time that something is asked for.
        ConfigProto asItIs = ConfigProto.newBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
        try {
            bundle = SavedModelBundle.loader(folder.toString())
                    .withTags(tag)
                    .withConfigProto(asItIs)
                    .load();
        } catch (TensorFlowException e) {
            throw unreadable(e);
        }
    }

    /** Values of variables, by the name of their node; all of them in one call. */
    Map<String, TensorProto> variables(Collection<NodeDef> variables) throws IOException {
        Map<String, TensorProto> values = new LinkedHashMap<>();
        if (variables.isEmpty()) {
            return values;
        }
        try {
            Session.Runner runner = bundle.session().runner();
            for (NodeDef node : variables) {
                runner.fetch(node.getOp().equals("VarHandleOp") ? read(bundle.graph(), node) : node.getName() + ":0");
            }
            try (Result result = runner.run()) {
                int i = 0;
                for (NodeDef node : variables) {
                    values.put(node.getName(), TensorProtos.of(result.get(i++)));
                }
            }
        } catch (TensorFlowException e) {
            throw unreadable(e);
        }
        return values;
    }

    /** Adds an operation that reads a resource variable. */
    private static String read(Graph graph, NodeDef handle) {
        String name = ADDED + "/" + handle.getName();
        graph.opBuilder("ReadVariableOp", name, graph.baseScope())
                .addInput(graph.outputOrThrow(handle.getName() + ":0"))
                .setAttr("dtype", handle.getAttrOrThrow("dtype").getType())
                .build();
        return name + ":0";
    }

    /**
     * Adds nodes to the SavedModel's own, with whose variables and tables they share what they have.
     *
     * @return what their names start with from now on
     */
    String add(GraphDef nodes) {
        GraphDef.Builder shared = nodes.toBuilder().clearNode();
        for (NodeDef node : nodes.getNodeList()) {
            boolean named = node.containsAttr("shared_name")
                    && node.getAttrOrThrow("shared_name").getS().isEmpty();
            shared.addNode(
                    named
                            ? node.toBuilder()
                                    .putAttr(
                                            "shared_name",
                                            AttrValue.newBuilder()
                                                    .setS(ByteString.copyFromUtf8(node.getName()))
                                                    .build())
                                    .build()
                            : node);
        }
        String prefix = ADDED + "_" + added++;
        bundle.graph().importGraphDef(shared.build(), prefix);
        return prefix + "/";
    }

    Session session() {
        return bundle.session();
    }

    Graph graph() {
        return bundle.graph();
    }

    private IOException unreadable(TensorFlowException e) {
        return new IOException(
                "The variables of the SavedModel in " + folder + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        bundle.close();
    }
}
