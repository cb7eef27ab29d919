package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.Layers;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * Runs a model on artificial records and backpropagates the gradient of its prediction to the tensor that is masked.
 * The records are of several sorts. The gradient is taken before the softmax or sigmoid, since after it the gradient
 * vanishes for records of which the model is certain.
 */
public final class ModelProbe {

    private static final int RECORDS = 8;

    private static final int SEED = 1;

    private static final double NANOS_PER_MILLI = 1e6;

    /** As a difference of probabilities, or relative to a value. */
    private static final double LEAST_CHANGE = 1e-3;

    /** Added to probabilities, so that their logarithm is finite. */
    private static final float LEAST_PROBABILITY = 1e-20f;

    private static final Set<String> PASSING = Set.of("Identity", "StopGradient", "Reshape", "Squeeze", "ExpandDims");

    private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

    private ModelProbe() {}

    /**
     * The result of the probe.
     *
     * @param prediction of the first record
     * @param gradient largest absolute value of the gradient with respect to the maskable tensor over all records
     * @param change largest difference between the predictions of two records, in any column
     * @param millisPerRecord time of a prediction on the CPU in milliseconds per record, in a batch of a few records
     */
    @SuppressWarnings("ArrayRecordComponent") // Shown, never compared.
    public record Result(float[] prediction, double gradient, double change, double millisPerRecord) {

        /** Whether the prediction is nearly the same for all records. */
        public boolean isConstant() {
            double scale = 1;
            if (prediction.length == 1) {
                scale = Math.max(Math.abs(prediction[0]), Float.MIN_NORMAL);
            }
            return change < LEAST_CHANGE * scale;
        }
    }

    /**
     * Runs a model.
     *
     * @throws IllegalArgumentException if the prediction cannot be computed or differentiated, is not a finite number,
     *     or does not depend on the tensor that would be masked; the message continues a sentence about the model
     */
    public static Result of(FrozenModel model) {
        FrozenCard card = model.card();
        int length = card.tensors().lastKey();
        FrozenTensors tensors = card.tensors().get(length);
        Layers.registerGradients();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            Ops tf = Ops.create(graph);
            Output<?> maskable = output(graph, tensors.maskable());
            // A tensor that is fed cannot be fetched.
            String readable = tf.identity(maskable).op().name();
            String gradient = gradient(graph, explained(graph, tf, model, tensors.prediction()), maskable);
            // In a graph of unrolled loops, graph optimization would take much longer than the few calls.
            try (Session session = new Session(graph, ComputeDevice.CPU.sequenceSession());
                    Tensor input = input(card.input(), model.vocabulary().size(), length);
                    org.tensorflow.Result result = session.runner()
                            .feed(tensors.input(), input)
                            .fetch(tensors.prediction())
                            .fetch(gradient)
                            .fetch(readable)
                            .fetch(tensors.features())
                            .run()) {
                float[] prediction = checked(card, (TFloat32) result.get(0));
                double largest = largest((TFloat32) result.get(1));
                if (largest == 0) {
                    requireChange(session, tensors, input, prediction, (TFloat32) result.get(2));
                }
                int columns = prediction.length / RECORDS;
                return new Result(
                        Arrays.copyOf(prediction, columns),
                        largest,
                        change(prediction, columns),
                        millisPerRecord(session, tensors, input));
            }
        } catch (TensorFlowException e) {
            throw new IllegalArgumentException("TensorFlow cannot compute it: " + firstLine(e), e);
        }
    }

    private static double change(float[] predictions, int columns) {
        double most = 0;
        for (int column = 0; column < columns; column++) {
            float least = predictions[column];
            float greatest = least;
            for (int i = column; i < predictions.length; i += columns) {
                least = Math.min(least, predictions[i]);
                greatest = Math.max(greatest, predictions[i]);
            }
            most = Math.max(most, greatest - least);
        }
        return most;
    }

    private static double millisPerRecord(Session session, FrozenTensors tensors, Tensor input) {
        Session.Runner runner = session.runner().feed(tensors.input(), input).fetch(tensors.prediction());
        runner.run().close(); // The first call prepares the session.
        long start = System.nanoTime();
        runner.run().close();
        return (System.nanoTime() - start) / NANOS_PER_MILLI / RECORDS;
    }

    private static void requireChange(
            Session session, FrozenTensors tensors, Tensor input, float[] prediction, TFloat32 maskable) {
        try (TFloat32 nothing = TFloat32.tensorOf(maskable.shape());
                org.tensorflow.Result result = session.runner()
                        .feed(tensors.input(), input)
                        .feed(tensors.maskable(), nothing)
                        .fetch(tensors.prediction())
                        .run()) {
            if (Arrays.equals(prediction, values((TFloat32) result.get(0)))) {
                throw new IllegalArgumentException(
                        "its prediction does not depend on the tensor that would be masked, '"
                                + tensors.maskable() + "': it was the same for " + RECORDS
                                + " artificial records and for zeros");
            }
        }
    }

    private static Output<?> output(Graph graph, String tensor) {
        return graph.outputOrThrow(tensor.contains(":") ? tensor : tensor + ":0");
    }

    /** Returns a tensor that varies with the prediction, but does not saturate as probabilities do. */
    private static Operand<TFloat32> explained(Graph graph, Ops tf, FrozenModel model, String tensor) {
        Operand<TFloat32> prediction = output(graph, tensor).expect(TFloat32.class);
        if (model.card().output().type() == Manifest.OutputType.VALUE) {
            return prediction;
        }
        Map<String, NodeDef> nodes = GraphDefs.nodes(model.graph());
        NodeDef last = origin(nodes, tensor);
        if (last.getOp().equals("ConcatV2")) {
            last = origin(nodes, last.getInput(1));
        }
        Operand<TFloat32> scores = tf.math.log(tf.math.add(prediction, tf.constant(LEAST_PROBABILITY)));
        if (last.getOp().equals("Softmax") || last.getOp().equals("Sigmoid")) {
            Output<?> before = output(graph, last.getInput(0));
            if (before.type() == TFloat32.class) {
                scores = before.expect(TFloat32.class);
            }
        }
        // Weights differ by class: a softmax ignores what is added to all scores, so their plain sum may have no
        // gradient.
        Operand<TInt32> line = tf.constant(new int[] {-1});
        Operand<TFloat32> flat = tf.reshape(scores, line);
        Operand<TInt32> places = tf.range(tf.constant(0), tf.size(flat), tf.constant(1));
        return tf.math.mul(flat, tf.math.cos(tf.dtypes.cast(places, TFloat32.class)));
    }

    private static NodeDef origin(Map<String, NodeDef> nodes, String tensor) {
        NodeDef node = nodes.get(GraphDefs.nodeOf(tensor));
        while (PASSING.contains(node.getOp())) {
            node = nodes.get(GraphDefs.nodeOf(node.getInput(0)));
        }
        return node;
    }

    private static String gradient(Graph graph, Operand<TFloat32> explained, Output<?> maskable) {
        try {
            Output<?>[] gradients = graph.addGradients(explained.asOutput(), new Output<?>[] {maskable});
            return gradients[0].op().name() + ":" + gradients[0].index();
        } catch (TensorFlowException | IllegalArgumentException e) {
            Matcher lacking = NO_GRADIENT.matcher(String.valueOf(e.getMessage()));
            throw new IllegalArgumentException(
                    "its prediction cannot be differentiated with respect to '"
                            + maskable.op().name() + "': "
                            + (lacking.find()
                                    ? "TensorFlow has no gradient for the operation " + lacking.group(1)
                                            + ", which lies between them"
                                    : firstLine(e)),
                    e);
        }
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static float[] checked(FrozenCard card, TFloat32 prediction) {
        float[] all = values(prediction);
        int columns =
                card.output().classes() == null ? 1 : card.output().classes().size();
        if (all.length != RECORDS * columns) {
            throw new IllegalArgumentException("its prediction for " + RECORDS + " records has the shape "
                    + prediction.shape() + ", but should have " + columns + " for each");
        }
        for (float value : all) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("its prediction for an artificial record is not a finite number");
            }
        }
        return all;
    }

    private static double largest(TFloat32 gradient) {
        double largest = 0;
        for (float slope : values(gradient)) {
            if (!Float.isFinite(slope)) {
                throw new IllegalArgumentException("the gradient of its prediction is not a finite number");
            }
            largest = Math.max(largest, Math.abs(slope));
        }
        return largest;
    }

    private static float[] values(TFloat32 tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values));
        return values;
    }

    /** Creates records in the form that the graph takes. */
    private static Tensor input(Manifest.Input input, int entries, int length) {
        Random random = new Random(SEED);
        InputTensor form = input.tensor();
        Shape shape = Shape.of(form.shape(RECORDS, length));
        int size = Math.toIntExact(shape.size());
        if (form.type() == InputTensor.ElementType.UINT8) {
            byte[] samples = new byte[size];
            int each = size / RECORDS;
            for (int i = 0; i < size; i++) {
                samples[i] = (byte) brightness(i / each, i % each / (double) each, random);
            }
            return TUint8.tensorOf(shape, DataBuffers.of(samples));
        }
        int[] elements = new int[size];
        int each = size / RECORDS;
        for (int i = 0; i < size; i++) {
            elements[i] = input.tokens() == null
                    ? 0xFF000000 | brightness(i / each, i % each / (double) each, random) * 0x010101
                    : id(input.tokens(), entries, i / each, i % each, each, random);
        }
        return TInt32.tensorOf(shape, DataBuffers.of(elements));
    }

    /**
     * A sample of an artificial image: grey with little noise, a ramp, stripes, or noise, each in two brightnesses.
     *
     * @param part vertical position in the image, in [0,1)
     */
    private static int brightness(int record, double part, Random random) {
        double noise = random.nextDouble();
        double value =
                switch (record % 4) {
                    case 0 -> 0.5 + 0.1 * (noise - 0.5);
                    case 1 -> 0.2 + 0.6 * part + 0.05 * noise;
                    case 2 -> 0.5 + 0.4 * Math.sin(part * 2 * Math.PI * (record + 1));
                    default -> noise;
                };
        return (int) Math.min(255, 255 * (record < 4 ? value : value * value));
    }

    /**
     * A token of an artificial sequence that is full, half full, and so on. Tokens at the beginning of the vocabulary,
     * which are usually the most frequent, are preferred.
     */
    private static int id(TokenInput rules, int entries, int record, int position, int length, Random random) {
        int filled = Math.max(1, length >> record % 4);
        boolean isPadding =
                rules.paddingSide() == TokenInput.Side.START ? position < length - filled : position >= filled;
        double rank = random.nextDouble();
        return isPadding ? rules.padding() : rules.firstId() + (int) (entries * rank * rank);
    }
}
