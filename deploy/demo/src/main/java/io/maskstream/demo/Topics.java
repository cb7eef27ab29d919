package io.maskstream.demo;

/** The topics of the demo, which are the streamer's by default. */
final class Topics {

    static final String REQUESTS = "explanation-requests";
    static final String EXPLANATIONS = "explanations";
    static final String DEAD_LETTERS = "explanation-requests-dlq";

    private Topics() {}
}
