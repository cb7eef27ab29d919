package io.maskstream.streamer.app;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** Tells whether progress messages are seen by a person, even if input and output are files. */
final class ErrorTerminal {

    private static final int STANDARD_ERROR = 2;

    private ErrorTerminal() {}

    /** See isatty(3). */
    interface CLibrary extends Library {
        int isatty(int descriptor);
    }

    /** Returns whether standard error is a terminal; false if the system cannot tell. */
    static boolean isThere() {
        try {
            return Native.load("c", CLibrary.class).isatty(STANDARD_ERROR) == 1;
        } catch (LinkageError e) {
            return false;
        }
    }
}
