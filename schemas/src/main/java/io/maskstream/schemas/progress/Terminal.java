package io.maskstream.schemas.progress;

/** Detects whether the process runs on a terminal. */
public final class Terminal {

    private Terminal() {}

    /** Returns whether standard input and output are a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // The launcher sets jdk.console=java.base, which keeps this behaviour from JDK 22 on.
    public static boolean isThere() {
        return System.console() != null;
    }
}
