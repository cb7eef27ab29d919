package io.maskstream.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** The metrics of one or several streamers at one moment. */
record Scraped(List<String> lines) {

    static Scraped of(int httpPort) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                .build();
        try {
            return new Scraped(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofLines())
                    .body()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The streamer's metrics cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        }
    }

    /** Combines the series of several streamers. */
    static Scraped together(List<Scraped> several) {
        return new Scraped(several.stream().flatMap(one -> one.lines.stream()).toList());
    }

    /** Returns the sum of all series that start with the given text. */
    double sum(String series) {
        return sum(series, "");
    }

    /** Returns the sum of all series that start with a text and contain a label. */
    double sum(String series, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(series) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
