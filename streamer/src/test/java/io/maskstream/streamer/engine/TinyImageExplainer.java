package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * A real explainer of images, small enough to know all of its answers in advance. The logit of "red" is the sum of the
 * red channel over all pixels, from -1 to 1 each. A pixel's weight in the mask is its red channel, from 0 to 1.
 */
public final class TinyImageExplainer {

    public static final int WIDTH = 6;
    public static final int HEIGHT = 4;

    private static final int PIXELS = WIDTH * HEIGHT;

    private static final Manifest.Output COLOUR = Manifest.Output.classes("colour", List.of("other", "red"));

    private TinyImageExplainer() {}

    /** Publishes the next version of the explainer into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        return publish(store, name, Manifest.Input.images(WIDTH, HEIGHT), null, savedModel(false));
    }

    /**
     * Publishes one with evidence for 2 rows of 3 cells: the baseline of both classes is 0.5, and a red pixel adds
     * 0.125 to "red" in its cell and subtracts it from "other"; a black pixel does the opposite.
     */
    public static ExplainerArtifact publishWithEvidence(Path store, String name) {
        Manifest.Evidence evidence = TinyGraph.evidence(COLOUR, HEIGHT / 2, WIDTH / 2);
        return publish(store, name, Manifest.Input.images(WIDTH, HEIGHT), evidence, savedModel(true));
    }

    /**
     * Publishes one for images of any size and number of channels, of which only the first counts. The weight of a cell
     * of the mask is the mean over its pixels.
     *
     * @param image the image input, whose sides are multiples of those of the mask
     */
    public static ExplainerArtifact publish(Path store, String name, ImageInput image) {
        return publish(store, name, new Manifest.Input(InputKind.IMAGE, null, image), null, savedModel(image));
    }

    private static ExplainerArtifact publish(
            Path store, String name, Manifest.Input input, Manifest.Evidence evidence, SavedModel model) {
        int pixels = input.image().pixels();
        List<Manifest.Signature> signatures = List.of(
                new Manifest.Signature("explain_" + pixels, pixels, false),
                new Manifest.Signature("verify_" + pixels, pixels, true));
        Manifest draft = TinyGraph.draft(
                name,
                input,
                COLOUR,
                evidence,
                signatures,
                new Manifest.FrozenModel("2".repeat(64), "how red a picture is", null, null));
        return new ArtifactStore(store).publish(draft, folder -> TinyGraph.write(folder, model));
    }

    private static SavedModel savedModel(ImageInput image) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TUint8> samples = tf.placeholder(
                    TUint8.class, Placeholder.shape(Shape.of(-1, image.height(), image.width(), image.channels())));
            Operand<TFloat32> first = tf.slice(
                    tf.math.div(tf.dtypes.cast(samples, TFloat32.class), tf.constant(255f)),
                    tf.constant(new int[4]),
                    tf.constant(new int[] {-1, -1, -1, 1}));
            int cellHeight = image.height() / image.maskHeight();
            int cellWidth = image.width() / image.maskWidth();
            Operand<TFloat32> cells = tf.math.mean(
                    tf.reshape(
                            first,
                            tf.constant(new int[] {-1, image.maskHeight(), cellHeight, image.maskWidth(), cellWidth})),
                    tf.constant(new int[] {2, 4}),
                    Mean.keepDims(true));
            Operand<TFloat32> stretched = tf.tile(cells, tf.constant(new int[] {1, 1, cellHeight, 1, cellWidth}));
            Operand<TInt32> row = tf.constant(new int[] {-1, image.pixels()});
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
            meta.getMetaInfoDefBuilder().addTags("serve");
            TinyGraph.addSignatures(
                    tf,
                    TinyGraph.info(samples, DataType.DT_UINT8, image.height(), image.width(), image.channels()),
                    tf.math.sub(tf.math.mul(tf.reshape(first, row), tf.constant(2f)), tf.constant(1f)),
                    tf.reshape(cells, tf.constant(new int[] {-1, image.cells()})),
                    tf.reshape(stretched, row),
                    null,
                    image.pixels(),
                    Manifest.OutputType.CLASSES,
                    meta);
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(1)
                    .addMetaGraphs(meta.setGraphDef(graph.toGraphDef()))
                    .build();
        }
    }

    private static SavedModel savedModel(boolean givesEvidence) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> argb = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, PIXELS)));
            Operand<TInt32> red =
                    tf.bitwise.bitwiseAnd(tf.bitwise.rightShift(argb, tf.constant(16)), tf.constant(0xFF));
            Operand<TFloat32> share = tf.math.div(tf.dtypes.cast(red, TFloat32.class), tf.constant(255f));
            Operand<TFloat32> values = tf.math.sub(tf.math.mul(share, tf.constant(2f)), tf.constant(1f));
            // A separate tensor, so that another mask can be fed instead.
            Operand<TFloat32> mask = tf.identity(share);
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
            meta.getMetaInfoDefBuilder().addTags("serve");
            Operand<TFloat32> cells = tf.reduceSum(
                    tf.reshape(values, tf.constant(new int[] {-1, HEIGHT / 2, 2, WIDTH / 2, 2})),
                    tf.constant(new int[] {2, 4}));
            TinyGraph.addSignatures(
                    tf,
                    TinyGraph.info(argb, DataType.DT_INT32, PIXELS),
                    values,
                    mask,
                    mask,
                    givesEvidence ? tf.reshape(cells, tf.constant(new int[] {-1, PIXELS / 4})) : null,
                    PIXELS,
                    Manifest.OutputType.CLASSES,
                    meta);
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(1)
                    .addMetaGraphs(meta.setGraphDef(graph.toGraphDef()))
                    .build();
        }
    }
}
