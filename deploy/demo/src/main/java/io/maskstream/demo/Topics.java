package io.maskstream.demo;

/**
 * The topics of a streamer.
 *
 * @param requests topic of the requests
 * @param explanations topic of the explanations
 * @param deadLetters topic of the refused requests
 */
record Topics(String requests, String explanations, String deadLetters) {

    static final String REQUESTS = "explanation-requests";
    static final String EXPLANATIONS = "explanations";
    static final String DEAD_LETTERS = "explanation-requests-dlq";
    static final String RELEASES = "explainer-releases";

    /** The streamer's defaults. */
    static final Topics DEFAULTS = new Topics(REQUESTS, EXPLANATIONS, DEAD_LETTERS);
}
