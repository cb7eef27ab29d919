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
 * @param maximumBatch maximum number of records in a batch, to warm up for
 * @param verifying whether the verifying graphs will be used as well
 * @param images limits for images
 * @param threads number of threads for a call, at least 1; with 1, TensorFlow uses the calling thread. All explainers
 *     of a process share the threads, so the first one decides
 * @param bfloat16 whether convolutions over images multiply in bfloat16
 * @param operations operations that graphs may contain
 */
public record ExplainerLoader(
        int maximumBatch,
        boolean verifying,
        ImageLimits images,
        int threads,
        boolean bfloat16,
        AllowedOperations operations) {

    /** In bytes: ids of a batch, and predictions, mask or evidence both as received and as passed on. */
    private static final long HEAP_OF_AN_ITEM = 16;

    /** Creates a loader for explainers whose graphs do nothing but compute. */
    public ExplainerLoader(int maximumBatch, boolean verifying, ImageLimits images, int threads, boolean bfloat16) {
        this(maximumBatch, verifying, images, threads, bfloat16, AllowedOperations.computing());
    }

    /** Returns a loader that allows more operations. */
    public ExplainerLoader allowing(Set<String> more) {
        return new ExplainerLoader(maximumBatch, verifying, images, threads, bfloat16, operations.and(more));
    }

    /** Returns a loader that never multiplies in bfloat16. */
    public ExplainerLoader inSinglePrecision() {
        return new ExplainerLoader(maximumBatch, verifying, images, threads, false, operations);
    }

    /** Refuses explainers that could exhaust the heap, which would end the process again after each restart. */
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
                            + (needed >> 20) + " MB, but only half of the Java heap, " + (most >> 20)
                            + " MB, is allowed; give the process more (-Xmx), or lower batch.max.records.");
        }
    }

    /**
     * Loads an explainer and warms it up.
     *
     * @throws InvalidArtifactException if this build cannot encode the explainer's input
     * @throws ForbiddenOperationException if its SavedModel may do more than compute
     * @throws EngineException if its SavedModel is not a TensorFlow model, or does not match its manifest
     * @throws WarmUpException if it was loaded, but does not answer as it should
     */
    public Explainer load(ExplainerArtifact artifact) {
        return load(artifact, List.of());
    }

    /**
     * Loads an explainer and warms it up, like {@link #load(ExplainerArtifact)}.
     *
     * @param despite conditions of the gate that were overridden when it was announced
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
