package io.maskstream.demo;

import java.nio.file.Path;

/** The folder that maskstream was checked out to, which the launchers hand over. */
final class Home {

    private static final String PROPERTY = "maskstream.home";

    private Home() {}

    /** The folder, or else the current one. */
    static Path path() {
        return Path.of(System.getProperty(PROPERTY, "."));
    }

    /** A launcher as a user types it here. */
    static String command(String launcher) {
        Path here = Path.of("").toAbsolutePath();
        return here.relativize(path().resolve(launcher).toAbsolutePath().normalize())
                .toString();
    }
}
