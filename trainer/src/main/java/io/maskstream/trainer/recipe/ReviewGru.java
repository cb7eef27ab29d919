package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The sentiment model of Phillips, Goh and Hodas: embedded words (training drops 40% of them), a bidirectional GRU, the
 * mean over the words, a dense layer, and an output layer.
 *
 * @param embeddings initial vectors, {@code width} values for each token, starting with the padding
 * @param width width of the vectors
 * @param gru width of each direction
 * @param dense width of the dense layer
 * @param wordDropout largest share of the words of a text that training drops; on average it drops half of this. The
 *     remaining words are not scaled up: a dropped word equals a word under a mask of 0, and the mean still counts it
 *     as a word
 * @param head last layer
 */
@SuppressWarnings("ArrayRecordComponent") // Large values that only go into a graph; never compared.
record ReviewGru(float[] embeddings, int width, int gru, int dense, double wordDropout, OutputHead head)
        implements Architecture {

    /** Name of the variable with the word embeddings. */
    static final String TABLE = "embedding.table";

    @Override
    public Copy build(Layers layers, Operand<? extends TNumber> input) {
        Ops tf = layers.tf();
        Operand<TInt32> ids = TokenIds.of(input);
        int length = TokenIds.length(input);
        Operand<TFloat32> valid = layers.valid(ids);
        Operand<TFloat32> embedded = layers.embedding("embedding", ids, valid, embeddings, width);
        Operand<TFloat32> seen = layers.tokenDropout(embedded, valid, wordDropout);
        Operand<TFloat32> read = layers.biGru("gru", seen, valid, length, width, gru);
        Operand<TFloat32> hidden =
                tf.nn.relu(layers.dense("dense1", layers.meanOverTokens(read, valid), 2 * gru, dense, Math.sqrt(2)));
        OutputHead.Output output = head.build(layers, "dense2", hidden, dense);
        return new Copy(embedded, layers.onlyValid(read, valid), output.prediction(), output.loss());
    }
}
