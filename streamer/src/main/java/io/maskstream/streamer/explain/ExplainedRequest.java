package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Reservations;

/**
 * A finished explanation.
 *
 * @param explainer that made it
 * @param reservations what the gate says against that
 * @param value as it goes onto the explanations topic
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the producer as it is; never compared, never a key.
public record ExplainedRequest(ExplainerIdentity explainer, Reservations reservations, byte[] value)
        implements Outcome {}
