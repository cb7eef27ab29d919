package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.trainer.tensor.Layers;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Sends a record of random tokens or pixels through a model, and the gradient of the prediction back to what is masked. */
public final class ModelProbe {

    /** Two records tell a batch from a single one; the prediction's shape must follow. */
    private static final int RECORDS = 2;

    private static final int SEED = 1;

    private ModelProbe() {}

    /**
     * What came of it.
     *
     * @param prediction of the first record
     * @param gradient largest absolute value of the gradient with respect to the maskable, of the first record
     */
    @SuppressWarnings("ArrayRecordComponent") // Shown, never compared.
    public record Result(float[] prediction, double gradient) {}

    /**
     * Tries a model out.
     *
     * @throws IllegalArgumentException if it cannot be computed or differentiated, or what comes out is no number; says why in
     *     words that go on from "it"
     */
    public static Result of(FrozenModel model) {
        FrozenCard card = model.card();
        int length = card.tensors().lastKey();
        FrozenTensors tensors = card.tensors().get(length);
        Layers.registerGradients();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            Ops tf = Ops.create(graph);
            Operand<TFloat32> prediction = output(graph, tensors.prediction()).expect(TFloat32.class);
            Output<?> maskable = output(graph, tensors.maskable());
            String gradient =
                    gradient(graph, tf, prediction, maskable, card.output().type());
            try (Session session = new Session(graph);
                    Tensor input = input(card.input(), model.vocabulary().size(), length)) {
                var runner = session.runner()
                        .feed(tensors.input(), input)
                        .fetch(tensors.prediction())
                        .fetch(gradient)
                        .fetch(tensors.features());
                try (org.tensorflow.Result result = runner.run()) {
                    return result(card, (TFloat32) result.get(0), (TFloat32) result.get(1));
                }
            }
        } catch (TensorFlowException e) {
            throw new IllegalArgumentException("TensorFlow cannot compute it: " + firstLine(e), e);
        }
    }

    private static Output<?> output(Graph graph, String tensor) {
        return graph.outputOrThrow(tensor.contains(":") ? tensor : tensor + ":0");
    }

    /** Of the value, or of the first class, for all probabilities together are always 1. */
    private static String gradient(
            Graph graph, Ops tf, Operand<TFloat32> prediction, Output<?> maskable, Manifest.OutputType type) {
        Operand<TFloat32> explained = type == Manifest.OutputType.VALUE
                ? prediction
                : tf.slice(prediction, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1}));
        try {
            Output<?>[] gradients = graph.addGradients(explained.asOutput(), new Output<?>[] {maskable});
            return gradients[0].op().name() + ":" + gradients[0].index();
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its prediction cannot be differentiated with respect to '"
                            + maskable.op().name() + "': " + firstLine(e),
                    e);
        }
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static Result result(FrozenCard card, TFloat32 prediction, TFloat32 gradient) {
        float[] all = values(prediction);
        int columns =
                card.output().classes() == null ? 1 : card.output().classes().size();
        if (all.length != RECORDS * columns) {
            throw new IllegalArgumentException("its prediction for " + RECORDS + " records has the shape "
                    + prediction.shape() + ", which is not one of " + columns + " for each");
        }
        float[] first = new float[columns];
        System.arraycopy(all, 0, first, 0, columns);
        float[] slopes = values(gradient);
        double largest = 0;
        for (int i = 0; i < slopes.length / RECORDS; i++) {
            largest = Math.max(largest, Math.abs(slopes[i]));
        }
        for (float value : first) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("its prediction for a random record is no finite number");
            }
        }
        if (!Double.isFinite(largest)) {
            throw new IllegalArgumentException("the gradient of its prediction is no finite number");
        }
        return new Result(first, largest);
    }

    private static float[] values(TFloat32 tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values));
        return values;
    }

    /** Random records of the form that the graph takes. */
    private static Tensor input(Manifest.Input input, int entries, int length) {
        Random random = new Random(SEED);
        InputTensor form = input.tensor();
        Shape shape = Shape.of(form.shape(RECORDS, length));
        if (form.type() == InputTensor.ElementType.UINT8) {
            byte[] samples = new byte[Math.toIntExact(shape.size())];
            random.nextBytes(samples);
            return TUint8.tensorOf(shape, DataBuffers.of(samples));
        }
        int[] elements = new int[Math.toIntExact(shape.size())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = input.tokens() == null
                    ? 0xFF000000 | random.nextInt(0x1000000)
                    : id(input.tokens(), entries, random);
        }
        return TInt32.tensorOf(shape, DataBuffers.of(elements));
    }

    private static int id(TokenInput rules, int entries, Random random) {
        return rules.firstId() + (entries == 0 ? 0 : random.nextInt(entries));
    }
}
