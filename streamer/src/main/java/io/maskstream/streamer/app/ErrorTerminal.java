package io.maskstream.streamer.app;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** Whether a person watches what a command says of its progress, while input and output may be files. */
final class ErrorTerminal {

    private static final int STANDARD_ERROR = 2;

    private ErrorTerminal() {}

    /** See isatty(3). */
    interface CLibrary extends Library {
        int isatty(int descriptor);
    }

    /** Whether standard error is a terminal; false where the system cannot be asked. */
    static boolean isThere() {
        try {
            return Native.load("c", CLibrary.class).isatty(STANDARD_ERROR) == 1;
        } catch (LinkageError e) {
            return false;
        }
    }
}
