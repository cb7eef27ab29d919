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
 * Avro's decoder of one value, whose work is bounded by the value's bytes, whatever schema it was written with. Items of
 * arrays and maps may have no bytes, such as nulls and empty records, so that a few bytes can announce any number of
 * them; Avro would go through all. Here they are counted, and so is whatever else is read without taking a byte.
 *
 * <p>Avro's own limits stand behind this: {@code org.apache.avro.limits.collectionItems.maxLength}, {@code
 * .collectionItems.maxAllocation}, {@code .bytes.maxLength} and {@code .string.maxLength} bound what is read, but not what
 * is skipped, and leave no room for less than their default of 2^31 items.
 */
final class BoundedDecoder extends Decoder {

    /** That a value may have without bytes for them, beside one a byte. */
    private static final long FREE_STEPS = 10_000;

    private final BinaryDecoder bytes;
    private long itemsLeft;
    private long emptyLeft;

    /** Decodes a value from a position on. */
    BoundedDecoder(byte[] value, int start) {
        // This decoder knows how many bytes are left, and so refuses a length before it allocates anything.
        this.bytes = DecoderFactory.get().binaryDecoder(value, start, value.length - start, null);
        this.itemsLeft = value.length + FREE_STEPS;
        this.emptyLeft = value.length + FREE_STEPS;
    }

    /** Whether nothing is left. */
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

    /** Skips the blocks that say how long they are. */
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
