package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.http.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the records that leave the stream to browsers, on a thread of its own. Without a browser, nothing is read or
 * drawn. A page shows a few records per second, however many there are, see {@link MixedChoice}.
 */
final class LiveFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final int TICKS_PER_SAMPLE = 4;
    private static final int RECORDS_PER_TICK = 6;

    /**
     * Time for reading and drawing records per tick, beyond one record for each page; at most a fifth of one processor.
     */
    private static final Duration TIME_PER_TICK = Duration.ofMillis(60);

    /** Maximum number of records that a page shows when it opens. */
    private static final int FIRST_RECORDS = 24;

    private static final Duration TIME_FOR_FIRST = Duration.ofSeconds(3);

    private static final int QUEUED_MESSAGES = 64;

    private final LiveBuffer buffer;
    private final RequestReader requests;
    private final DrawnRecords drawn;
    private final CandidateEvents candidates;
    private final RunningFigures figures;
    private final Supplier<ObjectNode> greeting;
    private final LiveView.Limits limits;
    private final List<LiveClient> clients = new CopyOnWriteArrayList<>();
    private final Counter tooFast;
    private final Counter tooSlow;
    private final ScheduledExecutorService thread;

    private int ticks;

    /**
     * @param drawn only used on the feed's thread, like candidates and figures
     * @param greeting returns the first message to every page
     * @param thread result of {@link #thread()}; ends with the feed
     */
    LiveFeed(
            LiveBuffer buffer,
            RequestReader requests,
            DrawnRecords drawn,
            CandidateEvents candidates,
            RunningFigures figures,
            Supplier<ObjectNode> greeting,
            LiveView.Limits limits,
            MeterRegistry registry,
            ScheduledExecutorService thread) {
        this.buffer = buffer;
        this.requests = requests;
        this.drawn = drawn;
        this.candidates = candidates;
        this.figures = figures;
        this.greeting = greeting;
        this.limits = limits;
        Gauge.builder("maskstream.live.clients", clients, List::size)
                .description("Pages of the live view that are open")
                .register(registry);
        this.tooFast = skipped(registry, "too_many");
        this.tooSlow = skipped(registry, "slow_client");
        this.thread = thread;
        // The task ends with the thread, and never throws.
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Creates the thread that writes all records. */
    static ScheduledExecutorService thread() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "maskstream-live");
            made.setDaemon(true);
            return made;
        });
    }

    private static Counter skipped(MeterRegistry registry, String reason) {
        return Counter.builder("maskstream.live.skipped")
                .description("Records that a page of the live view asked for, but did not show")
                .tag("reason", reason)
                .register(registry);
    }

    /**
     * Starts to send events to a browser.
     *
     * @param exchange the exchange, with the headers of its response set; answered here
     * @param page a name that the page has chosen, whose earlier connection is ended; may be empty
     * @param after sequence number of the last record that the page has; negative if it has none
     * @return false if too many pages are open; the exchange is unchanged then
     */
    synchronized boolean connect(Exchange exchange, String page, LiveFilter filter, long after) {
        // Otherwise the connection of a page that was closed, or that has a new filter now, would count until a write
        // to it fails, and someone who reloads the page a few times might exceed the limit.
        List<LiveClient> before = clients.stream()
                .filter(client ->
                        client.isClosed() || (!page.isEmpty() && client.page().equals(page)))
                .toList();
        clients.removeAll(before);
        before.forEach(LiveClient::end);
        if (clients.size() >= limits.clients()) {
            return false;
        }
        LiveClient client =
                new LiveClient(exchange, page, filter, after, QUEUED_MESSAGES, limits.patience(), clients::remove);
        clients.add(client);
        client.start();
        return true;
    }

    private void welcome(LiveClient client) {
        client.welcomed();
        ObjectNode hello = greeting.get();
        hello.set("figures", figures.all());
        hello.set("candidates", candidates.list());
        client.offer("retry: 2000\nevent: hello\ndata: " + hello + "\n\n");
        long end = System.nanoTime() + TIME_FOR_FIRST.toNanos();
        List<LiveEvent> wanted = wanted(client);
        List<LiveEvent> chosen = MixedChoice.first(wanted, FIRST_RECORDS);
        int shown = 0;
        for (LiveEvent event : chosen) {
            if (shown > 0 && System.nanoTime() - end > 0) {
                // The remaining records follow in the next ticks; the page ignores those that it has already.
                chosen.subList(shown, chosen.size()).stream()
                        .mapToLong(left -> left.entry().sequence() - 1)
                        .min()
                        .ifPresent(client::seen);
                break;
            }
            offer(client, event);
            shown++;
        }
        tooFast.increment(Math.max(0, (double) passed(wanted, client.seen()) - shown));
    }

    private void tick() {
        guarded(() -> {
            ticks++;
            String sample = ticks % TICKS_PER_SAMPLE == 0 ? "event: figures\ndata: " + figures.sample() + "\n\n" : null;
            long end = System.nanoTime() + TIME_PER_TICK.toNanos();
            candidates.send(clients, end);
            for (LiveClient client : clients) {
                if (client.isWelcomed()) {
                    if (sample != null) {
                        client.offer(sample);
                    }
                    show(client, end);
                } else {
                    welcome(client);
                }
            }
        });
    }

    /** Keeps the thread alive, whatever a record causes. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.warn("The live view has failed to show some records", e);
        }
    }

    /** @param endNanos when to stop; remaining records wait for the next tick, unless newer ones replace them */
    private void show(LiveClient client, long endNanos) {
        if (client.seen() >= buffer.last()) {
            return;
        }
        List<LiveEvent> wanted = wanted(client);
        int shown = 0;
        for (LiveEvent event : MixedChoice.next(wanted, RECORDS_PER_TICK)) {
            if (shown > 0 && System.nanoTime() - endNanos > 0) {
                client.seen(event.entry().sequence() - 1);
                break;
            }
            offer(client, event);
            shown++;
        }
        tooFast.increment((double) passed(wanted, client.seen()) - shown);
    }

    /** Returns the new records that pass a page's filter, oldest first, and marks all new records as seen. */
    private List<LiveEvent> wanted(LiveClient client) {
        List<LiveEvent> wanted = new ArrayList<>();
        for (LiveBuffer.Entry entry : buffer.after(client.seen())) {
            LiveEvent event = event(entry);
            client.seen(entry.sequence());
            if (client.filter().matches(event)) {
                wanted.add(event);
            }
        }
        return wanted;
    }

    private void offer(LiveClient client, LiveEvent event) {
        if (!client.hasRoom() || !client.offer(message(event))) {
            tooSlow.increment();
            return;
        }
        client.shown().add(event.entry());
    }

    private static long passed(List<LiveEvent> events, long last) {
        return events.stream().filter(event -> event.entry().sequence() <= last).count();
    }

    private LiveEvent event(LiveBuffer.Entry entry) {
        return new LiveEvent(entry, requests);
    }

    private String message(LiveEvent event) {
        return "id: " + event.entry().sequence() + "\nevent: record\ndata: " + drawn.json(event) + "\n\n";
    }

    @Override
    public void close() {
        thread.shutdownNow();
        clients.forEach(LiveClient::end);
    }
}
