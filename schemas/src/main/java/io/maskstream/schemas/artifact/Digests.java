package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 digests in lower-case hex. */
public final class Digests {

    private static final int CHUNK_BYTES = 1 << 16;

    private Digests() {}

    /** Returns the digest of the given bytes. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256Digest().digest(content));
    }

    /**
     * Returns the digest of a file.
     *
     * @throws IOException if it is not a regular file, cannot be read, or grows while it is read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256Digest();
        try (InputStream in = RegularFile.open(file)) {
            long left = Files.size(file);
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                left -= count;
                if (left < 0) {
                    throw new IOException(file.getFileName() + " grows while it is read");
                }
                digest.update(chunk, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Returns the digest of every file under a folder, keyed by its path relative to the folder, with forward slashes.
     * Links are followed, because readers of the files follow them too.
     */
    public static SortedMap<String, String> ofFolder(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                digests.put(folder.relativize(file).toString().replace('\\', '/'), sha256(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return digests;
    }

    /**
     * Returns one digest for a set of files: the digest of the lines that {@code sha256sum} prints for them, each with
     * the digest, two spaces and the path.
     */
    public static String ofDigests(SortedMap<String, String> digests) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> file : digests.entrySet()) {
            lines.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
        }
        return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a new digest that can be updated incrementally. */
    public static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
