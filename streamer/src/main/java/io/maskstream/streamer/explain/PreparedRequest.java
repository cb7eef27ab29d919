package io.maskstream.streamer.explain;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.Explainer;

/**
 * A request that was read, and encoded for the explainer that will answer it.
 *
 * @param origin where the record comes from
 * @param id id that the caller has given it
 * @param digest digest of the value that it was read from, see {@link io.maskstream.schemas.record.RequestDigest}
 * @param explainer the explainer, fixed here so that encoding, graph and the version in the explanation are of one
 *     release
 * @param input the input of the explainer's graph
 * @param graphLength length in tokens of the explainer's graph that the input goes through
 * @param asked index of the model's class that the evidence is about; {@link #MOST_PROBABLE} if the request names none
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

    /** Returns a refusal of this request. */
    RefusedRequest refused(RefusalReason reason, String why) {
        return new RefusedRequest(reason, Shown.of(origin, id) + why);
    }
}
