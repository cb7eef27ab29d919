package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DemoIT {

    @TempDir
    private Path folder;

    @Test
    void explainsEveryShippedRequestAndPrintsNothingButJson() throws Exception {
        try (DemoProcess demo = demo("--once", "--json")) {
            assertThat(demo.status()).as(demo.toString()).isZero();
            List<Explanation> explanations =
                    demo.out().stream().map(ExplanationJson::read).toList();
            assertThat(explanations)
                    .extracting(Explanation::getId)
                    .containsExactlyInAnyOrderElementsOf(
                            LocalStreamer.kinds(Home.path().resolve("deploy/explainers")).stream()
                                    .flatMap(kind -> DemoRequest.shipped(kind).stream())
                                    .map(DemoRequest::id)
                                    .toList());
            assertThat(explanations).allSatisfy(DemoIT::isWhole);
        }
    }

    @Test
    void showsBothKindsAndEndsWithOneIfARequestIsRefused() throws Exception {
        Path store = folder.resolve("explainers");
        TinyExplainer.publish(store, "molecules");
        TinyReviewExplainer.publish(store, "reviews");
        Path requests = Files.writeString(
                folder.resolve("requests.jsonl"),
                "{\"id\":\"m\",\"smiles\":\"CCO\"}\n{\"id\":\"bad\",\"smiles\":\"C(\"}\n{\"id\":\"r\",\"text\":\"\ud83d\ude42 A great film.\"}\n");
        try (DemoProcess demo = demo("--once", "--explainers", store.toString(), "--requests", requests.toString())) {
            assertThat(demo.status()).as(demo.toString()).isEqualTo(1);
            assertThat(demo.out())
                    .containsSubsequence(
                            "m: 5.00 points",
                            "  CCO",
                            "  119",
                            "  mask area 0.40; seen through the mask: 3.20",
                            "r: positive (73%)",
                            "  \ud83d\ude42 A **great** film.",
                            "  mask area 0.37; seen through the mask: positive (73%)");
            assertThat(demo.err()).contains("Not all of the 3 requests were explained: 1 refused (bad).");
        }
    }

    @Test
    void explainsItsOwnReviewsWhereAnExplainerOfReviewsIsAllThereIs() throws Exception {
        Path store = folder.resolve("explainers");
        TinyReviewExplainer.publish(store, "reviews");
        try (DemoProcess demo = demo("--once", "--json", "--explainers", store.toString())) {
            assertThat(demo.status()).as(demo.toString()).isZero();
            assertThat(demo.out())
                    .extracting(line -> ExplanationJson.read(line).getId())
                    .containsExactlyElementsOf(DemoRequest.shipped(InputKind.REVIEW).stream()
                            .map(DemoRequest::id)
                            .toList());
        }
    }

    private static void isWhole(Explanation explanation) {
        List<Float> weights = explanation.getMask().getWeights();
        assertThat(weights).isNotEmpty().allMatch(weight -> weight >= 0 && weight <= 1);
        if (explanation.getMask().getImageSize() == null) {
            assertThat(explanation.getSpans())
                    .extracting(WeightedSpan::getWeight)
                    .isEqualTo(weights);
        } else {
            assertThat(explanation.getSpans()).isEmpty();
        }
        assertThat(explanation.getMaskedPrediction()).isNotNull();
    }

    @Test
    void showsWhatAnotherProcessPublishesUntilItIsInterrupted() throws Exception {
        Path first = Files.writeString(folder.resolve("requests.jsonl"), "{\"id\":\"first\",\"smiles\":\"CC\"}\n");
        try (DemoProcess demo = demo("--explainers", molecules(), "--requests", first.toString())) {
            String servers = demo.awaitOutput(Pattern.compile("--bootstrap-servers (\\S+)"))
                    .group(1);
            String records = "{\"id\":\"mine\",\"smiles\":\"CCO\"}\n\nrubbish\n";
            try (DemoProcess publish = publish(records, "--bootstrap-servers", servers);
                    DemoProcess waiting =
                            publish(records.replace("mine", "awaited"), "--wait", "--bootstrap-servers", servers)) {
                assertThat(publish.status()).as(publish.toString()).isZero();
                assertThat(publish.err())
                        .singleElement()
                        .asString()
                        .startsWith("Published 2 records to explanation-requests at " + servers + ".")
                        .contains("explanation-requests-dlq");
                assertThat(waiting.status()).as(waiting.toString()).isEqualTo(1);
                assertThat(waiting.out())
                        .containsSubsequence("  CCO")
                        .anyMatch(line -> line.startsWith("awaited: "))
                        .anyMatch(line -> line.startsWith("Not explained: "))
                        .noneMatch(line -> line.startsWith("mine: "));
                assertThat(waiting.err())
                        .last()
                        .isEqualTo("Not all of the 2 requests were explained: 1 refused (rubbish).");
            }
            demo.awaitOutput(Pattern.compile("mine: .*\\R  CCO\\R  [0-9]{3}\\R"));
            demo.awaitOutput(Pattern.compile("Not explained: .*\\R( .*\\R)*  rubbish\\R"));
            demo.interrupt();
            demo.status();
            assertThat(demo.err())
                    .containsExactly("Starting a Kafka broker ...", "Loading explainer molecules (1 of 1) ...");
        }
    }

    @Test
    void saysInASentenceWhatKeepsItFromStarting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess noPort = demo("--port", Integer.toString(taken.getLocalPort()));
                DemoProcess noExplainers = demo("--explainers", folder.toString());
                DemoProcess noRequests =
                        demo("--requests", folder.resolve("missing").toString());
                DemoProcess noOption = demo("--ones")) {
            assertThat(noPort.status()).isEqualTo(1);
            assertThat(noPort.err()).last().asString().contains(Integer.toString(taken.getLocalPort()), "--port");
            assertThat(noExplainers.status()).isEqualTo(1);
            assertThat(noExplainers.err()).singleElement().asString().contains("no explainer in " + folder);
            assertThat(noRequests.status()).isEqualTo(1);
            assertThat(noRequests.err()).singleElement().asString().contains("missing", "--requests");
            assertThat(noOption.status()).isEqualTo(2);
            assertThat(noOption.err()).hasSizeLessThan(4).last().isEqualTo("See 'demo.sh --help'.");
        }
    }

    private DemoProcess publish(String records, String... arguments) throws Exception {
        return DemoProcess.start(folder, Publish.class, records, arguments);
    }

    /** Creates a store with a small explainer for molecules, which loads quickly. */
    private String molecules() {
        Path store = folder.resolve("explainers");
        TinyExplainer.publish(store, "molecules");
        return store.toString();
    }

    private DemoProcess demo(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-port", "0"));
        if (!List.of(arguments).contains("--port")) {
            all.addAll(List.of("--port", "0"));
        }
        all.addAll(List.of(arguments));
        return DemoProcess.start(folder, Demo.class, "", all.toArray(String[]::new));
    }
}
