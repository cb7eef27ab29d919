package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A cache of trained evaluators in a folder. The key is a digest of everything that determines an evaluator: its
 * network, its settings, the records, and the explained model's predictions for them. So another explainer of the same
 * model is judged by the same evaluator without training it again.
 *
 * @param folder of the cache; null for no cache
 */
record EvaluatorCache(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluatorCache.class);

    private static final String WEIGHTS = "weights";

    /** Returns the cache next to the finished steps of evaluations. */
    static EvaluatorCache beside(FinishedSteps steps) {
        return new EvaluatorCache(steps.shared("evaluators").orElse(null));
    }

    /** Sets the weights of a network, from the cache or by training. */
    void weights(SmallNetwork network, String digest, Runnable training) {
        if (folder == null) {
            training.run();
            return;
        }
        Path kept = folder.resolve(digest);
        if (Files.isDirectory(kept)) {
            try {
                network.restore(kept.resolve(WEIGHTS));
                LOG.info("Reusing the trained evaluator in {}.", kept);
                return;
            } catch (TensorFlowException e) {
                LOG.warn("The evaluator in {} cannot be read and is trained anew: {}.", kept, e.getMessage());
            }
        }
        training.run();
        try {
            keep(network, kept);
        } catch (IOException e) {
            throw new UncheckedIOException("The evaluator cannot be kept in " + folder, e);
        }
    }

    private void keep(SmallNetwork network, Path kept) throws IOException {
        Path beside = Files.createTempDirectory(Files.createDirectories(folder), ".new-");
        network.save(beside.resolve(WEIGHTS));
        FinishedSteps.delete(kept);
        try {
            Files.move(beside, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FinishedSteps.delete(beside);
            if (!Files.isDirectory(kept)) { // Otherwise another evaluation has stored the same evaluator meanwhile.
                throw e;
            }
        }
    }

    /**
     * Computes the digest of a training.
     *
     * @param settings of the training, as text
     * @param rows unmasked records in the form of the network's input
     * @param targets for each record
     */
    static String digest(String settings, List<float[]> rows, float[]... targets) {
        MessageDigest sha256 = Digests.sha256Digest();
        sha256.update(settings.getBytes(StandardCharsets.UTF_8));
        rows.forEach(row -> update(sha256, row));
        for (float[] target : targets) {
            update(sha256, target);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void update(MessageDigest digest, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Float.BYTES * values.length);
        bytes.putInt(values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        digest.update(bytes.flip());
    }
}
