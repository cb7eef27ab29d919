package io.maskstream.streamer.explain;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.Explainer;

/**
 * A request that was read and encoded for the explainer that will answer it.
 *
 * @param origin of the record
 * @param id that the caller gave it
 * @param digest of the value that it was read from, see {@link io.maskstream.schemas.record.RequestDigest}
 * @param explainer fixed here, so that encoding, graph and the version in the explanation are of one release
 * @param input for the explainer's graph
 * @param graphLength which of the explainer's graphs the input goes through, in tokens
 * @param asked of which class the evidence shall be, by its place among the model's; {@link #MOST_PROBABLE} if the request
 *     names none
 */
public record PreparedRequest(
        RecordOrigin origin,
        String id,
        String digest,
        Explainer explainer,
        EncodedInput input,
        int graphLength,
        int asked) {

    public static final int MOST_PROBABLE = -1;

    /** This request as one that cannot be explained. */
    RefusedRequest refused(RefusalReason reason, String why) {
        return new RefusedRequest(reason, Shown.of(origin, id) + why);
    }
}
