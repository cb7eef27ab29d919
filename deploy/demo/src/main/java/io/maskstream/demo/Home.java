package io.maskstream.demo;

import java.nio.file.Path;

/** The root folder of the checkout, which the launchers pass as a system property. */
final class Home {

    private static final String PROPERTY = "maskstream.home";

    private Home() {}

    /** Returns the folder; by default the current one. */
    static Path path() {
        return Path.of(System.getProperty(PROPERTY, "."));
    }

    /** Returns the path of a launcher relative to the current folder. */
    static String command(String launcher) {
        Path here = Path.of("").toAbsolutePath();
        return here.relativize(path().resolve(launcher).toAbsolutePath().normalize())
                .toString();
    }
}
