package io.maskstream.trainer.tensor;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Runs a graph on records. Each record goes through the copy of the graph for its length. */
public final class SequenceGraph {

    private static final int BATCH = 64;

    private final Session session;
    private final InputTensor tensor;
    private final SortedMap<Integer, String> inputs;
    private final IntConsumer asked;

    /**
     * Creates a runner in a session.
     *
     * @param tensor input tensor of the graph
     * @param inputs names of the input placeholders by length in tokens or pixels
     */
    public SequenceGraph(Session session, InputTensor tensor, SortedMap<Integer, String> inputs) {
        this(session, tensor, inputs, records -> {});
    }

    /**
     * Creates a runner that reports its progress.
     *
     * @param tensor input tensor of the graph
     * @param inputs names of the input placeholders by length in tokens or pixels
     * @param asked receives the number of records after each batch
     */
    public SequenceGraph(Session session, InputTensor tensor, SortedMap<Integer, String> inputs, IntConsumer asked) {
        this.session = session;
        this.tensor = tensor;
        this.inputs = new TreeMap<>(inputs);
        this.asked = asked;
    }

    /** Returns the length of the graph that a record goes through: the shortest that the record fits into. */
    public int length(EncodedInput input) {
        return inputs.tailMap(input.length()).firstKey();
    }

    /**
     * Computes an output for each record.
     *
     * @param outputs name of a float32 tensor by length: [batch], [batch, classes] or [batch, length]
     * @return one row of the tensor for each record, in order, including padding
     */
    public float[][] rows(List<? extends EncodedInput> records, Map<Integer, String> outputs) {
        return rows(records, outputs, List.of());
    }

    /**
     * Values to feed for a tensor of the graph, in place of its computed values.
     *
     * @param tensors names of the float32 tensor by length
     * @param rows the elements of one row for each record
     * @param sample shape of a row; -1 for the dimension that follows from the number of elements
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed to one run; never compared.
    public record Feed(Map<Integer, String> tensors, List<float[]> rows, long... sample) {

        /** Creates a feed for a tensor of shape [batch, width]. */
        public static Feed of(Map<Integer, String> tensors, List<float[]> rows) {
            return new Feed(tensors, rows, -1);
        }

        private TFloat32 tensor(List<Integer> batch) {
            int width = rows.get(batch.get(0)).length;
            FloatBuffer flat = FloatBuffer.allocate(batch.size() * width);
            batch.forEach(record -> flat.put(rows.get(record)));
            long[] shape = new long[sample.length + 1];
            shape[0] = batch.size();
            long known = 1;
            for (long side : sample) {
                known *= side < 0 ? 1 : side;
            }
            for (int i = 0; i < sample.length; i++) {
                shape[i + 1] = sample[i] < 0 ? width / known : sample[i];
            }
            return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(flat.array()));
        }
    }

    /**
     * Computes an output for each record with other tensors replaced.
     *
     * @param outputs name of a float32 tensor by length, whose first dimension is the batch
     * @param feeds the replacements
     * @return the elements of the tensor's row for each record, in order, including padding
     */
    public float[][] rows(List<? extends EncodedInput> records, Map<Integer, String> outputs, List<Feed> feeds) {
        return allRows(records, List.of(outputs), feeds).get(0);
    }

    /**
     * Computes several outputs for each record in one pass.
     *
     * @param outputs for each output the name of a float32 tensor by length, whose first dimension is the batch
     * @param feeds the replacements
     * @return for each output the elements of the tensor's row for each record, in order, including padding
     */
    public List<float[][]> allRows(
            List<? extends EncodedInput> records, List<? extends Map<Integer, String>> outputs, List<Feed> feeds) {
        List<float[][]> rows =
                outputs.stream().map(output -> new float[records.size()][]).toList();
        Map<Integer, List<Integer>> byLength = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            byLength.computeIfAbsent(length(records.get(i)), key -> new ArrayList<>())
                    .add(i);
        }
        byLength.forEach((length, members) -> {
            for (int start = 0; start < members.size(); start += BATCH) {
                List<Integer> batch = members.subList(start, Math.min(start + BATCH, members.size()));
                List<String> names =
                        outputs.stream().map(output -> output.get(length)).toList();
                run(length, records, batch, names, feeds, rows);
                asked.accept(batch.size());
            }
        });
        return rows;
    }

    private void run(
            int length,
            List<? extends EncodedInput> records,
            List<Integer> batch,
            List<String> outputs,
            List<Feed> feeds,
            List<float[][]> rows) {
        Session.Runner runner = session.runner();
        outputs.forEach(runner::fetch);
        List<TFloat32> replaced = new ArrayList<>();
        try (RawTensor input = tensor(tensor, batch.stream().map(records::get).toList(), length)) {
            runner.feed(inputs.get(length), input);
            for (Feed feed : feeds) {
                TFloat32 replacement = feed.tensor(batch);
                replaced.add(replacement);
                runner.feed(feed.tensors().get(length), replacement);
            }
            try (Result result = runner.run()) {
                for (int i = 0; i < rows.size(); i++) {
                    scatter((TFloat32) result.get(i), batch, rows.get(i));
                }
            }
        } finally {
            replaced.forEach(TFloat32::close);
        }
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

    /**
     * Returns a batch as a padded tensor.
     *
     * @param length length of the graph in tokens or pixels
     */
    public static RawTensor tensor(InputTensor input, List<? extends EncodedInput> batch, int length) {
        Shape shape = Shape.of(input.shape(batch.size(), length));
        ByteDataBuffer data = DataBuffers.of(input.batch(batch, length).array());
        return (input.type() == InputTensor.ElementType.INT32
                        ? Tensor.of(TInt32.class, shape, data)
                        : Tensor.of(TUint8.class, shape, data))
                .asRawTensor();
    }

    /** Returns the values of variables by the names of their nodes. */
    public static Map<String, TensorProto> values(Session session, Collection<String> variables) {
        // One run, because TensorFlow prepares the whole graph again for every set of fetched tensors.
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
