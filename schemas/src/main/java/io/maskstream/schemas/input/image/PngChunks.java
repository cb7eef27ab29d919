package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.input.image.StoredPicture.damaged;

import io.maskstream.schemas.input.UnencodableInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Iterates over the chunks of a PNG file (PNG 3, section 5.3): length, type, data, checksum. */
final class PngChunks {

    static final int IHDR = type("IHDR");
    static final int PLTE = type("PLTE");
    static final int TRNS = type("tRNS");
    static final int ICCP = type("iCCP");
    static final int EXIF = type("eXIf");
    static final int IDAT = type("IDAT");
    static final int IEND = type("IEND");

    private static final int SIGNATURE_BYTES = 8;
    private static final int TYPE_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;

    /** The ancillary bit in the first letter of a type: decoders may ignore such a chunk if they do not know it. */
    private static final int ANCILLARY = 0x20000000;

    private final ByteBuffer file;

    private int at = SIGNATURE_BYTES;
    private int type;
    private int dataAt;
    private int length;

    PngChunks(ByteBuffer file) {
        this.file = file;
    }

    private static int type(String letters) {
        return ByteBuffer.wrap(letters.getBytes(StandardCharsets.ISO_8859_1)).getInt();
    }

    /**
     * Moves to the next chunk.
     *
     * @return false after the last chunk, IEND; data after it is ignored
     * @throws UnencodableInputException if the file is truncated
     */
    boolean next() {
        if (type == IEND) {
            return false;
        }
        if (file.limit() - at < Integer.BYTES + TYPE_BYTES + CHECKSUM_BYTES) {
            throw damaged("PNG", "it ends without its last chunk, IEND", null);
        }
        length = file.getInt(at);
        dataAt = at + Integer.BYTES + TYPE_BYTES;
        if (length < 0 || length > file.limit() - dataAt - CHECKSUM_BYTES) {
            throw damaged("PNG", "it is cut short after " + file.limit() + " bytes", null);
        }
        type = file.getInt(at + Integer.BYTES);
        at = dataAt + length + CHECKSUM_BYTES;
        return true;
    }

    /**
     * Verifies the checksum of this chunk.
     *
     * @throws UnencodableInputException if the chunk was changed
     */
    void check() {
        CRC32 checksum = new CRC32();
        checksum.update(file.slice(dataAt - TYPE_BYTES, TYPE_BYTES + length));
        if ((int) checksum.getValue() != file.getInt(dataAt + length)) {
            throw damaged(
                    "PNG",
                    "the checksum of the chunk at byte " + (dataAt - TYPE_BYTES - Integer.BYTES) + " does not match",
                    null);
        }
    }

    int type() {
        return type;
    }

    boolean isAncillary() {
        return (type & ANCILLARY) != 0;
    }

    /** Returns the data of this chunk. */
    ByteBuffer data() {
        return file.slice(dataAt, length);
    }
}
