package io.maskstream.demo;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.streamer.Streamer;
import io.maskstream.streamer.StreamerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures a streamer on a backlog, and then on records that come one at a time. */
final class StreamBench {

    private static final AvroCodec<ExplanationRequest> CODEC = AvroCodec.singleObject(ExplanationRequest.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final StreamerConfig config;

    /**
     * A bench.
     *
     * @param config of the streamer, which is to find the topics empty
     */
    StreamBench(String bootstrapServers, StreamerConfig config) {
        this.bootstrapServers = bootstrapServers;
        this.config = config;
    }

    /**
     * Measures.
     *
     * @param backlog inputs of records that are on the topic before the streamer starts
     * @param lone how many of them are published again, one at a time
     */
    StreamFigures measure(List<Object> backlog, int lone) {
        try (RequestPublisher publisher = new RequestPublisher(bootstrapServers, Topics.REQUESTS);
                BenchReader reader = new BenchReader(bootstrapServers)) {
            publisher.publish(
                    IntStream.range(0, backlog.size()).mapToObj(i -> request(Integer.toString(i), backlog.get(i))));
            try (Streamer streamer = Streamer.start(config)) {
                StreamRun run = reader.await(backlog.size());
                double meanBatch = meanBatch(streamer.httpPort());
                Latency latency = latency(publisher, reader, backlog.subList(0, lone));
                Map<String, Integer> counts = reader.counts();
                int warmUp = backlog.size() / 4;
                return new StreamFigures(
                        backlog.size(),
                        run.recordsPerSecondBehind(0),
                        warmUp,
                        run.recordsPerSecondBehind(warmUp),
                        meanBatch,
                        (int) IntStream.range(0, backlog.size())
                                .filter(i -> !counts.containsKey(Integer.toString(i)))
                                .count(),
                        (int) counts.values().stream()
                                .filter(count -> count > 1)
                                .count(),
                        latency);
            }
        }
    }

    private static Latency latency(RequestPublisher publisher, BenchReader reader, List<Object> inputs) {
        // Pauses of different lengths, lest every record comes at the same moment between two commits.
        Random pauses = new Random(inputs.size());
        List<Duration> latencies = new ArrayList<>();
        for (Object input : inputs) {
            pause(Duration.ofMillis(pauses.nextLong(LONGEST_PAUSE.toMillis())));
            long start = System.nanoTime();
            publisher.publish(Stream.of(request("lone " + latencies.size(), input)));
            reader.await(1);
            latencies.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return Latency.of(latencies);
    }

    private static byte[] request(String id, Object input) {
        return CODEC.encode(new ExplanationRequest(id, null, input));
    }

    /** Of the batches until now, by the streamer's own count. */
    private static double meanBatch(int httpPort) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                .build();
        try {
            List<String> lines = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofLines())
                    .body()
                    .toList();
            return sum(lines, "maskstream_batch_records_sum") / sum(lines, "maskstream_batch_records_count");
        } catch (IOException e) {
            throw new UncheckedIOException("The streamer's metrics cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        }
    }

    private static double sum(List<String> metrics, String name) {
        return metrics.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        }
    }
}
