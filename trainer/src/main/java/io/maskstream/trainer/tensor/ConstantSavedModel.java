package io.maskstream.trainer.tensor;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Writes SavedModels with constants in place of variables: a single file, with nothing to restore at load time. */
public final class ConstantSavedModel {

    /** TensorFlow's only SavedModel schema so far. */
    private static final int SCHEMA_VERSION = 1;

    private ConstantSavedModel() {}

    /**
     * A signature to write.
     *
     * @param inputs tensor names by argument
     * @param outputs tensor names by result
     */
    public record SignatureTensors(Map<String, String> inputs, Map<String, String> outputs) {}

    /**
     * Writes {@code saved_model.pb} with the part of a graph that the signatures need.
     *
     * @param folder to write to; created if it does not exist
     * @param graph a graph without variables
     */
    public static void write(Path folder, GraphDef graph, Map<String, SignatureTensors> signatures) throws IOException {
        List<String> wanted = new ArrayList<>();
        signatures.values().forEach(signature -> {
            wanted.addAll(signature.inputs().values());
            wanted.addAll(signature.outputs().values());
        });
        GraphDef pruned = GraphDefs.pruned(graph, wanted);
        MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(pruned);
        meta.getMetaInfoDefBuilder().addTags("serve");
        try (Graph typed = new Graph()) {
            typed.importGraphDef(pruned);
            signatures.forEach((name, signature) -> {
                SignatureDef.Builder definition = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
                signature.inputs().forEach((key, tensor) -> definition.putInputs(key, info(typed, tensor)));
                signature.outputs().forEach((key, tensor) -> definition.putOutputs(key, info(typed, tensor)));
                meta.putSignatureDef(name, definition.build());
            });
        }
        Files.createDirectories(folder);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("saved_model.pb")))) {
            // The same model gives the same bytes, and so the same digest.
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.useDeterministicSerialization();
            SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(SCHEMA_VERSION)
                    .addMetaGraphs(meta)
                    .build()
                    .writeTo(coded);
            coded.flush();
        }
    }

    private static TensorInfo info(Graph graph, String tensor) {
        Output<?> output = graph.outputOrThrow(tensor);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (output.shape().isUnknown()) {
            shape.setUnknownRank(true);
        } else {
            for (long size : output.shape().asArray()) {
                shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
            }
        }
        return TensorInfo.newBuilder()
                .setName(tensor.contains(":") ? tensor : tensor + ":0")
                .setDtype(output.dataType())
                .setTensorShape(shape)
                .build();
    }
}
