package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Reads files from untrusted sources. A pipe, a device or a socket is refused before it is opened, because opening it
 * could block forever. The number of bytes to read is limited.
 */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Opens a file and follows links.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     * @throws IOException if it is not a regular file or cannot be opened
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
     * @param most size limit in bytes; checked while the file is read, because it may grow
     * @throws IOException if it is not a regular file, cannot be read, or has more bytes
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
