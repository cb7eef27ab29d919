package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.explain.RecordOrigin;

/**
 * A published explanation with its request.
 *
 * @param place where the explanation comes from
 * @param explanation the explanation; null if it cannot be read
 * @param problem why it cannot be read, or what it lacks; null if there is no problem
 * @param source where its request comes from; null if the explanation does not name it
 * @param request value of the request; null if it is no longer on the topic
 */
@SuppressWarnings("ArrayRecordComponent") // Read once; never compared and never a key.
record Recorded(RecordOrigin place, Explanation explanation, String problem, RecordOrigin source, byte[] request) {

    private static final int LONGEST = 300;

    /** Returns an explanation that cannot be audited. */
    static Recorded unprovable(RecordOrigin place, String problem) {
        return new Recorded(place, null, problem, null, null);
    }

    /** Returns a message that names the explanation and the problem. */
    String message(String what) {
        String named = explanation == null
                ? place.toString()
                : place + ", id '" + Quotes.shown(explanation.getId()) + "', of " + source;
        return named + ": " + Quotes.shown(what, LONGEST);
    }
}
