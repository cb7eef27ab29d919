package io.maskstream.streamer.explain;

/** The final result for a request: an explanation, or a refusal with its reason. */
public sealed interface Outcome permits ExplainedRequest, RefusedRequest {}
