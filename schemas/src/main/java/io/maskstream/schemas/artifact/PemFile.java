package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads keys and certificates in PEM, as OpenSSL writes them: base64 between a BEGIN line and an END line (RFC 7468).
 */
final class PemFile {

    /** Size limit in bytes; a key has a few hundred bytes, a certificate about two thousand. */
    private static final int LARGEST = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemFile() {}

    /**
     * A block between a BEGIN line and an END line.
     *
     * @param label label of the block, such as {@code PUBLIC KEY}
     * @param der the decoded content
     */
    record Block(String label, ByteBuffer der) {

        byte[] bytes() {
            byte[] bytes = new byte[der.remaining()];
            der.duplicate().get(bytes);
            return bytes;
        }
    }

    /**
     * Reads all blocks of a file and ignores text outside of them.
     *
     * @throws IOException if the file cannot be read or contains no block
     */
    static List<Block> read(Path file) throws IOException {
        String content = new String(RegularFile.read(file, LARGEST), StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(content);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        ByteBuffer.wrap(
                                Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", "")))));
            } catch (IllegalArgumentException e) {
                throw new IOException("the file " + file + " is damaged: it contains invalid base64", e);
            }
        }
        if (blocks.isEmpty()) {
            throw new IOException("the file " + file + " is not in PEM: it has no line -----BEGIN ...-----");
        }
        return blocks;
    }
}
