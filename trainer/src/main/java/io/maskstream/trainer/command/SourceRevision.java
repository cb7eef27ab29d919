package io.maskstream.trainer.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The revision of the source that this trainer was built from. */
final class SourceRevision {

    private SourceRevision() {}

    /**
     * Returns Git's abbreviated commit id, with {@code -dirty} if the tree had changes; {@code unknown} without Git.
     */
    static String read() throws IOException {
        Properties git = new Properties();
        try (InputStream in = SourceRevision.class.getResourceAsStream("git.properties")) {
            if (in != null) {
                git.load(in);
            }
        }
        String commit = git.getProperty("git.commit.id.abbrev", "unknown");
        return Boolean.parseBoolean(git.getProperty("git.dirty")) ? commit + "-dirty" : commit;
    }
}
