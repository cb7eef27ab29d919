package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A stand-in for a Pushgateway that keeps the last value of each metric. */
final class PushedFigures implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Map<String, Double>> byRequest = new ConcurrentHashMap<>();

    PushedFigures() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the figures from requests with one method and path. */
    Map<String, Double> figures(String request) {
        assertThat(byRequest).containsOnlyKeys(request);
        return byRequest.get(request);
    }

    private void take(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Double> figures = byRequest.computeIfAbsent(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(), any -> new ConcurrentHashMap<>());
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] words = line.split(" ");
            figures.put(words[0], Double.valueOf(words[1]));
        });
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
