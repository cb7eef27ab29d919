package io.maskstream.streamer.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Receives spans by OTLP over HTTP, and parses them by the field numbers of opentelemetry/proto/trace/v1/trace.proto.
 */
public final class OtlpCollector implements AutoCloseable {

    private static final int NAME = 5;
    private static final int ATTRIBUTES = 9;
    private static final int LINKS = 13;
    private static final int STATUS = 15;

    /**
     * A span.
     *
     * @param attributes attributes; numbers are given as texts
     * @param links trace and span in hexadecimal, separated by a hyphen
     * @param failed whether its status is an error
     */
    public record Received(String name, Map<String, String> attributes, List<String> links, boolean failed) {}

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    public OtlpCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** Returns the URL without the path of a signal. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the spans received so far. */
    public List<Received> spans() {
        return spans;
    }

    private void take(HttpExchange exchange) throws IOException {
        UnknownFieldSet request = UnknownFieldSet.parseFrom(exchange.getRequestBody());
        messages(request, 1)
                .flatMap(resource -> messages(resource, 2))
                .flatMap(scope -> messages(scope, 2))
                .map(OtlpCollector::received)
                .forEach(spans::add);
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Received received(UnknownFieldSet span) {
        Map<String, String> attributes = new HashMap<>();
        messages(span, ATTRIBUTES).forEach(attribute -> attributes.put(text(attribute, 1), value(attribute)));
        return new Received(
                text(span, NAME),
                attributes,
                messages(span, LINKS)
                        .map(link -> hex(link, 1) + "-" + hex(link, 2))
                        .toList(),
                messages(span, STATUS)
                        .anyMatch(status -> status.getField(3).getVarintList().contains(2L)));
    }

    private static String value(UnknownFieldSet attribute) {
        UnknownFieldSet any = messages(attribute, 2).findFirst().orElseThrow();
        return any.hasField(1)
                ? text(any, 1)
                : String.valueOf(any.getField(3).getVarintList().get(0));
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream().map(bytes -> {
            try {
                return UnknownFieldSet.parseFrom(bytes);
            } catch (IOException e) {
                throw new AssertionError("no message in field " + field, e);
            }
        });
    }

    private static ByteString bytes(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0);
    }

    private static String text(UnknownFieldSet message, int field) {
        return bytes(message, field).toStringUtf8();
    }

    private static String hex(UnknownFieldSet message, int field) {
        return HexFormat.of().formatHex(bytes(message, field).toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
