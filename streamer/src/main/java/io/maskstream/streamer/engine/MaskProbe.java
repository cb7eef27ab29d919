package io.maskstream.streamer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import ai.djl.training.ParameterStore;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputTensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/**
 * Predicts an input through masks with any weights. Uses the verifying signatures of an explainer's graph, but feeds
 * the mask instead of computing it, on the SavedModel that is loaded already. Safe for use by several threads.
 */
final class MaskProbe {

    private static final String INPUT = "input";
    private static final String MASK = "mask";
    private static final String MASKED_PREDICTION = "masked_prediction";

    private final Manifest manifest;
    private final Map<Integer, TfSymbolBlock> graphs = new TreeMap<>();

    /**
     * @param bundle the loaded SavedModel
     * @param manifest the manifest that lists its signatures
     */
    MaskProbe(SavedModelBundle bundle, Manifest manifest) {
        this.manifest = manifest;
        for (Manifest.Signature signature : manifest.signatures()) {
            if (signature.verifies()) {
                SignatureDef verifying = bundle.getMetaGraphDef().getSignatureDefOrThrow(signature.name());
                graphs.put(signature.length(), block(bundle, signature.name(), verifying));
            }
        }
    }

    private static TfSymbolBlock block(SavedModelBundle bundle, String name, SignatureDef verifying) {
        SignatureDef probing = SignatureDef.newBuilder()
                .setMethodName(verifying.getMethodName())
                .putInputs(INPUT, verifying.getInputsOrThrow(INPUT))
                .putInputs(MASK, verifying.getOutputsOrThrow(MASK))
                .putOutputs(MASKED_PREDICTION, verifying.getOutputsOrThrow(MASKED_PREDICTION))
                .build();
        MetaGraphDef signatures =
                MetaGraphDef.newBuilder().putSignatureDef(name, probing).build();
        return new TfSymbolBlock(new SavedModelBundle(bundle.getGraph(), bundle.getSession(), signatures), name);
    }

    /**
     * Predicts one input through each mask, in one call of the graph.
     *
     * @param manager manager of the arrays, which the caller frees
     * @param length length of the graph, in tokens or pixels
     * @param masks at least one mask, each with a weight in [0,1] for every part of the input
     * @return the numbers of the predictions, one row per mask
     */
    float[] predict(NDManager manager, EncodedInput input, int length, List<float[]> masks) {
        InputTensor tensor = manifest.input().tensor();
        int batch = masks.size();
        int weights = manifest.input().maskLength(length);
        float[] fed = new float[batch * weights];
        for (int i = 0; i < batch; i++) {
            place(masks.get(i), input, tensor, length, fed, i * weights);
        }
        NDArray rows = manager.create(
                tensor.batch(Collections.nCopies(batch, input), length),
                new Shape(tensor.shape(batch, length)),
                switch (tensor.type()) {
                    case INT32 -> DataType.INT32;
                    case UINT8 -> DataType.UINT8;
                });
        rows.setName(INPUT);
        NDArray fedMasks = manager.create(fed, new Shape(batch, weights));
        fedMasks.setName(MASK);
        NDList outputs =
                graphs.get(length).forward(new ParameterStore(manager, false), new NDList(rows, fedMasks), false);
        return outputs.get(MASKED_PREDICTION).toFloatArray();
    }

    private void place(float[] mask, EncodedInput input, InputTensor tensor, int length, float[] fed, int row) {
        if (manifest.input().image() != null) {
            System.arraycopy(mask, 0, fed, row, mask.length);
            return;
        }
        for (int part = 0; part < mask.length; part++) {
            fed[row + input.place(part, tensor, length)] = mask[part];
        }
    }
}
