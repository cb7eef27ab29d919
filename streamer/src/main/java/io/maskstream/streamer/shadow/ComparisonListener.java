package io.maskstream.streamer.shadow;

import java.util.List;

/** Receives compared records on the shadow's thread, which compares nothing meanwhile. Must not throw. */
@FunctionalInterface
public interface ComparisonListener {

    /** Receives the compared records of one batch. */
    void compared(List<ComparedRecord> records);
}
