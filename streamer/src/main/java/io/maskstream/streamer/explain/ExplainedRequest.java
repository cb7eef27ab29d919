package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplainerIdentity;

/**
 * A finished explanation.
 *
 * @param explainer that made it
 * @param value as it goes onto the explanations topic
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the producer as it is; never compared, never a key.
public record ExplainedRequest(ExplainerIdentity explainer, byte[] value) implements Outcome {}
