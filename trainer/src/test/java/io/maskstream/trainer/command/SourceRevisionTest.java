package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourceRevisionTest {

    @Test
    void isTheCommitThatWasBuilt() throws IOException {
        assumeThat(Path.of("..", ".git")).exists();

        assertThat(SourceRevision.read()).matches("[0-9a-f]{7,40}(-dirty)?");
    }
}
