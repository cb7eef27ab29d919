package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.comparison.ShadowComparison.Answer;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Announces candidates, and promotes them by the comparisons that streamers have written. */
@Timeout(300)
class PromoteIT {

    private static EmbeddedBroker broker;

    @TempDir
    Path store;

    private String releases;
    private String compared;
    private ExplainerArtifact first;
    private ExplainerArtifact second;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void announceCandidate(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        releases = name + "-releases";
        compared = name + "-compared";
        broker.createTopics(1, releases, compared);
        first = ReleaseGateTest.judged(store);
        second = ReleaseGateTest.judged(store);
        assertThat(publish(1, "").exitCode()).isZero();
        assertThat(publish(2, " --candidate").exitCode()).isZero();
    }

    @Test
    void promotesACandidateThatIsNotWorse() throws Exception {
        write(20, first, second, 0.5);
        write(50, first, second, 0.9);
        // Comparisons of other versions do not count.
        write(50, second, first, 0.1);
        write(50, ReleaseGateTest.judged(store), second, 0.1);

        CommandRun run = promote("--records 50");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Candidate 2 of planted against version 1, over the last 50 compared records:")
                .containsPattern("masked_agreement +0\\.900 +0\\.900 +lower by at most 0\\.02 +holds");
        List<ConsumerRecord<String, byte[]>> announced = ReleaseAnnouncementIT.records(broker, releases, 4);
        assertThat(announced)
                .extracting(ConsumerRecord::key)
                .containsExactly("planted", "planted#candidate", "planted", "planted#candidate");
        assertThat(decoded(announced.get(2))).isEqualTo(decoded(announced.get(1)));
        assertThat(decoded(announced.get(2)).getVersion()).isEqualTo(2);
        assertThat(announced.get(3).value()).isNull();
        assertThat(promote("--records 50").err())
                .startsWith("There is no candidate of planted on " + releases + ": announce one");
    }

    @Test
    void leavesAWorseOneWhereItIs() throws Exception {
        write(50, first, second, 0.8);

        CommandRun worse = promote("--records 50");
        CommandRun few = promote("--records 51");

        assertThat(worse.exitCode()).isEqualTo(4);
        assertThat(worse.err()).isEqualTo("Candidate 2 of planted is not promoted: it fails masked_agreement.\n");
        assertThat(few.exitCode()).isEqualTo(75);
        assertThat(few.err())
                .startsWith("Candidate 2 of planted is not promoted: there are 50 of 51 required comparisons");
        assertThat(ReleaseAnnouncementIT.records(broker, releases, 2)).hasSize(2);

        Path rules = Files.writeString(store.resolve("rules.properties"), "records=50\nmasked_agreement=0.2\n");
        assertThat(promote("--rules " + rules).exitCode()).isZero();
    }

    @Test
    void waitsForEnoughRecords() throws Exception {
        write(10, first, second, 0.9);
        CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(() -> promote("--records 40 --auto"));
        Thread.sleep(1500);
        assertThat(run).isNotDone();

        write(30, first, second, 0.9);

        assertThat(run.get().exitCode()).isZero();
        assertThat(promote("--records 1000 --auto --timeout PT1S").err()).startsWith("There is no candidate");
    }

    @Test
    void asksTheGateAndWithdraws() {
        ExplainerArtifact failing = ReleaseGateTest.judged(store, "stable");
        assertThat(publish(3, " --candidate").exitCode())
                .as("a candidate may fail its gate")
                .isZero();

        CommandRun refused = promote("--records 1");
        CommandRun withdrawn = promote("--withdraw");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).startsWith("Version 3 of planted is not announced: it fails stable");
        assertThat(failing.manifest().version()).isEqualTo(3);
        assertThat(withdrawn.exitCode()).isZero();
        assertThat(ReleaseAnnouncementIT.records(broker, releases, 4).get(3).value())
                .isNull();
        assertThat(publish(2, " --candidate --despite stable").exitCode()).isEqualTo(2);
    }

    private CommandRun publish(int version, String more) {
        return CommandRun.of(
                "publish {} --bootstrap-servers {} --releases-topic {}" + more,
                store.resolve("planted/" + version),
                broker.bootstrapServers(),
                releases);
    }

    private CommandRun promote(String more) {
        return CommandRun.of(
                "promote --name planted --bootstrap-servers {} --releases-topic {} --candidate-topic {} " + more,
                broker.bootstrapServers(),
                releases,
                compared);
    }

    private static ExplainerRelease decoded(ConsumerRecord<String, byte[]> record) {
        return AvroCodec.singleObject(ExplainerRelease.class).decode(record.value());
    }

    /** Writes comparisons as streamers do; the serving version has an agreement of 0.9. */
    private void write(int count, ExplainerArtifact serving, ExplainerArtifact candidate, double agreement)
            throws Exception {
        ShadowComparison comparison = new ShadowComparison(
                new Answer(serving.manifest().version(), serving.digest(), 0.2, 0.9, 1.),
                new Answer(candidate.manifest().version(), candidate.digest(), 0.2, agreement, 1.),
                1.,
                0.8,
                null,
                null);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(
                        compared,
                        0,
                        ("m" + i).getBytes(StandardCharsets.UTF_8),
                        new byte[0],
                        List.of(new RecordHeader(ShadowComparison.HEADER, comparison.toJson())))));
            }
            for (var one : sent) {
                one.get();
            }
        }
    }
}
