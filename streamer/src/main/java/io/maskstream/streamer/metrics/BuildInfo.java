package io.maskstream.streamer.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of the streamer this is.
 *
 * @param version version of maskstream
 * @param revision short revision of the source, followed by {@code -dirty} if it had uncommitted changes;
 *     {@code unknown} if it was built outside a repository
 */
public record BuildInfo(String version, String revision) {

    private static final String UNKNOWN = "unknown";

    /** Reads what the build recorded. */
    public static BuildInfo read() {
        Properties git = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/io/maskstream/streamer/git.properties")) {
            if (in != null) {
                git.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The streamer's jar cannot be read", e);
        }
        String packaged = BuildInfo.class.getPackage().getImplementationVersion();
        return new BuildInfo(
                git.getProperty("git.build.version", packaged == null ? UNKNOWN : packaged),
                git.getProperty("git.commit.id.abbrev", UNKNOWN)
                        + (Boolean.parseBoolean(git.getProperty("git.dirty")) ? "-dirty" : ""));
    }

    void register(MeterRegistry registry) {
        Gauge.builder("maskstream.build.info", () -> 1)
                .description("1, with the version and the source's revision of this streamer")
                .tag("version", version)
                .tag("revision", revision)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }
}
