package io.maskstream.streamer.background;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lowers the priority of threads; Java's own priorities have no effect on Linux. */
public final class ThreadPriority {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    /**
     * With this nice value, the scheduler gives a thread a tenth of the time of a competing thread with nice 0; see
     * sched(7).
     */
    private static final int NICE = 10;

    private ThreadPriority() {}

    /** See nice(2): on Linux, unlike in POSIX, it affects only the calling thread. */
    interface CLibrary extends Library {
        int nice(int increment);
    }

    /**
     * Lets the calling thread give way to all others, permanently: raising the priority again needs privileges. Does
     * nothing on systems other than Linux.
     */
    public static void lower() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Native.load("c", CLibrary.class).nice(NICE);
        } catch (LinkageError e) {
            LOG.warn(
                    "Background work may delay records, because the priority of its thread cannot be lowered: {}",
                    e.getMessage());
        }
    }
}
