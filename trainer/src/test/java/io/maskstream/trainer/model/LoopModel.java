package io.maskstream.trainer.model;

import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.TensorProtos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A graph whose loop doubles token ids {@code x} [batch, 4] a number of times; {@code y} is the sigmoid of the result.
 */
final class LoopModel {

    static final int LENGTH = 4;

    private LoopModel() {}

    static GraphDef graph(int times) {
        return GraphDef.newBuilder()
                .addNode(node("x", "Placeholder")
                        .putAttr("dtype", GraphDefs.type(DataType.DT_INT32))
                        .putAttr(
                                "shape",
                                AttrValue.newBuilder().setShape(shape()).build()))
                .addNode(node("floats", "Cast", "x")
                        .putAttr("SrcT", GraphDefs.type(DataType.DT_INT32))
                        .putAttr("DstT", GraphDefs.type(DataType.DT_FLOAT)))
                .addNode(GraphDefs.constant("start", TensorProtos.scalar(DataType.DT_INT32, 0)))
                .addNode(node("loop", "StatelessWhile", "start", "floats")
                        .putAttr("cond", function("goes_on"))
                        .putAttr("body", function("step"))
                        .putAttr(
                                "T",
                                AttrValue.newBuilder()
                                        .setList(AttrValue.ListValue.newBuilder()
                                                .addType(DataType.DT_INT32)
                                                .addType(DataType.DT_FLOAT))
                                        .build()))
                .addNode(node("y", "Sigmoid", "loop:1").putAttr("T", GraphDefs.type(DataType.DT_FLOAT)))
                .setLibrary(FunctionDefLibrary.newBuilder()
                        .addFunction(goesOn(times))
                        .addFunction(step()))
                .build();
    }

    /** Writes the graph as a SavedModel whose outputs are all {@code y}. */
    static void write(Path folder, int times, String... outputs) throws IOException {
        SignatureDef.Builder signature = SignatureDef.newBuilder()
                .setMethodName("tensorflow/serving/predict")
                .putInputs("ids", info("x:0", DataType.DT_INT32));
        for (String output : outputs) {
            signature.putOutputs(output, info("y:0", DataType.DT_FLOAT));
        }
        SavedModel model = SavedModel.newBuilder()
                .addMetaGraphs(MetaGraphDef.newBuilder()
                        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                        .setGraphDef(graph(times))
                        .putSignatureDef("serving_default", signature.build()))
                .build();
        Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
    }

    private static FunctionDef goesOn(int times) {
        return FunctionDef.newBuilder()
                .setSignature(arguments("goes_on").addOutputArg(argument("result", DataType.DT_BOOL)))
                .addNodeDef(GraphDefs.constant("limit", TensorProtos.scalar(DataType.DT_INT32, times)))
                .addNodeDef(
                        node("less", "Less", "count", "limit:output:0").putAttr("T", GraphDefs.type(DataType.DT_INT32)))
                .putRet("result", "less:z:0")
                .build();
    }

    private static FunctionDef step() {
        return FunctionDef.newBuilder()
                .setSignature(arguments("step")
                        .addOutputArg(argument("counted", DataType.DT_INT32))
                        .addOutputArg(argument("doubled", DataType.DT_FLOAT)))
                .addNodeDef(GraphDefs.constant("one", TensorProtos.scalar(DataType.DT_INT32, 1)))
                .addNodeDef(
                        node("next", "AddV2", "count", "one:output:0").putAttr("T", GraphDefs.type(DataType.DT_INT32)))
                .addNodeDef(node("twice", "AddV2", "value", "value").putAttr("T", GraphDefs.type(DataType.DT_FLOAT)))
                .putRet("counted", "next:z:0")
                .putRet("doubled", "twice:z:0")
                .build();
    }

    private static OpDef.Builder arguments(String name) {
        return OpDef.newBuilder()
                .setName(name)
                .addInputArg(argument("count", DataType.DT_INT32))
                .addInputArg(argument("value", DataType.DT_FLOAT));
    }

    private static OpDef.ArgDef argument(String name, DataType type) {
        return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
    }

    private static AttrValue function(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }

    private static NodeDef.Builder node(String name, String operation, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(operation).addAllInput(List.of(inputs));
    }

    private static TensorInfo info(String tensor, DataType type) {
        return TensorInfo.newBuilder()
                .setName(tensor)
                .setDtype(type)
                .setTensorShape(shape())
                .build();
    }

    private static TensorShapeProto shape() {
        return TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(LENGTH))
                .build();
    }
}
