package io.maskstream.trainer.model;

import com.google.protobuf.ByteString;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.tensorflow.types.TBool;

/** A session on a SavedModel with its variables restored and its tables filled. */
final class SavedModelSession implements AutoCloseable {

    /** Prefix of the names of nodes that are added to the SavedModel's own. */
    private static final String ADDED = "maskstream_added";

    private static final String HANDLE = "VarHandleOp";

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
        // Graph optimization would process all functions of the model whenever other tensors are fetched.
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

    /** Reads the values of variables, by the name of their node, in one call. */
    Map<String, TensorProto> variables(Collection<NodeDef> variables) throws IOException {
        Map<String, TensorProto> values = new LinkedHashMap<>();
        if (variables.isEmpty()) {
            return values;
        }
        try {
            Map<String, String> restored = restored(variables);
            Session.Runner runner = bundle.session().runner();
            for (NodeDef node : variables) {
                runner.fetch(
                        restored.containsKey(node.getName())
                                ? read(bundle.graph(), node, restored.get(node.getName()))
                                : node.getName() + ":0");
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

    /**
     * Finds the values of resource variables. {@code tf.saved_model.save} of a Keras 3 model writes each variable
     * twice: one that the signature reads, and a copy, initialised from it, which is the one that is restored.
     *
     * @return name of the restored variable, by the name of the one that the signature reads
     * @throws IOException if neither of the two was restored
     */
    private Map<String, String> restored(Collection<NodeDef> variables) throws IOException {
        List<String> handles = variables.stream()
                .filter(node -> node.getOp().equals(HANDLE))
                .map(NodeDef::getName)
                .toList();
        Set<String> open = new LinkedHashSet<>(handles);
        open.removeAll(initialized(handles));
        Map<String, String> restored = new HashMap<>();
        handles.stream().filter(name -> !open.contains(name)).forEach(name -> restored.put(name, name));
        if (open.isEmpty()) {
            return restored;
        }
        Map<String, List<String>> copies = copies();
        List<String> candidates = open.stream()
                .flatMap(name -> copies.getOrDefault(name, List.of()).stream())
                .toList();
        Set<String> filled = initialized(candidates);
        for (String name : open) {
            restored.put(
                    name,
                    copies.getOrDefault(name, List.of()).stream()
                            .filter(filled::contains)
                            .findFirst()
                            .orElseThrow(() -> new IOException("The variables of the SavedModel in " + folder
                                    + " have no value for '" + name
                                    + "'; save the model again, with Keras' model.export.")));
        }
        return restored;
    }

    /** Returns those of the resource variables that have a value. */
    private Set<String> initialized(List<String> handles) {
        Set<String> filled = new HashSet<>();
        if (handles.isEmpty()) {
            return filled;
        }
        Graph graph = bundle.graph();
        Session.Runner runner = bundle.session().runner();
        for (String handle : handles) {
            String name = ADDED + "_asked/" + handle;
            graph.opBuilder("VarIsInitializedOp", name, graph.baseScope())
                    .addInput(graph.outputOrThrow(handle + ":0"))
                    .build();
            runner.fetch(name + ":0");
        }
        try (Result result = runner.run()) {
            for (int i = 0; i < handles.size(); i++) {
                if (((TBool) result.get(i)).getBoolean()) {
                    filled.add(handles.get(i));
                }
            }
        }
        return filled;
    }

    /** Names of the variables that are initialised from another one, by the name of the latter. */
    private Map<String, List<String>> copies() {
        Map<String, NodeDef> nodes = GraphDefs.nodes(bundle.metaGraphDef().getGraphDef());
        Map<String, List<String>> copies = new HashMap<>();
        for (NodeDef node : nodes.values()) {
            if (node.getOp().equals("AssignVariableOp")) {
                NodeDef value = nodes.get(GraphDefs.nodeOf(node.getInput(1)));
                while (value != null && value.getOp().equals("Identity")) {
                    value = nodes.get(GraphDefs.nodeOf(value.getInput(0)));
                }
                if (value != null && value.getOp().equals("ReadVariableOp")) {
                    copies.computeIfAbsent(GraphDefs.nodeOf(value.getInput(0)), name -> new ArrayList<>())
                            .add(GraphDefs.nodeOf(node.getInput(0)));
                }
            }
        }
        return copies;
    }

    /** Adds an operation that reads a resource variable. */
    private static String read(Graph graph, NodeDef handle, String from) {
        String name = ADDED + "/" + handle.getName();
        graph.opBuilder("ReadVariableOp", name, graph.baseScope())
                .addInput(graph.outputOrThrow(from + ":0"))
                .setAttr("dtype", handle.getAttrOrThrow("dtype").getType())
                .build();
        return name + ":0";
    }

    /**
     * Adds nodes to the graph of the SavedModel, which share its variables and tables.
     *
     * @return the prefix of their names
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
