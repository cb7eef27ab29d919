package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A real explainer of images, so small that all of its answers can be told beforehand: the logit of "red" is the sum over
 * the pixels of their red, from -1 to 1. A pixel's weight in the mask is its red, from 0 to 1.
 */
public final class TinyImageExplainer {

    public static final int WIDTH = 6;
    public static final int HEIGHT = 4;

    private static final int PIXELS = WIDTH * HEIGHT;

    private TinyImageExplainer() {}

    /** Publishes the next version of it into a store. */
    public static ExplainerArtifact publish(Path store, String name) {
        List<Manifest.Signature> signatures = List.of(
                new Manifest.Signature("explain_" + PIXELS, PIXELS, false),
                new Manifest.Signature("verify_" + PIXELS, PIXELS, true));
        Manifest.Output output = Manifest.Output.classes("colour", List.of("other", "red"));
        Manifest draft = TinyGraph.draft(
                name,
                Manifest.Input.images(WIDTH, HEIGHT),
                output,
                signatures,
                new Manifest.FrozenModel("2".repeat(64), "how red a picture is", null, null));
        return new ArtifactStore(store).publish(draft, folder -> TinyGraph.write(folder, savedModel()));
    }

    private static SavedModel savedModel() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> argb = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, PIXELS)));
            Operand<TInt32> red =
                    tf.bitwise.bitwiseAnd(tf.bitwise.rightShift(argb, tf.constant(16)), tf.constant(0xFF));
            Operand<TFloat32> share = tf.math.div(tf.dtypes.cast(red, TFloat32.class), tf.constant(255f));
            Operand<TFloat32> values = tf.math.sub(tf.math.mul(share, tf.constant(2f)), tf.constant(1f));
            MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
            meta.getMetaInfoDefBuilder().addTags("serve");
            TinyGraph.addSignatures(tf, argb, values, share, PIXELS, Manifest.OutputType.CLASSES, meta);
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(1)
                    .addMetaGraphs(meta.setGraphDef(graph.toGraphDef()))
                    .build();
        }
    }
}
