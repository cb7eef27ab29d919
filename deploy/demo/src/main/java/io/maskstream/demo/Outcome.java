package io.maskstream.demo;

import io.maskstream.schemas.record.Explanation;

/** What became of a request. */
sealed interface Outcome {

    /** The request's own id or, where none can be read, its text. */
    String id();

    /**
     * It was explained.
     *
     * @param text that was explained; empty for an image
     */
    record Explained(Explanation explanation, String text) implements Outcome {

        @Override
        public String id() {
            return explanation.getId();
        }
    }

    /**
     * It went to the dead-letter topic.
     *
     * @param request as it was published, as far as it is text
     * @param reason why, in words for the publisher
     */
    record Refused(String id, String request, String reason) implements Outcome {}
}
