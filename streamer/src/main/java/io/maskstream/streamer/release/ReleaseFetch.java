package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.ManifestFile;
import io.maskstream.schemas.artifact.TrustedKeys;
import io.maskstream.schemas.artifact.UntrustedManifestException;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.background.Leavable;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies a release, or a version of the store, to a folder of this process, and checks every byte on the way. The copy
 * is what is loaded later, because the original files may change after the check. All of this runs on a thread that can
 * be abandoned, since a server or a file system may stop answering at any point.
 */
final class ReleaseFetch {

    /** Time for a server to answer, and interval at which {@link #LEAST_BYTES_A_SECOND} is checked after that. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    /** Time for a whole release. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final long LEAST_BYTES_A_SECOND = 1024;

    /** Maximum number of abandoned fetches that may still hang. */
    private static final int MOST_LEFT = 4;

    private final long largestBytes;
    private final AllowedLocations allowed;
    private final Duration readPatience;
    private final Duration patience;
    private final Leavable threads = new Leavable(MOST_LEFT, "maskstream-release-work");

    /** Fetches releases up to a maximum size in bytes from allowed locations. */
    ReleaseFetch(long largestBytes, AllowedLocations allowed) {
        this(largestBytes, allowed, READ_PATIENCE, PATIENCE);
    }

    ReleaseFetch(long largestBytes, AllowedLocations allowed, Duration readPatience, Duration patience) {
        this.largestBytes = largestBytes;
        this.allowed = allowed;
        this.readPatience = readPatience;
        this.patience = patience;
    }

    /**
     * Fetches a release. Only the manifest and its signature are read before they are known to be those that were
     * announced, and to be signed by a trusted key.
     *
     * @param folder an empty folder for the files
     * @throws ReleaseRefusedException if it is not allowed, cannot be fetched, or is not what was announced
     */
    ExplainerArtifact fetch(ExplainerRelease release, Path folder) {
        AtomicLong bytes = new AtomicLong();
        return watched(
                () -> copy(
                        ReleaseSource.at(release.getLocation(), allowed, readPatience),
                        Optional.of(release.getDigest()),
                        folder,
                        bytes,
                        Quotes.shown(release.getLocation())),
                bytes);
    }

    /**
     * Copies an artifact from the store.
     *
     * @param from its location in the store
     * @param folder an empty folder for the files
     * @throws ReleaseRefusedException if it cannot be read, or does not match its manifest
     */
    ExplainerArtifact copy(String from, Path folder) {
        AtomicLong bytes = new AtomicLong();
        return watched(() -> copy(ReleaseSource.stored(from, allowed), Optional.empty(), folder, bytes, from), bytes);
    }

    /**
     * Reads only the manifest of an artifact in the store.
     *
     * @param from its location in the store
     * @throws ReleaseRefusedException if it cannot be read, or is damaged
     */
    StoredManifest manifest(String from) {
        AtomicLong bytes = new AtomicLong();
        return watched(
                () -> {
                    Copy copy = new Copy(ReleaseSource.stored(from, allowed), bytes, largestBytes);
                    byte[] content = copy.content(ExplainerArtifact.MANIFEST, ExplainerArtifact.LARGEST_MANIFEST);
                    copy.checkSignature(content, allowed.trusted());
                    return new StoredManifest(
                            ManifestFile.read(from + "/" + ExplainerArtifact.MANIFEST, content),
                            Digests.sha256(content));
                },
                bytes);
    }

    /** A manifest in the store with its digest. */
    record StoredManifest(Manifest manifest, String digest) {}

    private <T> T watched(Callable<T> work, AtomicLong bytes) {
        AtomicLong seen = new AtomicLong();
        try {
            return threads.call(
                    work,
                    patience,
                    readPatience,
                    time -> {
                        long now = bytes.get();
                        return now - seen.getAndSet(now) >= LEAST_BYTES_A_SECOND * time.toMillis() / 1000;
                    },
                    late -> {});
        } catch (Leavable.LeftException e) {
            throw new ReleaseRefusedException(Reason.UNREACHABLE, "fetching it " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReleaseRefusedException(Reason.UNREACHABLE, "fetching it was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidArtifactException invalid) {
                throw new ReleaseRefusedException(Reason.INVALID, invalid.getMessage(), invalid);
            }
            if (e.getCause() instanceof IOException unreadable) {
                throw unreachable("it", unreadable);
            }
            throw Thrown.asUnchecked(e.getCause());
        }
    }

    /** @param origin where it comes from, for messages */
    private ExplainerArtifact copy(
            ReleaseSource source, Optional<String> digest, Path folder, AtomicLong bytes, String origin)
            throws IOException {
        Copy copy = new Copy(source, bytes, largestBytes);
        Path file = folder.resolve(ExplainerArtifact.MANIFEST);
        try {
            copy.file(ExplainerArtifact.MANIFEST, file, digest, "was announced", ExplainerArtifact.LARGEST_MANIFEST);
            byte[] content = Files.readAllBytes(file);
            copy.checkSignature(content, allowed.trusted());
            Manifest manifest = ManifestFile.read(file, content);
            for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
                copy.file(
                        entry.getKey(),
                        ExplainerArtifact.fileIn(folder, entry.getKey()),
                        Optional.of(entry.getValue()),
                        "its manifest lists",
                        largestBytes);
            }
            return ExplainerArtifact.open(folder);
        } catch (InvalidArtifactException e) {
            // The copy no longer exists when somebody reads this, so the message names the origin.
            throw new InvalidArtifactException(e.getMessage().replace(folder.toString(), origin), e);
        }
    }

    private static ReleaseRefusedException unreachable(String name, IOException e) {
        return new ReleaseRefusedException(
                Reason.UNREACHABLE, Quotes.shown(name) + " cannot be read: " + Quotes.oneLine(e.toString()), e);
    }

    /** The copying of one release to this machine. */
    private static final class Copy {

        private static final int CHUNK_BYTES = 1 << 16;

        private final ReleaseSource source;
        private final byte[] chunk = new byte[CHUNK_BYTES];
        private final AtomicLong bytes;
        private final long largestBytes;

        Copy(ReleaseSource source, AtomicLong bytes, long largestBytes) {
            this.source = source;
            this.bytes = bytes;
            this.largestBytes = largestBytes;
        }

        /**
         * Copies a file.
         *
         * @param digest digest that it must have; empty if there is none
         * @param claim who states this digest, for messages
         * @param most maximum size in bytes
         */
        void file(String name, Path file, Optional<String> digest, String claim, long most) {
            MessageDigest actual = Digests.sha256Digest();
            try (InputStream in = open(name);
                    OutputStream out = create(file)) {
                long count = 0;
                for (int read = read(name, in); read >= 0; read = read(name, in)) {
                    count += read;
                    if (count > most) {
                        throw new ReleaseRefusedException(
                                Reason.TOO_LARGE, Quotes.shown(name) + " has more than " + most + " bytes");
                    }
                    actual.update(chunk, 0, read);
                    write(out, read, file);
                }
            } catch (IOException e) {
                throw notStored(file, e);
            }
            // Does not reveal the actual digest, which could tell a reader of the log about files that are not
            // releases.
            if (digest.isPresent() && !digest.get().equals(HexFormat.of().formatHex(actual.digest()))) {
                throw new ReleaseRefusedException(
                        Reason.DIGEST_MISMATCH,
                        "it is damaged: " + Quotes.shown(name) + " is not the file with the SHA-256 digest "
                                + Quotes.shown(digest.get()) + " that " + claim);
            }
        }

        /** @throws ReleaseRefusedException if no trusted key has signed the manifest */
        void checkSignature(byte[] manifest, Optional<TrustedKeys> trusted) {
            if (trusted.isEmpty()) {
                return;
            }
            try {
                trusted.get().check(manifest, signature());
            } catch (UntrustedManifestException e) {
                throw new ReleaseRefusedException(Reason.UNTRUSTED, e.getMessage() + " (explainer.trust)", e);
            }
        }

        private Optional<byte[]> signature() {
            try {
                return Optional.of(content(ExplainerArtifact.SIGNATURE, ExplainerArtifact.LARGEST_SIGNATURE));
            } catch (NoSuchFileException | FileNotFoundException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw unreachable(ExplainerArtifact.SIGNATURE, e);
            }
        }

        /**
         * Reads a file.
         *
         * @param most maximum size in bytes
         */
        byte[] content(String name, int most) throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try (InputStream in = source.open(name)) {
                for (int read = read(name, in); read >= 0; read = read(name, in)) {
                    content.write(chunk, 0, read);
                    if (content.size() > most) {
                        throw new ReleaseRefusedException(Reason.TOO_LARGE, name + " has more than " + most + " bytes");
                    }
                }
            }
            return content.toByteArray();
        }

        private InputStream open(String name) {
            try {
                return source.open(name);
            } catch (IOException e) {
                throw unreachable(name, e);
            }
        }

        private static OutputStream create(Path file) {
            try {
                Files.createDirectories(file.getParent());
                return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw notStored(file, e);
            }
        }

        private int read(String name, InputStream in) {
            int count;
            try {
                count = in.read(chunk);
            } catch (IOException e) {
                throw unreachable(name, e);
            }
            if (bytes.addAndGet(Math.max(0, count)) > largestBytes) {
                throw new ReleaseRefusedException(Reason.TOO_LARGE, "it is larger than allowed (releases.max.bytes)");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new ReleaseRefusedException(Reason.UNREACHABLE, "fetching it takes too long");
            }
            return count;
        }

        private void write(OutputStream out, int count, Path file) {
            try {
                out.write(chunk, 0, count);
            } catch (IOException e) {
                throw notStored(file, e);
            }
        }

        private static ReleaseRefusedException notStored(Path file, IOException e) {
            return new ReleaseRefusedException(
                    Reason.NOT_STORED,
                    "it cannot be written to " + file.getParent() + ": " + Quotes.oneLine(e.toString()),
                    e);
        }
    }
}
