package io.maskstream.schemas.files;

import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that contain one record each. */
public final class InputFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private InputFile() {}

    /** Reads an image without decoding it. */
    public static Image picture(Path file) throws UnusableRecordException {
        return new Image(ByteBuffer.wrap(content(file)), null);
    }

    /** Reads a text in UTF-8, and removes a byte order mark, which some editors add. */
    public static String text(Path file) throws UnusableRecordException {
        return text(content(file));
    }

    /** Decodes a text in UTF-8. */
    public static String text(byte[] content) throws UnusableRecordException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UnusableRecordException("it is not valid UTF-8", e);
        }
    }

    private static byte[] content(Path file) throws UnusableRecordException {
        try {
            long bytes = Files.size(file);
            // No encoding of any kind accepts more.
            if (bytes > ImageLimits.DEFAULT_BYTES) {
                throw new UnusableRecordException(
                        "it has " + bytes + " bytes; at most " + ImageLimits.DEFAULT_BYTES + " are allowed");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableRecordException("there is no file " + file, e);
        } catch (IOException e) {
            throw new UnusableRecordException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
