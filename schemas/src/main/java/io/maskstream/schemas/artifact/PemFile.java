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

/** Keys and certificates as OpenSSL writes them: base64 between a line that begins and one that ends (RFC 7468). */
final class PemFile {

    /** In bytes; a key has some hundred, a certificate two thousand. */
    private static final int LARGEST = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemFile() {}

    /**
     * What stands between two such lines.
     *
     * @param label such as {@code PUBLIC KEY}
     * @param der in binary
     */
    record Block(String label, ByteBuffer der) {

        byte[] bytes() {
            byte[] bytes = new byte[der.remaining()];
            der.duplicate().get(bytes);
            return bytes;
        }
    }

    /**
     * Reads all blocks of a file; what stands outside of them is passed by, as it is a comment.
     *
     * @throws IOException if the file cannot be read, or has none
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
            throw new IOException("the file " + file + " is not in PEM: no line of it is -----BEGIN ...-----");
        }
        return blocks;
    }
}
