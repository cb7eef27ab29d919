package io.maskstream.schemas.progress;

/** Whether a person watches. */
public final class Terminal {

    private Terminal() {}

    /** Whether input and output are a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // The launcher sets jdk.console=java.base, which keeps this so from JDK 22 on.
    public static boolean isThere() {
        return System.console() != null;
    }
}
