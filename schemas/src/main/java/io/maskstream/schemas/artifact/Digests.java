package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 digests in lower-case hex. */
public final class Digests {

    private Digests() {}

    /** The digest of some bytes. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    /** The digest of a file. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(RegularFile.open(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The digest of every file under a folder, by its path with forward slashes, relative to the folder. Links are
     * followed, as those who read the files do.
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

    /** One digest for a set of files: that of the lines "digest, two spaces, path", as {@code sha256sum} prints them. */
    public static String ofDigests(SortedMap<String, String> digests) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> file : digests.entrySet()) {
            lines.append(file.getValue()).append("  ").append(file.getKey()).append('\n');
        }
        return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
