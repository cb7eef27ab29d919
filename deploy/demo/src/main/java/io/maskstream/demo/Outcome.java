package io.maskstream.demo;

import io.maskstream.schemas.record.Explanation;

/** The outcome of a request. */
sealed interface Outcome {

    /** Returns the id of the request, or its text if it has no readable id. */
    String id();

    /**
     * The request was explained.
     *
     * @param input the explained image, review or molecule; null if its request is no longer on the topic
     */
    record Explained(Explanation explanation, Object input) implements Outcome {

        @Override
        public String id() {
            return explanation.getId();
        }
    }

    /**
     * The request went to the dead-letter topic.
     *
     * @param request the published request as text
     * @param reason the reason, in words for the publisher
     */
    record Refused(String id, String request, String reason) implements Outcome {}
}
