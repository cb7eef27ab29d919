package io.maskstream.schemas.encoding;

import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The parts of a PNG file (ISO/IEC 15948, section 5.3): length, type, data, checksum. The JDK's reader trusts them. */
final class PngChunks {

    private static final int SIGNATURE_BYTES = 8;
    private static final int TYPE_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final String LAST = "IEND";

    private PngChunks() {}

    /**
     * Checks that the file is complete and unchanged.
     *
     * @throws UnencodableInputException if it is cut short, or a checksum does not match
     */
    static void check(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png);
        int at = SIGNATURE_BYTES;
        String type = "";
        while (!type.equals(LAST)) {
            if (png.length - at < Integer.BYTES + TYPE_BYTES + CHECKSUM_BYTES) {
                throw damaged("it ends without its last part, " + LAST);
            }
            int length = file.getInt(at);
            int typeAt = at + Integer.BYTES;
            if (length < 0 || length > png.length - typeAt - TYPE_BYTES - CHECKSUM_BYTES) {
                throw damaged("it is cut short after " + png.length + " bytes");
            }
            type = new String(png, typeAt, TYPE_BYTES, StandardCharsets.ISO_8859_1);
            CRC32 checksum = new CRC32();
            checksum.update(png, typeAt, TYPE_BYTES + length);
            at = typeAt + TYPE_BYTES + length;
            if ((int) checksum.getValue() != file.getInt(at)) {
                throw damaged("the checksum of the part at byte " + (typeAt - Integer.BYTES) + " does not match");
            }
            at += CHECKSUM_BYTES;
        }
    }

    private static UnencodableInputException damaged(String reason) {
        return new UnencodableInputException(UNPARSABLE, "field 'image' is a damaged PNG: " + reason);
    }
}
