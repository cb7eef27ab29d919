package io.maskstream.schemas.input.image;

import java.util.concurrent.Semaphore;

/**
 * A budget for the memory of all images that are being decoded. A thread that needs more than is free waits in FIFO
 * order. A process has one budget, because threads share its heap. Thread-safe.
 */
public final class DecodingMemory {

    private static final int KIB = 1024;

    /**
     * The budget is the heap divided by this. A third of 512 MB is enough for a progressive JPEG of 25 megapixels
     * without subsampling, which takes 150 MB.
     */
    private static final int HEAP_DIVISOR = 3;

    private final int kib;
    private final Semaphore free;

    /** @param bytes the budget, rounded down to whole KiB, but at least 1 KiB */
    public DecodingMemory(long bytes) {
        this.kib = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / KIB));
        this.free = new Semaphore(kib, true);
    }

    /** Returns a budget of a third of this process' maximum heap. */
    public static DecodingMemory ofHeap() {
        return new DecodingMemory(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    /** Returns the total budget, used or free. */
    public long bytes() {
        return (long) KIB * kib;
    }

    /**
     * Takes memory from the budget, and waits until enough is free.
     *
     * @param bytes at most {@link #bytes}
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void take(long bytes) throws InterruptedException {
        if (bytes > bytes()) {
            throw new IllegalArgumentException(bytes + " bytes are more than the budget of " + bytes());
        }
        free.acquire(inKib(bytes));
    }

    /** Gives back memory that was taken. */
    void give(long bytes) {
        free.release(inKib(bytes));
    }

    private static int inKib(long bytes) {
        return (int) ((bytes + KIB - 1) / KIB);
    }
}
