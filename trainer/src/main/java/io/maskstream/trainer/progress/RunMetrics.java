package io.maskstream.trainer.progress;

import io.maskstream.schemas.record.Quotes;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress and result of a fit, as metrics for Prometheus. They are pushed to a Pushgateway, because a scrape of the
 * process itself would miss the result. If the gateway does not respond, the fit continues, and its end is delayed by a
 * few seconds at most.
 */
public final class RunMetrics implements AutoCloseable {

    /** The gauges. A gauge that a fit has not set keeps its value from the previous fit. */
    public enum Figure {
        RUNNING("1 while a fit runs"),
        STARTED_TIMESTAMP_SECONDS("When the fit started, in seconds since 1970"),
        PROGRESS_RATIO("Share of the fit's steps that are done, before the evaluation"),
        LOSS("Loss of the last step"),
        MASK_AREA("Mean weight of the masks of the last step"),
        AGREEMENT("Share of the test records for which the model's prediction stays the same when they are masked"),
        VERSION("Version that the fit published"),
        EXIT_CODE("Exit code of the last fit that ended"),
        ENDED_TIMESTAMP_SECONDS("When the last fit ended, in seconds since 1970"),
        SUCCEEDED_TIMESTAMP_SECONDS("When the last fit with exit code 0 ended, in seconds since 1970");

        private final String help;

        Figure(String help) {
            this.help = help;
        }

        private String metric() {
            return "maskstream_fit_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);

    /** The usual scrape interval of Prometheus. */
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String JOB = "maskstream-trainer";

    private final Clock clock;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Figure, Gauge> gauges = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI place;
    private final ScheduledExecutorService pushes;
    private boolean complained;

    private RunMetrics(URI place, Clock clock) {
        this.place = place;
        this.clock = clock;
        this.pushes = Executors.newSingleThreadScheduledExecutor(RunMetrics::daemon);
    }

    /** Returns metrics that are not pushed. */
    public static RunMetrics none() {
        return new RunMetrics(null, Clock.systemUTC());
    }

    /**
     * Starts to push metrics.
     *
     * @param address http or https address of the gateway; null to push nothing
     * @param explainer name of the explainer, which groups the metrics at the gateway
     * @throws IllegalArgumentException if the address is not valid
     */
    public static RunMetrics start(URI address, String explainer, Clock clock) {
        RunMetrics metrics = new RunMetrics(address == null ? null : place(address, explainer), clock);
        metrics.set(Figure.RUNNING, 1);
        metrics.set(Figure.STARTED_TIMESTAMP_SECONDS, metrics.now());
        if (address != null) {
            ScheduledFuture<?> unused =
                    metrics.pushes.scheduleWithFixedDelay(metrics::push, 0, INTERVAL.toSeconds(), TimeUnit.SECONDS);
        }
        return metrics;
    }

    private static URI place(URI address, String explainer) {
        if (address.getHost() == null
                || !("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()))) {
            throw new IllegalArgumentException("--push-metrics must be the address of a Pushgateway, such as"
                    + " http://pushgateway:9091, not '" + address + "'.");
        }
        // An explainer's name contains only characters that are valid in a path.
        return URI.create(
                address.toString().replaceFirst("/+$", "") + "/metrics/job/" + JOB + "/explainer/" + explainer);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "metrics");
        thread.setDaemon(true);
        return thread;
    }

    /** Sets a figure. */
    public void set(Figure figure, double value) {
        gauges.computeIfAbsent(figure, missing -> Gauge.builder()
                        .name(missing.metric())
                        .help(missing.help)
                        .register(registry))
                .set(value);
    }

    /**
     * Sets the final figures and pushes them.
     *
     * @param exitCode exit code of the command
     */
    public void ended(int exitCode) {
        set(Figure.RUNNING, 0);
        set(Figure.EXIT_CODE, exitCode);
        set(Figure.ENDED_TIMESTAMP_SECONDS, now());
        if (exitCode == 0) {
            set(Figure.SUCCEEDED_TIMESTAMP_SECONDS, now());
        }
        pushes.execute(this::push);
    }

    private double now() {
        return clock.millis() / 1000.0;
    }

    private void push() {
        if (place == null) {
            return;
        }
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
            // POST keeps metrics that this run has not set; PUT would delete them.
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(place)
                            .timeout(PATIENCE)
                            .header("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(text.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
                complained = false;
            } else {
                complain("the gateway responded with " + response.statusCode() + " " + Quotes.oneLine(response.body()));
            }
        } catch (IOException | RuntimeException e) {
            complain(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complain(String reason) {
        if (!complained) {
            LOG.warn("Cannot push the metrics of this run to {} (will retry): {}.", place, reason);
        }
        complained = true;
    }

    /** Waits for the last push, for a few seconds at most. */
    @Override
    public void close() {
        pushes.shutdown();
        // Clears the interrupt flag so that a fit that was interrupted by a signal can still push its result.
        boolean interrupted = Thread.interrupted();
        try {
            pushes.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
