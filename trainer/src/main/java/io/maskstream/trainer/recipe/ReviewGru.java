package io.maskstream.trainer.recipe;

import io.maskstream.trainer.records.Glove;
import io.maskstream.trainer.records.ReviewSet;
import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The sentiment model of Phillips, Goh and Hodas: embedded words, of which training leaves out 40%, a bidirectional GRU,
 * the mean over the words, a dense layer, softmax.
 *
 * @param embeddings initial vectors, {@value Glove#WIDTH} values a token, that of the padding first
 * @param gru width of each direction
 * @param dense width of the dense layer
 * @param wordDropout largest share of the words of a review that training leaves out; in the mean it leaves out half of
 *     this. Those that stay are not scaled up in turn: a word that is left out is just what a mask of 0 makes of it, and
 *     the mean counts it as a word
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes on their way into a graph; never compared.
record ReviewGru(float[] embeddings, int gru, int dense, double wordDropout) implements Architecture {

    /** The variable that holds the embedded words. */
    static final String TABLE = "embedding.table";

    @Override
    public Copy build(Layers layers, Operand<TInt32> ids, int length) {
        Ops tf = layers.tf();
        Operand<TFloat32> valid = layers.valid(ids);
        Operand<TFloat32> embedded = layers.embedding("embedding", ids, valid, embeddings, Glove.WIDTH);
        Operand<TFloat32> seen = layers.tokenDropout(embedded, valid, wordDropout);
        Operand<TFloat32> read = layers.biGru("gru", seen, valid, length, Glove.WIDTH, gru);
        Operand<TFloat32> hidden =
                tf.nn.relu(layers.dense("dense1", layers.meanOverTokens(read, valid), 2 * gru, dense, Math.sqrt(2)));
        int classes = ReviewSet.CLASSES.size();
        Operand<TFloat32> logits = layers.dense("dense2", hidden, dense, classes, 1);
        return new Copy(
                embedded,
                layers.onlyValid(read, valid),
                tf.nn.softmax(logits),
                targets -> Classification.crossEntropy(tf, logits, targets, classes));
    }
}
