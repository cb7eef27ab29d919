package io.maskstream.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

    private static final Path PAGE = Path.of("SETTINGS.md");
    private static final String WRITE = "maskstream.settings.write";

    /** With {@code -Dmaskstream.settings.write=true} it writes the page instead of comparing. */
    @Test
    void thePageDescribesTheSettingsAsTheyAre() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, SettingsPage.write());
        }
        assertThat(PAGE)
                .as("streamer/SETTINGS.md is not what the settings are; write it anew with"
                        + " mvn test -pl streamer -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                        + WRITE + "=true")
                .hasContent(SettingsPage.write());
    }
}
