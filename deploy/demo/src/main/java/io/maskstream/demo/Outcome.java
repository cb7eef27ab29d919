package io.maskstream.demo;

import io.maskstream.schemas.record.Explanation;

/** What became of a request. */
sealed interface Outcome {

    /** The request's own id or, where none can be read, its text. */
    String id();

    /**
     * It was explained.
     *
     * @param input that was explained, an image, a review or a molecule; null where its request is gone
     */
    record Explained(Explanation explanation, Object input) implements Outcome {

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
