package io.maskstream.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

    private static final Path PAGE = Path.of("SETTINGS.md");
    private static final String WRITE = "maskstream.settings.write";

    /** {@code -Dmaskstream.settings.write=true} writes the page instead of comparing it. */
    @Test
    void thePageDescribesTheSettingsAsTheyAre() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, SettingsPage.write());
        }
        assertThat(PAGE)
                .as("streamer/SETTINGS.md does not match the settings; generate it again with"
                        + " mvn test -pl streamer -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                        + WRITE + "=true")
                .hasContent(SettingsPage.write());
    }
}
