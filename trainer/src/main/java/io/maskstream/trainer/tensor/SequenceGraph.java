package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Asks a graph about sequences, each through the copy of the graph for its length. */
public final class SequenceGraph {

    private static final int BATCH = 64;

    private final Session session;
    private final SortedMap<Integer, String> inputs;

    /**
     * Asks in a session.
     *
     * @param inputs names of the int32 [batch, length] placeholders by length
     */
    public SequenceGraph(Session session, SortedMap<Integer, String> inputs) {
        this.session = session;
        this.inputs = new TreeMap<>(inputs);
    }

    /**
     * Computes an output for each sequence.
     *
     * @param ids one row a sequence, unpadded
     * @param outputs name of a float32 tensor by length: [batch], [batch, classes] or [batch, length]
     * @return one row a sequence in the order of {@code ids}: the row of the tensor, padding included
     */
    public float[][] rows(List<int[]> ids, Map<Integer, String> outputs) {
        return rows(ids, outputs, Map.of(), List.of());
    }

    /**
     * Computes an output for each sequence while another tensor is replaced.
     *
     * @param replaced name of the float32 [batch, length] tensor to replace, by length; empty for none
     * @param values one row a sequence for it, unpadded
     */
    public float[][] rows(
            List<int[]> ids, Map<Integer, String> outputs, Map<Integer, String> replaced, List<float[]> values) {
        float[][] rows = new float[ids.size()][];
        Map<Integer, List<Integer>> byLength = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            int length = inputs.tailMap(ids.get(i).length).firstKey();
            byLength.computeIfAbsent(length, key -> new ArrayList<>()).add(i);
        }
        byLength.forEach((length, members) -> {
            for (int start = 0; start < members.size(); start += BATCH) {
                List<Integer> batch = members.subList(start, Math.min(start + BATCH, members.size()));
                Session.Runner runner = session.runner().fetch(outputs.get(length));
                int[][] batchIds = batch.stream().map(ids::get).toArray(int[][]::new);
                try (TInt32 input = padded(batchIds, length);
                        TFloat32 replacement = replaced.isEmpty()
                                ? null
                                : padded(batch.stream().map(values::get).toArray(float[][]::new), length)) {
                    runner.feed(inputs.get(length), input);
                    if (replacement != null) {
                        runner.feed(replaced.get(length), replacement);
                    }
                    try (Result result = runner.run()) {
                        scatter((TFloat32) result.get(0), batch, rows);
                    }
                }
            }
        });
        return rows;
    }

    private static void scatter(TFloat32 tensor, List<Integer> batch, float[][] rows) {
        float[] flat = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(flat));
        int width = flat.length / batch.size();
        for (int i = 0; i < batch.size(); i++) {
            float[] row = new float[width];
            System.arraycopy(flat, i * width, row, 0, width);
            rows[batch.get(i)] = row;
        }
    }

    /** Token ids as a tensor of shape [rows, length], padded with 0. */
    public static TInt32 padded(int[][] ids, int length) {
        int[] flat = new int[ids.length * length];
        for (int row = 0; row < ids.length; row++) {
            System.arraycopy(ids[row], 0, flat, row * length, ids[row].length);
        }
        return TInt32.tensorOf(Shape.of(ids.length, length), DataBuffers.of(flat));
    }

    private static TFloat32 padded(float[][] values, int length) {
        float[] flat = new float[values.length * length];
        for (int row = 0; row < values.length; row++) {
            System.arraycopy(values[row], 0, flat, row * length, Math.min(length, values[row].length));
        }
        return TFloat32.tensorOf(Shape.of(values.length, length), DataBuffers.of(flat));
    }

    /** The values of variables, by the names of their nodes. */
    public static Map<String, TensorProto> values(Session session, Collection<String> variables) {
        // In one run: TensorFlow prepares the whole graph anew for every set of tensors that is asked for.
        Session.Runner runner = session.runner();
        variables.forEach(runner::fetch);
        Map<String, TensorProto> values = new LinkedHashMap<>();
        try (Result result = runner.run()) {
            int next = 0;
            for (String variable : variables) {
                values.put(variable, TensorProtos.of(result.get(next++)));
            }
        }
        return values;
    }
}
