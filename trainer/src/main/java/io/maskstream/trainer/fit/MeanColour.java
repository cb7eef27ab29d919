package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.mask.MaskReference;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.tensor.SequenceGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Mean of images in each channel, after the model's own scaling of pixel values. */
public final class MeanColour {

    /** Largest number of images to average. */
    private static final int RECORDS = 500;

    private MeanColour() {}

    /**
     * Returns the replacement of masked parts.
     *
     * @param records records in random order; the first {@value #RECORDS} are used
     * @param config session configuration
     * @return one value for each channel of the tensor that the mask multiplies; empty for zeros
     */
    public static List<Float> of(
            MaskReference reference, FrozenModel frozen, List<? extends EncodedInput> records, ConfigProto config) {
        Manifest.Input input = frozen.card().input();
        if (reference == MaskReference.ZERO || input.kind() != InputKind.IMAGE) {
            return List.of();
        }
        SortedMap<Integer, String> inputs = new TreeMap<>();
        SortedMap<Integer, String> means = new TreeMap<>();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(frozen.graph());
            Ops tf = Ops.create(graph);
            frozen.card().tensors().forEach((length, tensors) -> {
                Operand<TFloat32> pictures =
                        graph.outputOrThrow(tensors.maskable()).expect(TFloat32.class);
                int[] places =
                        IntStream.range(1, pictures.shape().numDimensions() - 1).toArray();
                inputs.put(length, tensors.input());
                means.put(
                        length, tf.math.mean(pictures, tf.constant(places)).op().name());
            });
            try (Session session = new Session(graph, config)) {
                return mean(new SequenceGraph(session, input.tensor(), inputs)
                        .rows(records.subList(0, Math.min(RECORDS, records.size())), means));
            }
        }
    }

    private static List<Float> mean(float[][] rows) {
        List<Float> mean = new ArrayList<>();
        for (int channel = 0; channel < rows[0].length; channel++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[channel];
            }
            mean.add((float) (sum / rows.length));
        }
        return List.copyOf(mean);
    }
}
