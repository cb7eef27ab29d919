package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * Copies a release to this machine and checks every byte of it. What is loaded later is the copy: the files at the
 * location may change after they were checked.
 */
final class ReleaseFetch {

    /** For a server's next bytes. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    /** For all of a release. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final long largestBytes;
    private final Duration readPatience;
    private final Duration patience;

    /** Fetches releases of at most so many bytes. */
    ReleaseFetch(long largestBytes) {
        this(largestBytes, READ_PATIENCE, PATIENCE);
    }

    ReleaseFetch(long largestBytes, Duration readPatience, Duration patience) {
        this.largestBytes = largestBytes;
        this.readPatience = readPatience;
        this.patience = patience;
    }

    /**
     * Fetches a release. Nothing but the manifest is read before that is known to be the announced one.
     *
     * @param folder an empty one, which will hold it
     * @throws ReleaseRefusedException if it cannot be fetched, or is not what was announced
     */
    ExplainerArtifact fetch(ExplainerRelease release, Path folder) {
        try {
            ReleaseSource source = source(release.getLocation());
            Copy copy = new Copy(source, largestBytes, System.nanoTime() + patience.toNanos());
            Path manifestFile = folder.resolve(ExplainerArtifact.MANIFEST);
            copy.file(ExplainerArtifact.MANIFEST, manifestFile, release.getDigest());
            Manifest manifest = ExplainerArtifact.readManifest(manifestFile);
            for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
                copy.file(entry.getKey(), ExplainerArtifact.fileIn(folder, entry.getKey()), entry.getValue());
            }
            return ExplainerArtifact.open(folder);
        } catch (InvalidArtifactException e) {
            throw new ReleaseRefusedException(Reason.INVALID, e.getMessage(), e);
        } catch (IOException e) {
            throw new ReleaseRefusedException(Reason.NOT_STORED, "it cannot be written to " + folder + ": " + e, e);
        }
    }

    private ReleaseSource source(String location) {
        try {
            return ReleaseSource.at(location, readPatience);
        } catch (IOException e) {
            throw new ReleaseRefusedException(Reason.UNREACHABLE, e.getMessage(), e);
        }
    }

    /** One release on its way to this machine. */
    private static final class Copy {

        private static final int CHUNK_BYTES = 1 << 16;

        private final ReleaseSource source;
        private final byte[] chunk = new byte[CHUNK_BYTES];
        private final long deadline;
        private long bytesLeft;

        Copy(ReleaseSource source, long largestBytes, long deadline) {
            this.source = source;
            this.bytesLeft = largestBytes;
            this.deadline = deadline;
        }

        /** @throws IOException if the copy cannot be written */
        void file(String name, Path file, String digest) throws IOException {
            Files.createDirectories(file.getParent());
            try (InputStream in = open(name);
                    OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                for (int count = read(name, in); count >= 0; count = read(name, in)) {
                    out.write(chunk, 0, count);
                }
            }
            String actual = Digests.sha256(file);
            if (!actual.equals(digest)) {
                throw new ReleaseRefusedException(
                        Reason.DIGEST_MISMATCH,
                        name + " has the SHA-256 digest " + actual + ", but " + digest + " was announced");
            }
        }

        private InputStream open(String name) {
            try {
                return source.open(name);
            } catch (IOException | RuntimeException e) {
                throw unreachable(name, e);
            }
        }

        private int read(String name, InputStream in) {
            int count;
            try {
                count = in.read(chunk);
            } catch (IOException e) {
                throw unreachable(name, e);
            }
            bytesLeft -= Math.max(0, count);
            if (bytesLeft < 0) {
                throw new ReleaseRefusedException(
                        Reason.TOO_LARGE, "it has more bytes than are taken (releases.max.bytes)");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ReleaseRefusedException(Reason.UNREACHABLE, "fetching it takes too long");
            }
            return count;
        }

        private static ReleaseRefusedException unreachable(String name, Exception e) {
            return new ReleaseRefusedException(Reason.UNREACHABLE, name + " cannot be read: " + e, e);
        }
    }
}
