package io.maskstream.schemas.record;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * A decoder of one Avro value whose work is limited by the size of the value, for any writer schema. Items of arrays
 * and maps may have no bytes, such as nulls and empty records, so a few bytes can announce any number of them, and Avro
 * would read them all. This decoder counts such items, and everything else that is read without consuming a byte.
 *
 * <p>Avro's own limits are not sufficient: {@code org.apache.avro.limits.collectionItems.maxLength}, {@code
 * .collectionItems.maxAllocation}, {@code .bytes.maxLength} and {@code .string.maxLength} limit what is read, but not
 * what is skipped, and their default of 2^31 items cannot be lowered.
 */
final class BoundedDecoder extends Decoder {

    /** Items that a value may have without bytes, in addition to one per byte. */
    private static final long FREE_STEPS = 10_000;

    private final BinaryDecoder bytes;
    private long itemsLeft;
    private long emptyLeft;

    /** Decodes a value from the given position. */
    BoundedDecoder(byte[] value, int start) {
        // This decoder knows the number of remaining bytes, so it refuses an invalid length before it allocates memory.
        this.bytes = DecoderFactory.get().binaryDecoder(value, start, value.length - start, null);
        this.itemsLeft = value.length + FREE_STEPS;
        this.emptyLeft = value.length + FREE_STEPS;
    }

    /** Returns whether the value is completely read. */
    boolean isEnd() throws IOException {
        return bytes.isEnd();
    }

    private long items(long count) {
        itemsLeft -= count;
        if (count < 0 || itemsLeft < 0) {
            throw new AvroRuntimeException("it claims more items than it has bytes");
        }
        return count;
    }

    private void empty() {
        if (--emptyLeft < 0) {
            throw new AvroRuntimeException("it claims more items than it has bytes");
        }
    }

    private void skip(long count) throws IOException {
        if (count < 0 || count > bytes.remainingBytes()) {
            throw new EOFException();
        }
        bytes.skipFixed((int) count);
    }

    /** Skips the blocks that give their size in bytes. */
    private long skipBlocks() throws IOException {
        long count = bytes.readLong();
        while (count < 0) {
            skip(bytes.readLong());
            count = bytes.readLong();
        }
        return items(count);
    }

    @Override
    public void readNull() throws IOException {
        empty();
        bytes.readNull();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return bytes.readBoolean();
    }

    @Override
    public int readInt() throws IOException {
        return bytes.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return bytes.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return bytes.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return bytes.readDouble();
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return bytes.readString(old);
    }

    @Override
    public String readString() throws IOException {
        return bytes.readString();
    }

    @Override
    public void skipString() throws IOException {
        skip(bytes.readLong());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        return bytes.readBytes(old);
    }

    @Override
    public void skipBytes() throws IOException {
        skip(bytes.readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        empty();
        bytes.readFixed(target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        empty();
        skip(length);
    }

    @Override
    public int readEnum() throws IOException {
        return bytes.readEnum();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items(bytes.readArrayStart());
    }

    @Override
    public long arrayNext() throws IOException {
        return items(bytes.arrayNext());
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return items(bytes.readMapStart());
    }

    @Override
    public long mapNext() throws IOException {
        return items(bytes.mapNext());
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    @Override
    public int readIndex() throws IOException {
        return bytes.readIndex();
    }

    @Override
    public int remainingBytes() {
        return bytes.remainingBytes();
    }
}
