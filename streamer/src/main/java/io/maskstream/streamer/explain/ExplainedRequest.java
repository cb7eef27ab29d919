package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Reservations;

/**
 * A finished explanation.
 *
 * @param explainer the explainer that made it
 * @param reservations what the gate found against that explainer
 * @param value the value for the explanations topic
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on to the producer; never compared and never a key.
public record ExplainedRequest(ExplainerIdentity explainer, Reservations reservations, byte[] value)
        implements Outcome {}
