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
 * Reads and encodes records on threads that can be left. Libraries parse what publishers send, and not all of them can be
 * stopped: a record that takes longer than it may is interrupted, and if that does not help, it is refused while its thread
 * goes on alone. Safe for use by several threads.
 */
final class PreparationThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PreparationThreads.class);

    /** For a decoder to notice that it was interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Reads and encodes one record, as far as that is not done yet; see {@link RequestPreparation}. */
    @FunctionalInterface
    interface Preparation {
        PreparedRequest prepare(PolledRecord record, ServedExplainers.Lease lease);
    }

    private final Preparation preparation;
    private final Duration limit;
    private final ExecutorService threads;
    private final AtomicInteger left = new AtomicInteger();

    /** @param limit on the time that one record may take */
    PreparationThreads(Preparation preparation, Duration limit) {
        this.preparation = preparation;
        this.limit = limit;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "maskstream-preparation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** How many threads were left to themselves and have not ended yet. */
    int left() {
        return left.get();
    }

    /**
     * Prepares or refuses records, in their order, until a time has come; the first one whatever the time.
     *
     * @param lease under which they will be explained
     * @param endNanos when no further record is begun, by {@link System#nanoTime}
     * @return how many of them were reached
     * @throws SchemaRegistryException if the registry does not answer
     * @throws RuntimeException if the preparation throws what is neither that nor a refusal
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

    /** Some records on one thread, up to the last or to one on which it is left. */
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
        /** What is no fault of a record: that the registry does not answer, or a fault of this program. */
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

        /** Whether to go on: not after the last record, when the time is over, or when this thread was left. */
        private synchronized boolean took(Runnable result) {
            if (abandoned) {
                return false;
            }
            result.run();
            current++;
            begunNanos = System.nanoTime();
            // It may have come too late for the record that it was meant for.
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

        /** How many records were reached; leaves the thread behind if one of them takes too long. */
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
                        // No processor has taken it up yet: that is no fault of the record.
                        TimeUnit.NANOSECONDS.timedWait(this, limit.toNanos());
                    }
                } catch (InterruptedException e) {
                    // Of the stream, which wants an answer all the same.
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
            LOG.warn("A thread is abandoned on record {}, which it does not finish", slow.origin());
        }
    }
}
