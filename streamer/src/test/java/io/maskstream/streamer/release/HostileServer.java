package io.maskstream.streamer.release;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that answers every connection as instructed, each on its own thread. */
final class HostileServer implements AutoCloseable {

    /** The behaviour on a connection. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    final AtomicInteger connections = new AtomicInteger();

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Answer answer;

    HostileServer(Answer answer) throws IOException {
        this.answer = answer;
        Thread thread = new Thread(this::accept, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns a server that sends a text once, and closes. */
    static HostileServer saying(String text) throws IOException {
        return new HostileServer(out -> out.write(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns a server that starts with a text, and then sends another one for ever, with pauses. */
    static HostileServer repeating(String begin, String more, long pauseMillis) throws IOException {
        return new HostileServer(out -> {
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(more.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(pauseMillis);
            }
        });
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    String url() {
        return "http://" + host() + "/tiny/1";
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.incrementAndGet();
                Thread thread = new Thread(() -> answer(connection), "hostile-answer");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            connection.getInputStream().read(new byte[4096]);
            answer.write(connection.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // The client has gone, as expected.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
