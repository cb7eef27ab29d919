package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.ServedExplainers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and encodes records on threads that can be abandoned. Libraries parse what publishers send, and not all of them
 * can be stopped. A record that exceeds its time is interrupted; if that does not help, it is refused, and its thread
 * is left running. Safe for use by several threads.
 */
final class PreparationThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PreparationThreads.class);

    /** Time for a decoder to notice that it was interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Reads and encodes one record, unless that is done already; see {@link RequestPreparation}. */
    @FunctionalInterface
    interface Preparation {
        PreparedRequest prepare(PolledRecord record, ServedExplainers.Lease lease);
    }

    private final Preparation preparation;
    private final Duration limit;
    private final ExecutorService threads;
    private final AtomicInteger left = new AtomicInteger();

    /** @param limit maximum time for one record */
    PreparationThreads(Preparation preparation, Duration limit) {
        this.preparation = preparation;
        this.limit = limit;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "maskstream-preparation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns how many threads were abandoned and have not ended yet. */
    int left() {
        return left.get();
    }

    /**
     * Prepares or refuses records, in their order, until the time is up; the first one in any case.
     *
     * @param lease lease under which the records will be explained
     * @param endNanos time in {@link System#nanoTime} after which no further record is started
     * @return how many records were reached
     * @throws SchemaRegistryException if the registry does not answer
     * @throws RuntimeException if the preparation throws anything else that is not a refusal
     */
    int prepare(List<PolledRecord> records, ServedExplainers.Lease lease, long endNanos) {
        int reached = 0;
        do {
            Run run = new Run(records.subList(reached, records.size()), lease, endNanos);
            threads.execute(run);
            reached += run.awaitEnd();
        } while (reached < records.size() && System.nanoTime() - endNanos < 0);
        return reached;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Prepares records on one thread, up to the last one or the one on which the thread is abandoned. */
    private final class Run implements Runnable {

        private final List<PolledRecord> records;
        private final ServedExplainers.Lease lease;
        private final long endNanos;

        private Thread thread;
        private int current;
        private long begunNanos = System.nanoTime();
        private boolean hurried;
        private boolean ended;
        private boolean abandoned;
        /**
         * A failure that is not the record's fault: the registry does not answer, or there is a bug in this program.
         */
        private RuntimeException failure;

        Run(List<PolledRecord> records, ServedExplainers.Lease lease, long endNanos) {
            this.records = records;
            this.lease = lease;
            this.endNanos = endNanos;
        }

        @Override
        public void run() {
            begin();
            try {
                while (prepareNext()) {
                    LOG.trace("Prepared");
                }
            } finally {
                end();
            }
        }

        private boolean prepareNext() {
            PolledRecord next = records.get(current);
            try {
                var request = preparation.prepare(next, lease);
                return took(() -> next.prepared(request));
            } catch (BadRecordException e) {
                return took(() -> next.decided(RefusedRequest.of(e)));
            } catch (RuntimeException e) {
                return failed(e);
            } catch (Error e) {
                return failed(new IllegalStateException("record " + next.origin() + " cannot be prepared", e));
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            begunNanos = System.nanoTime();
        }

        /**
         * Returns whether to continue: not after the last record, after the time is up, or if this thread was
         * abandoned.
         */
        private synchronized boolean took(Runnable result) {
            if (abandoned) {
                return false;
            }
            result.run();
            current++;
            begunNanos = System.nanoTime();
            // Clears an interrupt that may have come too late for its record.
            boolean unused = Thread.interrupted();
            if (hurried) {
                hurried = false;
                notifyAll();
            }
            return current < records.size() && begunNanos - endNanos < 0;
        }

        private synchronized boolean failed(RuntimeException e) {
            failure = e;
            return false;
        }

        private synchronized void end() {
            ended = true;
            thread = null;
            boolean unused = Thread.interrupted();
            if (abandoned) {
                left.decrementAndGet();
            }
            notifyAll();
        }

        /** Returns how many records were reached; abandons the thread if one of them takes too long. */
        private synchronized int awaitEnd() {
            boolean interrupted = false;
            while (!ended && !abandoned) {
                int watched = current;
                long waitNanos = begunNanos + limit.toNanos() - System.nanoTime();
                try {
                    if (waitNanos > 0) {
                        TimeUnit.NANOSECONDS.timedWait(this, waitNanos);
                    } else if (thread != null) {
                        hurried = true;
                        thread.interrupt();
                        waitForNext(watched);
                        leaveOn(watched);
                    } else {
                        // No processor has run the thread yet, which is not the record's fault.
                        TimeUnit.NANOSECONDS.timedWait(this, limit.toNanos());
                    }
                } catch (InterruptedException e) {
                    // The stream is stopping, but still needs a result.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
            return current;
        }

        private void waitForNext(int watched) throws InterruptedException {
            long endOfGrace = System.nanoTime() + GRACE.toNanos();
            for (long wait = GRACE.toNanos(); !ended && current == watched && wait > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, wait);
                wait = endOfGrace - System.nanoTime();
            }
        }

        private void leaveOn(int watched) {
            if (ended || current != watched) {
                return;
            }
            abandoned = true;
            left.incrementAndGet();
            PolledRecord slow = records.get(watched);
            slow.decided(RefusedRequest.tooSlow(slow.origin(), limit));
            current++;
            LOG.warn("A thread is abandoned because it does not finish record {}", slow.origin());
        }
    }
}
