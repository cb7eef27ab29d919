package io.maskstream.streamer.background;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which threads give way to others; Java's own priorities have no effect on Linux. */
public final class ThreadPriority {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    /** The scheduler gives a thread of this nice value a tenth of what one of 0 gets beside it; see sched(7). */
    private static final int NICE = 10;

    private ThreadPriority() {}

    /** See nice(2): on Linux, and not by POSIX, it concerns the thread that calls alone. */
    interface CLibrary extends Library {
        int nice(int increment);
    }

    /**
     * Lets the thread that calls give way to all others, for good: without privileges there is no way back. Elsewhere than
     * on Linux, it goes on as it is.
     */
    public static void lower() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Native.load("c", CLibrary.class).nice(NICE);
        } catch (LinkageError e) {
            LOG.warn("Records may wait for work beside the stream: its thread cannot give way: {}", e.getMessage());
        }
    }
}
