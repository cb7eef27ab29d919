package io.maskstream.streamer.release;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the files of a folder, like any web server. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final Path root;

    public FileServer(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
            if (Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** Returns its name and port. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the URL of a folder or file below the root. */
    public String url(Path path) {
        return "http://" + host() + "/" + root.relativize(path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
