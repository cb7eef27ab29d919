package io.maskstream.streamer.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Serves {@code /metrics} in Prometheus' text format or as OpenMetrics, {@code /health/live} and {@code /health/ready},
 * and the paths of other handlers. No thread waits for a client, and {@link Connections} limits how many clients are
 * waited for, so that health and metrics always answer.
 */
public final class StatusServer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);

    /** Above the heartbeat interval of a stream of events; everything else has its own limits. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

    /** Kernel buffer for a client that does not read; enough for a fast client on a usual network. */
    private static final int SEND_BUFFER_BYTES = 256 << 10;

    /**
     * Connections that the kernel queues until they are accepted; with fewer, a flood makes other clients wait a
     * second.
     */
    private static final int ACCEPT_QUEUE = 1024;

    /** Allows for long cookies that other servers on localhost set, because browsers send them to every port. */
    private static final int HEADER_BYTES = 16 << 10;

    /** After this number, the connection is closed to give others a turn. */
    private static final int REQUESTS_PER_CONNECTION = 100;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final HttpFields HEADERS = HttpFields.from(
            new HttpField("X-Content-Type-Options", "nosniff"),
            new HttpField("Cross-Origin-Resource-Policy", "same-origin"),
            new HttpField("Cache-Control", "no-store"));

    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private final ExecutorService scraper = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "maskstream-metrics");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts to listen.
     *
     * @param port the port; 0 for any free one
     * @param hosts host names under which everything but health is served; health reveals nothing confidential and is
     *     requested under addresses that are not known in advance
     * @param metrics returns the text of a scrape, by media type
     * @param health returns the health of the streamer
     * @param others handlers of a path and everything below it, by path, such as {@code /live}
     * @throws IOException if the address cannot be bound
     */
    public StatusServer(
            String host,
            int port,
            AllowedHosts hosts,
            UnaryOperator<String> metrics,
            Supplier<Health> health,
            Map<String, ExchangeHandler> others)
            throws IOException {
        this(host, port, hosts, metrics, health, others, Connections.Limits.DEFAULT);
    }

    StatusServer(
            String host,
            int port,
            AllowedHosts hosts,
            UnaryOperator<String> metrics,
            Supplier<Health> health,
            Map<String, ExchangeHandler> others,
            Connections.Limits limits)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("maskstream-http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setStopTimeout(STOP_PATIENCE.toMillis());
        server = new Server(
                threads, new ScheduledExecutorScheduler("maskstream-http-watch", true), new ArrayByteBufferPool());
        server.setErrorHandler(StatusServer::sendError);
        connections = new Connections(limits);
        connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_LIMIT.toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.addBean(connections);
        server.addConnector(connector);
        server.setHandler(new Root(hosts, new Scrapes(metrics, scraper), health, others));
        start();
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        return configuration;
    }

    private void start() throws IOException {
        try {
            connector.open();
            server.start();
            watch();
        } catch (IOException e) {
            close();
            throw e.getCause() instanceof BindException taken ? taken : e;
        } catch (Exception e) {
            close();
            throw new IOException("The HTTP server does not start: " + e.getMessage(), e);
        }
    }

    private void watch() {
        connections.watch();
        if (server.isRunning()) {
            server.getScheduler().schedule(this::watch, WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what Jetty itself refuses as one line, without a page, a stack trace or any part of the request. */
    private static boolean sendError(Request request, Response response, Callback callback) {
        HEADERS.forEach(response.getHeaders()::put);
        int status = response.getStatus();
        response.getHeaders().put("Content-Type", TEXT);
        Content.Sink.write(response, true, status + " " + HttpStatus.getMessage(status) + "\n", callback);
        return true;
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns the number of open connections, except for streams of events. */
    int connections() {
        return connections.size();
    }

    /** Passes each request on to its handler. Never waits. */
    private final class Root extends Handler.Abstract {

        private final AllowedHosts hosts;
        private final ExchangeHandler metrics;
        private final Supplier<Health> health;
        private final Map<String, ExchangeHandler> others;

        Root(
                AllowedHosts hosts,
                ExchangeHandler metrics,
                Supplier<Health> health,
                Map<String, ExchangeHandler> others) {
            this.hosts = hosts;
            this.metrics = metrics;
            this.health = health;
            this.others = Map.copyOf(others);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Connection connection = request.getConnectionMetaData().getConnection();
            connections.answers(connection);
            Request.addCompletionListener(request, failure -> connections.requests(connection));
            HEADERS.forEach(response.getHeaders()::put);
            if (connection.getMessagesIn() >= REQUESTS_PER_CONNECTION) {
                response.getHeaders().put("Connection", "close");
            }
            Exchange exchange = new Exchange(request, response, callback, connections);
            try {
                answer(request, exchange);
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
            return true;
        }

        private void answer(Request request, Exchange exchange) {
            String path = exchange.path();
            if (path.equals("/health/live")) {
                Health now = health.get();
                read(exchange, () -> sendHealth(exchange, now.live(), now));
            } else if (path.equals("/health/ready")) {
                Health now = health.get();
                read(exchange, () -> sendHealth(exchange, now.ready(), now));
            } else if (!hosts.allow(request)) {
                exchange.send(403, TEXT, "This host name is not listed in http.allowed.hosts.\n");
            } else if (AllowedHosts.isForeign(request)) {
                exchange.send(403, TEXT, "Pages of other sites may not do this.\n");
            } else if (path.equals("/metrics")) {
                read(exchange, () -> metrics.handle(exchange));
            } else {
                others.entrySet().stream()
                        .filter(other -> path.equals(other.getKey()) || path.startsWith(other.getKey() + "/"))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(StatusServer::sendNotFound)
                        .handle(exchange);
            }
        }
    }

    private static void read(Exchange exchange, Runnable answer) {
        if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            answer.run();
        } else {
            exchange.setHeader("Allow", "GET, HEAD");
            exchange.send(405, TEXT, "Only GET and HEAD are allowed.\n");
        }
    }

    private static void sendHealth(Exchange exchange, boolean up, Health health) {
        ObjectNode body =
                MAPPER.createObjectNode().put("status", up ? "UP" : "DOWN").put("stream", health.stream());
        if (!up && health.reason() != null) {
            body.put("reason", health.reason());
        }
        exchange.send(up ? 200 : 503, JSON, body + "\n");
    }

    private static void sendNotFound(Exchange exchange) {
        exchange.send(404, TEXT, "Not found. See /metrics, /health/live, /health/ready.\n");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server does not stop.", e);
        } finally {
            scraper.shutdownNow();
        }
    }
}
