package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.explain.RecordOrigin;

/**
 * An explanation as it was published, with its request.
 *
 * @param place where it stands
 * @param explanation null where it cannot be read
 * @param problem why it cannot be read, or says too little; null where it does not
 * @param source where its request stands; null where it does not say
 * @param request its value; null where it is no longer there
 */
@SuppressWarnings("ArrayRecordComponent") // Read once; never compared, never a key.
record Recorded(RecordOrigin place, Explanation explanation, String problem, RecordOrigin source, byte[] request) {

    private static final int LONGEST = 300;

    /** One that cannot be audited. */
    static Recorded unprovable(RecordOrigin place, String problem) {
        return new Recorded(place, null, problem, null, null);
    }

    /** Names it in a sentence that says what is wrong. */
    String message(String what) {
        String named = explanation == null
                ? place.toString()
                : place + ", id '" + Quotes.shown(explanation.getId()) + "', of " + source;
        return named + ": " + Quotes.shown(what, LONGEST);
    }
}
