package io.maskstream.streamer.explain;

/** What becomes of a request, decided once: an explanation, or a refusal for a reason of its own. */
public sealed interface Outcome permits ExplainedRequest, RefusedRequest {}
