package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.schemas.record.WeightedSpan;
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
                            DemoRequest.shipped().stream().map(DemoRequest::id).toList());
            assertThat(explanations).allSatisfy(DemoIT::isWhole);
        }
    }

    private static void isWhole(Explanation explanation) {
        List<Float> weights = explanation.getMask().getWeights();
        assertThat(weights).isNotEmpty().allMatch(weight -> weight >= 0 && weight <= 1);
        assertThat(explanation.getSpans()).extracting(WeightedSpan::getWeight).isEqualTo(weights);
        assertThat(explanation.getMaskedPrediction()).isNotNull();
    }

    @Test
    void endsWithOneIfARequestIsRefusedAndSaysWhich() throws Exception {
        Path requests = Files.writeString(
                folder.resolve("requests.jsonl"),
                "{\"id\":\"good\",\"smiles\":\"CCO\"}\n{\"id\":\"bad\",\"smiles\":\"C(\"}\n{\"id\":\"last\",\"smiles\":\"CC\"}\n");
        try (DemoProcess demo = demo("--once", "--json", "--requests", requests.toString())) {
            assertThat(demo.status()).as(demo.toString()).isEqualTo(1);
            assertThat(demo.out())
                    .extracting(line -> ExplanationJson.read(line).getId())
                    .containsExactly("good", "last");
            assertThat(demo.err()).contains("Not all of the 3 requests were explained: 1 refused (bad).");
        }
    }

    @Test
    void showsWhatAnotherProcessPublishesUntilItIsInterrupted() throws Exception {
        try (DemoProcess demo = demo()) {
            String servers = demo.awaitOutput(Pattern.compile("--bootstrap-servers (\\S+)"))
                    .group(1);
            try (DemoProcess publish = DemoProcess.start(
                    folder,
                    Publish.class,
                    "{\"id\":\"mine\",\"smiles\":\"CCO\"}\n\nrubbish\n",
                    "--bootstrap-servers",
                    servers)) {
                assertThat(publish.status()).as(publish.toString()).isZero();
            }
            demo.awaitOutput(Pattern.compile("mine: .*\\R  CCO\\R  [0-9]{3}\\R"));
            demo.awaitOutput(Pattern.compile("Not explained: .*\\R  rubbish\\R"));
            demo.interrupt();
            demo.status();
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    void saysInASentenceWhatKeepsItFromStarting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess noPort = demo("--port", Integer.toString(taken.getLocalPort()));
                DemoProcess noExplainers = demo("--explainers", folder.toString());
                DemoProcess noRequests =
                        demo("--requests", folder.resolve("missing").toString())) {
            assertThat(noPort.status()).isEqualTo(1);
            assertThat(noPort.err())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), "--port");
            assertThat(noExplainers.status()).isEqualTo(1);
            assertThat(noExplainers.err()).singleElement().asString().contains("no explainer in " + folder);
            assertThat(noRequests.status()).isEqualTo(1);
            assertThat(noRequests.err()).singleElement().asString().contains("missing", "--requests");
        }
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
