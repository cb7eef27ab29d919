package io.maskstream.streamer.engine;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.image.ImageLimits;
import java.util.List;
import java.util.Set;

/**
 * Loads explainers and makes them ready to serve.
 *
 * @param maximumBatch to warm up for, in records
 * @param verifying whether the verifying graphs will be asked, too
 * @param images how large those may be
 * @param threads that TensorFlow runs a call on, at least 1; with 1 that is the calling thread. All explainers of a
 *     process share them, so that the first one decides
 * @param bfloat16 whether convolutions over images multiply so
 * @param operations that graphs may have
 */
public record ExplainerLoader(
        int maximumBatch,
        boolean verifying,
        ImageLimits images,
        int threads,
        boolean bfloat16,
        AllowedOperations operations) {

    /** In bytes: ids of a batch, and predictions, mask or evidence as they come and as they are handed on. */
    private static final long HEAP_OF_AN_ITEM = 16;

    /** Loads those whose graphs do nothing but compute. */
    public ExplainerLoader(int maximumBatch, boolean verifying, ImageLimits images, int threads, boolean bfloat16) {
        this(maximumBatch, verifying, images, threads, bfloat16, AllowedOperations.computing());
    }

    /** The same, but it lets more operations pass. */
    public ExplainerLoader allowing(Set<String> more) {
        return new ExplainerLoader(maximumBatch, verifying, images, threads, bfloat16, operations.and(more));
    }

    /** The same, but nothing is multiplied in bfloat16. */
    public ExplainerLoader inSinglePrecision() {
        return new ExplainerLoader(maximumBatch, verifying, images, threads, false, operations);
    }

    /** Running out of the heap would end the process, and again after each restart. */
    private void checkBatch(Manifest manifest) {
        long width = manifest.output().numbers();
        long longest = manifest.input().longest();
        for (Manifest.Signature signature : manifest.signatures()) {
            longest = Math.max(longest, signature.length() == null ? 0 : signature.length());
        }
        long evidence = manifest.evidence() == null
                ? 0
                : width * (1 + manifest.evidence().parts((int) longest));
        long needed = HEAP_OF_AN_ITEM * maximumBatch * (longest + width + evidence);
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (needed > most) {
            throw new EngineException(
                    "A batch of " + maximumBatch + " inputs of " + longest + " tokens or pixels may need "
                            + (needed >> 20) + " MB of the Java heap, and half of that is " + (most >> 20)
                            + " MB; give the process more (-Xmx), or lower batch.max.records.");
        }
    }

    /**
     * Loads and warms up.
     *
     * @throws InvalidArtifactException if this version cannot encode what it takes
     * @throws ForbiddenOperationException if its SavedModel may do more than compute
     * @throws EngineException if its SavedModel is no TensorFlow model, or not what its manifest says
     * @throws WarmUpException if it is loaded, but does not answer as it should
     */
    public Explainer load(ExplainerArtifact artifact) {
        return load(artifact, List.of());
    }

    /**
     * Loads and warms up, as {@link #load(ExplainerArtifact)} does.
     *
     * @param despite conditions of the gate that whoever announced it has overridden
     */
    public Explainer load(ExplainerArtifact artifact, List<String> despite) {
        checkBatch(artifact.manifest());
        Explainer explainer = Explainer.load(artifact, despite, images, threads, bfloat16, operations);
        try {
            explainer.warmUp(maximumBatch, verifying);
            return explainer;
        } catch (EngineException e) {
            explainer.close();
            throw new WarmUpException(e);
        } catch (RuntimeException | Error e) {
            explainer.close();
            throw e;
        }
    }
}
