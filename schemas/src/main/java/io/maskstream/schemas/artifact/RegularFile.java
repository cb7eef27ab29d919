package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Files that others may have laid down: a pipe, a device or a socket in the place of one is refused before it is opened,
 * since that could wait for ever, and no more is read than is wanted.
 */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Opens a file; links are followed to it.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws IOException if it is no regular file, or cannot be opened
     */
    public static InputStream open(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(real.getFileName() + " is not a regular file");
        }
        return Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Reads a file.
     *
     * @param most bytes that it may have; counted while it is read, since it may grow
     * @throws IOException if it is no regular file, cannot be read, or has more bytes
     */
    public static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = open(file)) {
            byte[] content = in.readNBytes(most);
            if (content.length == most && in.read() >= 0) {
                throw new IOException(file.getFileName() + " has more than " + most + " bytes");
            }
            return content;
        }
    }
}
