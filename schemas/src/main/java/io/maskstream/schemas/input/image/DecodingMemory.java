package io.maskstream.schemas.input.image;

import java.util.concurrent.Semaphore;

/**
 * The memory that pictures may take while they are decoded, all threads together: who needs more than is left waits, in turn.
 * One for a process, since threads share its heap. Safe for use by several threads.
 */
public final class DecodingMemory {

    private static final int KIB = 1024;

    /**
     * Which part of the heap, one in so many, is for decoding. A third: of 512 MB, that is enough for a progressive JPEG of 25
     * megapixels without subsampling, which takes 150 MB.
     */
    private static final int HEAP_DIVISOR = 3;

    private final int kib;
    private final Semaphore free;

    /** @param bytes in all; whole KiB count, at least one */
    public DecodingMemory(long bytes) {
        this.kib = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / KIB));
        this.free = new Semaphore(kib, true);
    }

    /** A third of the largest heap that this process may have. */
    public static DecodingMemory ofHeap() {
        return new DecodingMemory(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    /** All there is, in use or not. */
    public long bytes() {
        return (long) KIB * kib;
    }

    /**
     * Waits for memory.
     *
     * @param bytes at most {@link #bytes}
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void take(long bytes) throws InterruptedException {
        if (bytes > bytes()) {
            throw new IllegalArgumentException(bytes + " bytes are more than there are, " + bytes());
        }
        free.acquire(inKib(bytes));
    }

    /** Returns as much as was taken. */
    void give(long bytes) {
        free.release(inKib(bytes));
    }

    private static int inKib(long bytes) {
        return (int) ((bytes + KIB - 1) / KIB);
    }
}
