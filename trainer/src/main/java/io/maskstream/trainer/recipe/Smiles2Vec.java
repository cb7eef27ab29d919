package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * SMILES2vec (Goh et al. 2017): embedded tokens, a convolution, two bidirectional GRUs and dense layers. The outputs of
 * the second GRU are pooled over the tokens by mean and maximum.
 *
 * @param vocabularySize number of tokens
 * @param embedding width of the token embeddings
 * @param filters filters of the convolution
 * @param gru width of each direction of each GRU
 * @param dropout dropout rate between the layers
 * @param tokenDropout largest share of the tokens that training drops
 * @param head last layer
 */
record Smiles2Vec(
        int vocabularySize, int embedding, int filters, int gru, double dropout, double tokenDropout, OutputHead head)
        implements Architecture {

    private static final int CONVOLUTION_WIDTH = 3;
    private static final int DENSE = 64;

    @Override
    public Copy build(Layers layers, Operand<? extends TNumber> input) {
        Ops tf = layers.tf();
        Operand<TInt32> ids = TokenIds.of(input);
        int length = TokenIds.length(input);
        Operand<TFloat32> valid = layers.valid(ids);
        Operand<TFloat32> embedded = layers.embedding("embedding", ids, valid, vocabularySize, embedding);
        Operand<TFloat32> seen = layers.tokenDropout(embedded, valid, tokenDropout);
        Operand<TFloat32> convolved = layers.onlyValid(
                tf.nn.relu(layers.conv1d("convolution", seen, CONVOLUTION_WIDTH, embedding, filters, Math.sqrt(2))),
                valid);
        Operand<TFloat32> first = layers.biGru("gru1", layers.dropout(convolved, dropout), valid, length, filters, gru);
        Operand<TFloat32> second = layers.biGru("gru2", layers.dropout(first, dropout), valid, length, 2 * gru, gru);
        Operand<TFloat32> pooled = tf.concat(
                List.of(layers.meanOverTokens(second, valid), layers.maxOverTokens(second, valid)), tf.constant(1));
        Operand<TFloat32> hidden =
                tf.nn.relu(layers.dense("dense1", layers.dropout(pooled, dropout), 4 * gru, DENSE, Math.sqrt(2)));
        OutputHead.Output output = head.build(layers, "dense2", hidden, DENSE);
        return new Copy(embedded, embedded, output.prediction(), output.loss());
    }
}
