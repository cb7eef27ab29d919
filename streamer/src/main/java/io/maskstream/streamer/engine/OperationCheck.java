package io.maskstream.streamer.engine;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.maskstream.schemas.artifact.RegularFile;
import io.maskstream.schemas.record.Quotes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/**
 * Checks every operation of a SavedModel before TensorFlow opens it, in each of its graphs and in all functions of
 * their libraries, whether they are called or not. The file is parsed field by field, which needs little memory however
 * large it is, and the memory needed for loading it is estimated. Variables, assets, and everything that TensorFlow
 * would run while it loads are refused outright, because an explainer's weights are constants.
 */
final class OperationCheck {

    private static final String FILE = "saved_model.pb";

    /** The largest of the shipped explainers has 10,000. */
    private static final int MOST_NODES = 1_000_000;

    /** Prefix of signatures that TensorFlow runs while it loads a SavedModel, or reserves for its own use. */
    private static final String RUN_AT_LOAD = "__saved_model";

    /**
     * Bytes of the Java heap per byte of the file: DJL copies the graph onto the heap. Weights keep about their size
     * there, but the smallest parts of a graph, of 2 to 10 bytes, become objects of 40 to 250 bytes.
     */
    private static final int HEAP_OF_WEIGHTS = 2;

    private static final int HEAP_OF_OTHERS = 40;

    private final AllowedOperations allowed;
    private int nodes;
    private long weights;

    private OperationCheck(AllowedOperations allowed) {
        this.allowed = allowed;
    }

    /**
     * Checks a SavedModel on disk.
     *
     * @throws ForbiddenOperationException if it contains something that is not allowed
     * @throws EngineException if it may need too much of the heap
     * @throws IOException if it is not a SavedModel
     */
    static void check(Path folder, AllowedOperations allowed) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.getFileName().toString().equals(FILE)) {
                    throw notConstant(
                            "the file " + Quotes.shown(file.getFileName().toString()));
                }
            }
        }
        try (InputStream in = RegularFile.open(folder.resolve(FILE))) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            OperationCheck check = new OperationCheck(allowed);
            check.savedModel(coded);
            check.heap(coded.getTotalBytesRead(), Runtime.getRuntime().maxMemory() / 2);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(FILE + " is not a SavedModel", e);
        }
    }

    /**
     * Checks the graph that TensorFlow has loaded, in case TensorFlow has parsed the file differently.
     *
     * @throws ForbiddenOperationException if it contains something that is not allowed
     */
    static void check(GraphDef graph, AllowedOperations allowed) {
        OperationCheck check = new OperationCheck(allowed);
        graph.getNodeList().forEach(node -> check.operation(node.getName(), node.getOp()));
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            check.function(function.getSignature().getName());
            function.getNodeDefList().forEach(node -> check.operation(node.getName(), node.getOp()));
        }
    }

    /** Reads a field that is a message. */
    @FunctionalInterface
    private interface Part {
        void read(CodedInputStream in) throws IOException;
    }

    private static void part(CodedInputStream in, Part part) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        part.read(in);
        in.checkLastTagWas(0);
        in.popLimit(limit);
    }

    private static boolean is(int tag, int field) {
        return tag == (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private void savedModel(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, SavedModel.META_GRAPHS_FIELD_NUMBER)) {
                part(in, this::metaGraph);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void metaGraph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case MetaGraphDef.SAVER_DEF_FIELD_NUMBER, MetaGraphDef.OBJECT_GRAPH_DEF_FIELD_NUMBER ->
                    throw notConstant("variables");
                case MetaGraphDef.COLLECTION_DEF_FIELD_NUMBER -> throw notConstant("collections");
                case MetaGraphDef.ASSET_FILE_DEF_FIELD_NUMBER -> throw notConstant("assets");
                default -> {
                    if (is(tag, MetaGraphDef.GRAPH_DEF_FIELD_NUMBER)) {
                        part(in, this::graph);
                    } else if (is(tag, MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER)) {
                        part(in, this::signature);
                    } else {
                        in.skipField(tag);
                    }
                }
            }
        }
    }

    /** Reads an entry of the map of signatures; field 1 is its key. */
    private void signature(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, 1)) {
                String name = text(in);
                if (name.startsWith(RUN_AT_LOAD)) {
                    throw notConstant("the signature " + Quotes.shown(name));
                }
            } else {
                in.skipField(tag);
            }
        }
    }

    private void graph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, GraphDef.NODE_FIELD_NUMBER)) {
                part(in, this::node);
            } else if (is(tag, GraphDef.LIBRARY_FIELD_NUMBER)) {
                part(in, this::library);
            } else {
                in.skipField(tag);
            }
        }
    }

    /** Reads the functions; in a FunctionDefLibrary, they are field 1. */
    private void library(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, 1)) {
                part(in, this::function);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void function(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, FunctionDef.NODE_DEF_FIELD_NUMBER)) {
                part(in, this::node);
            } else if (is(tag, FunctionDef.SIGNATURE_FIELD_NUMBER)) {
                part(in, this::functionName);
            } else {
                in.skipField(tag);
            }
        }
    }

    /** Reads the name of a function, which is field 1 of an OpDef. */
    private void functionName(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, 1)) {
                function(text(in));
            } else {
                in.skipField(tag);
            }
        }
    }

    /** A repeated field counts each time: if a node has several operations, all must be allowed. */
    private void node(CodedInputStream in) throws IOException {
        String name = "";
        List<String> operations = new ArrayList<>(1);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, NodeDef.NAME_FIELD_NUMBER)) {
                name = text(in);
            } else if (is(tag, NodeDef.OP_FIELD_NUMBER)) {
                operations.add(text(in));
            } else if (is(tag, NodeDef.ATTR_FIELD_NUMBER)) {
                part(in, this::attribute);
            } else {
                in.skipField(tag);
            }
        }
        if (operations.isEmpty()) {
            operation(name, "");
        }
        for (String operation : operations) {
            operation(name, operation);
        }
    }

    /** Reads an entry of the map of a node's attributes; field 2 is its value. */
    private void attribute(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, 2)) {
                part(in, this::attributeValue);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void attributeValue(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, AttrValue.TENSOR_FIELD_NUMBER)) {
                part(in, this::tensor);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void tensor(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (is(tag, TensorProto.TENSOR_CONTENT_FIELD_NUMBER)
                    || is(tag, TensorProto.FLOAT_VAL_FIELD_NUMBER)
                    || is(tag, TensorProto.DOUBLE_VAL_FIELD_NUMBER)) {
                int size = in.readRawVarint32();
                weights += size;
                in.skipRawBytes(size);
            } else {
                in.skipField(tag);
            }
        }
    }

    /** Refuses graphs that could exhaust the heap, which would end the process again after each restart. */
    private void heap(long bytes, long most) {
        long needed = HEAP_OF_WEIGHTS * weights + HEAP_OF_OTHERS * (bytes - weights);
        if (needed > most) {
            throw new EngineException("its graph may need " + (needed >> 20) + " MB, but only half of the Java heap, "
                    + (most >> 20) + " MB, is allowed; give the process more (-Xmx).");
        }
    }

    private static String text(CodedInputStream in) throws IOException {
        return new String(in.readByteArray(), StandardCharsets.UTF_8);
    }

    /**
     * TensorFlow uses such a function instead of the operation of that name, and one that calls itself would never end.
     */
    private void function(String name) {
        if (allowed.allow(name)) {
            throw new ForbiddenOperationException(
                    "its graph has a function with the name of the operation " + Quotes.shown(name) + ".");
        }
    }

    private void operation(String node, String operation) {
        if (++nodes > MOST_NODES) {
            throw new ForbiddenOperationException("its graphs have more than " + MOST_NODES + " nodes.");
        }
        if (!allowed.allow(operation)) {
            throw new ForbiddenOperationException("its graph has the operation '" + Quotes.shown(operation)
                    + "' at the node '" + Quotes.shown(node)
                    + "', which is not one of those that only compute; publish a"
                    + " graph without it, as the trainer does.");
        }
    }

    private static ForbiddenOperationException notConstant(String what) {
        return new ForbiddenOperationException(
                "its SavedModel has " + what + " in addition to its graph; publish one file, " + FILE
                        + ", with constants instead of variables, as the trainer does.");
    }
}
