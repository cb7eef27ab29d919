package io.maskstream.trainer.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * A SavedModel with the structure that Keras writes: resource variables at the top level, restored by a saver, and
 * everything else in nested functions. It embeds two tokens and multiplies the embedding of the second by a kernel.
 */
final class KerasStyleModel {

    /** Tensor names after inlining. */
    static final String EMBEDDED = "StatefulPartitionedCall/embedding/StatefulPartitionedCall/Identity";

    static final String PREDICTION = "StatefulPartitionedCall/Identity";

    private static final float[][] TABLE = {{0, 0}, {1, 2}, {3, 4}, {5, 6}};
    private static final float[][] KERNEL = {{10}, {1}};

    private KerasStyleModel() {}

    /** Writes {@code saved_model.pb} and the variables. */
    static void write(Path folder) throws IOException {
        Path variables = folder.resolve("variables/variables");
        Files.createDirectories(variables.getParent());
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            tf.withName("serving_default_ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 2)));
            VarHandleOp table = variable(tf, "embedding", "table", Shape.of(4, 2));
            VarHandleOp kernel = variable(tf, "dense", "kernel", Shape.of(2, 1));
            List<Op> initial = List.of(
                    tf.assignVariableOp(table, tf.constant(TABLE)), tf.assignVariableOp(kernel, tf.constant(KERNEL)));
            SaverDef saver = saver(tf, List.of(table, kernel));
            GraphDef top = graph.toGraphDef();
            try (Session session = new Session(graph);
                    TString file = TString.scalarOf(variables.toString())) {
                Session.Runner runner = session.runner();
                initial.forEach(runner::addTarget);
                runner.run().close();
                session.runner()
                        .feed(saver.getFilenameTensorName(), file)
                        .addTarget(saver.getSaveTensorName())
                        .run()
                        .close();
            }
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder()
                    .setGraphDef(top.toBuilder()
                            .addNode(call(
                                    "StatefulPartitionedCall",
                                    "__inference_model_12",
                                    List.of("serving_default_ids", "embedding/table", "dense/kernel")))
                            .setLibrary(FunctionDefLibrary.newBuilder()
                                    .addFunction(model())
                                    .addFunction(embedding())))
                    .setSaverDef(saver);
            meta.getMetaInfoDefBuilder().addTags("serve");
            try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
                SavedModel.newBuilder()
                        .setSavedModelSchemaVersion(1)
                        .addMetaGraphs(meta)
                        .build()
                        .writeTo(out);
            }
        }
    }

    private static VarHandleOp variable(Ops tf, String layer, String name, Shape shape) {
        return tf.withSubScope(layer)
                .withName(name)
                .varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(layer + "/" + name));
    }

    private static SaverDef saver(Ops tf, List<VarHandleOp> variables) {
        Placeholder<TString> file =
                tf.withName("saver_filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
        Operand<TString> names = tf.array(
                variables.stream().map(variable -> variable.op().name()).toArray(String[]::new));
        Operand<TString> whole = tf.array(variables.stream().map(variable -> "").toArray(String[]::new));
        List<Operand<?>> values = variables.stream()
                .<Operand<?>>map(variable -> tf.readVariableOp(variable, TFloat32.class))
                .toList();
        Op save = tf.train.save(file, names, whole, values);
        Restore restored = tf.train.restore(file, names, whole, List.of(TFloat32.class, TFloat32.class));
        List<Op> assigned = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            assigned.add(tf.assignVariableOp(
                    variables.get(i), restored.tensors().get(i).asOutput()));
        }
        Op restore =
                tf.withName("restore_all").withControlDependencies(assigned).noOp();
        return SaverDef.newBuilder()
                .setFilenameTensorName(file.op().name() + ":0")
                .setSaveTensorName(save.op().name())
                .setRestoreOpName(restore.op().name())
                .setVersion(SaverDef.CheckpointFormatVersion.V2)
                .build();
    }

    /** Calls the embedding, takes the one of the second token, and multiplies it by the kernel. */
    private static FunctionDef model() {
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder()
                        .setName("__inference_model_12")
                        .setIsStateful(true)
                        .addInputArg(argument("ids", DataType.DT_INT32))
                        .addInputArg(argument("embedding_table", DataType.DT_RESOURCE))
                        .addInputArg(argument("dense_kernel", DataType.DT_RESOURCE))
                        .addOutputArg(argument("identity", DataType.DT_FLOAT)))
                .addNodeDef(call(
                        "embedding/StatefulPartitionedCall",
                        "__inference_embedding_7",
                        List.of("ids", "embedding_table")))
                .addNodeDef(node("unstack", "Unpack", "embedding/StatefulPartitionedCall:output:0")
                        .putAttr("num", number(2))
                        .putAttr("axis", number(1))
                        .putAttr("T", type(DataType.DT_FLOAT)))
                .addNodeDef(node("dense/ReadVariableOp", "ReadVariableOp", "dense_kernel")
                        .putAttr("dtype", type(DataType.DT_FLOAT)))
                .addNodeDef(node("dense/MatMul", "MatMul", "unstack:output:1", "dense/ReadVariableOp:value:0")
                        .putAttr("T", type(DataType.DT_FLOAT)))
                .addNodeDef(node("NoOp", "NoOp", "^embedding/StatefulPartitionedCall", "^dense/ReadVariableOp"))
                .addNodeDef(node("Identity", "Identity", "dense/MatMul:product:0", "^NoOp")
                        .putAttr("T", type(DataType.DT_FLOAT)))
                .putRet("identity", "Identity:output:0")
                .putControlRet("NoOp", "NoOp")
                .build();
    }

    private static FunctionDef embedding() {
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder()
                        .setName("__inference_embedding_7")
                        .setIsStateful(true)
                        .addInputArg(argument("ids", DataType.DT_INT32))
                        .addInputArg(argument("table", DataType.DT_RESOURCE))
                        .addOutputArg(argument("identity", DataType.DT_FLOAT)))
                .addNodeDef(node("lookup", "ResourceGather", "table", "ids")
                        .putAttr("dtype", type(DataType.DT_FLOAT))
                        .putAttr("Tindices", type(DataType.DT_INT32)))
                .addNodeDef(node("NoOp", "NoOp", "^lookup"))
                .addNodeDef(
                        node("Identity", "Identity", "lookup:output:0", "^NoOp").putAttr("T", type(DataType.DT_FLOAT)))
                .putRet("identity", "Identity:output:0")
                .build();
    }

    private static NodeDef call(String name, String function, List<String> inputs) {
        AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder().addType(DataType.DT_INT32);
        for (int i = 1; i < inputs.size(); i++) {
            types.addType(DataType.DT_RESOURCE);
        }
        return node(name, "StatefulPartitionedCall", inputs.toArray(String[]::new))
                .putAllAttr(Map.of(
                        "Tin", AttrValue.newBuilder().setList(types).build(),
                        "Tout",
                                AttrValue.newBuilder()
                                        .setList(
                                                AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                                        .build(),
                        "f",
                                AttrValue.newBuilder()
                                        .setFunc(NameAttrList.newBuilder().setName(function))
                                        .build()))
                .build();
    }

    private static NodeDef.Builder node(String name, String operation, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(operation).addAllInput(List.of(inputs));
    }

    private static OpDef.ArgDef argument(String name, DataType type) {
        return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue number(int value) {
        return AttrValue.newBuilder().setI(value).build();
    }
}
