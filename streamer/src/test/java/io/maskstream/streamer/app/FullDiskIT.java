package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.release.Releases;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the streamer on a full disk, a real one of 1 MiB, for which the test must run as root. */
@Timeout(360)
class FullDiskIT {

    private static final String RELEASES = "explainer-releases";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @Test
    void aReleaseThatDoesNotFitIsTakenOnceThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0,
                "only root can make a disk");
        try {
            serveFrom(disk);
        } finally {
            assertThat(command("umount", "--lazy", disk.toString())).isZero();
        }
    }

    private void serveFrom(Path disk) throws Exception {
        TinyExplainer.publish(folder.resolve("store"), "tiny");
        TinyExplainer.publish(folder.resolve("trainers"), "tiny");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of());
                KafkaSide kafka = new KafkaSide(broker, "full")) {
            broker.createTopics(1, RELEASES);
            Map<String, String> settings = kafka.settings();
            settings.put("explainer.store", folder.resolve("store").toString());
            settings.put("releases.allowed.folders", folder.resolve("trainers").toString());
            settings.put("explainers", "tiny");
            settings.put("state.dir", disk.resolve("state").toString());
            Process streamer = StreamerProcess.start(
                    folder,
                    List.of("-Djava.io.tmpdir=" + disk),
                    "--config",
                    StreamerProcess.settings(folder, settings).toString());
            try {
                int port = StreamerProcess.awaitPort(folder, streamer);
                // Not earlier, because the explainers that serve from the start are copied to this disk as well.
                Path filler = fill(disk);
                announceSecondVersion(broker);
                await("the release does not fit")
                        .atMost(PATIENCE)
                        .until(() ->
                                Scrape.value(port, "maskstream_releases_refused_total{reason=\"not_stored\"}") >= 1);
                assertThat(version(kafka, "full")).isEqualTo(1);

                Files.delete(filler);
                await("the release is taken")
                        .atMost(PATIENCE)
                        .until(() -> Scrape.value(port, "maskstream_explainer_swaps_total{explainer=\"tiny\"}") == 1);
                assertThat(version(kafka, "room")).isEqualTo(2);
                try (DirectoryStream<Path> left = Files.newDirectoryStream(disk, "maskstream-*")) {
                    assertThat(left).as("nothing is left behind but the folder").allMatch(FullDiskIT::isEmpty);
                }
            } finally {
                streamer.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isEmpty(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path fill(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return filler;
    }

    private void announceSecondVersion(EmbeddedBroker broker) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            byte[] release = Releases.value(Releases.of(TinyExplainer.publish(folder.resolve("trainers"), "tiny")));
            producer.send(new ProducerRecord<>(RELEASES, "tiny", release)).get();
        }
    }

    /** Returns the version that explains a new record. */
    private static int version(KafkaSide kafka, String key) {
        kafka.publish(key, "{\"id\":\"m\",\"smiles\":\"CCO\"}");
        return AvroCodec.singleObject(Explanation.class)
                .decode(kafka.explained(key).value())
                .getExplainer()
                .getVersion();
    }

    private static int command(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
