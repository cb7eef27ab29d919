package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.ReleaseWriter;
import io.maskstream.schemas.render.Png;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The live view in a real browser, while candidates are tried in the shadow. */
@Timeout(300)
class LivePageCandidateIT {

    private static final String RELEASES = "explainer-releases";

    /** The card of the molecule, not its copy in the dialog. */
    private static final String COMPARED = "#records article.compared[data-kind=molecule]";

    /** The dialog if it is open, or the page. */
    private static final String SHOWN = "(document.querySelector('dialog[open]') ?? document)";

    @TempDir
    Path own;

    @TempDir
    Path tried;

    @Test
    void showsBothVersionsOfARecordSideBySide() throws Exception {
        Browser.assumeInstalled();
        TinyExplainer.publishValueWithEvidence(own, "molecules");
        TinyReviewExplainer.publishWithEvidence(own, "reviews");
        TinyImageExplainer.publishWithEvidence(own, "colours");
        try (EmbeddedBroker broker = EmbeddedBroker.start(0, Map.of())) {
            broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS, RELEASES);
            StreamerConfig config = LocalStreamer.config(
                    broker.bootstrapServers(),
                    own,
                    Map.of(
                            StreamerConfig.VERIFY, "always",
                            StreamerConfig.HTTP_PORT, "0",
                            StreamerConfig.LIVE_VIEW, "true",
                            StreamerConfig.RELEASES_TOPIC, RELEASES,
                            StreamerConfig.RELEASES_ALLOWED_FOLDERS, tried.toString(),
                            StreamerConfig.CANDIDATE_SAMPLE_RATE, "1"));
            try (Streamer streamer = Streamer.start(config);
                    RequestPublisher publisher = new RequestPublisher(broker.bootstrapServers(), Topics.REQUESTS);
                    Browser browser = Browser.open("http://127.0.0.1:" + streamer.httpPort() + "/live/")) {
                assertThat(browser.all("#candidates:not([hidden])")).isEmpty();
                announceCandidates(broker);
                for (String name : List.of("molecules", "reviews", "colours")) {
                    browser.until("#candidates", name + ": candidate version 2 in the shadow");
                }
                browser.size(1440, 900);
                publish(
                        publisher,
                        "{\"id\":\"unanswered\",\"text\":\"A great film, but " + TinyReviewExplainer.POISON + ".\"}",
                        "{\"id\":\"half-red\",\"image\":\""
                                + Base64.getEncoder().encodeToString(Png.of(Pictures.halfRed())) + "\"}",
                        "{\"id\":\"praise\",\"text\":\"A great film, I love it. The ending is boring, though.\"}",
                        "{\"id\":\"acetanilide\",\"smiles\":\"CC(=O)Nc1ccccc1\"}");

                assertMolecule(browser);
                assertOthers(browser);
                browser.screenshot("live-candidate-top");
                assertLook(browser, "live-candidate");
                WebElement card = browser.until("#records article[data-kind=molecule]");
                browser.run("arguments[0].scrollIntoView({ block: 'center' })", card);
                card.findElement(By.cssSelector(".open")).click();
                assertThat(browser.until("dialog[open] .compared", "Candidate version 2")
                                .getText())
                        .contains("Version 1 (serving)", "Rank correlation", "The candidate’s digest: ");
                assertThat(browser.all("dialog .version .weights")).hasSize(2);
                assertLook(browser, "live-candidate-dialog");
                browser.press(Keys.ESCAPE);
                assertCatchesUp(browser);
                assertThat(browser.errors()).isEmpty();
            }
        }
    }

    /** Its weights are in the opposite order. */
    private static void assertMolecule(Browser browser) {
        WebElement card = browser.until("article.compared[data-kind=molecule]", "acetanilide");
        List<WebElement> versions = card.findElements(By.cssSelector(".version"));
        assertThat(versions).hasSize(2);
        assertThat(versions.get(0).getText()).startsWith("Version 1 (serving)");
        assertThat(versions.get(1).getText()).startsWith("Candidate version 2");
        assertThat(versions).allSatisfy(version -> assertThat(version.findElements(By.cssSelector("svg [data-atom]")))
                .isNotEmpty());
        assertThat(versions.get(0).findElement(By.cssSelector(".token")).getAttribute("data-weight"))
                .isEqualTo("0.1");
        assertThat(versions.get(1).findElement(By.cssSelector(".token")).getAttribute("data-weight"))
                .isEqualTo("1");
        assertThat(card.findElement(By.cssSelector(".comparison")).getText())
                .matches("Rank correlation \u22121\\.00, same prediction, evidence distance 0\\.00; "
                        + "\\d+\\.\\d ms and \\d+\\.\\d ms a record");
    }

    private static void assertOthers(Browser browser) {
        WebElement review = browser.until("article.compared[data-kind=review]", "praise");
        assertThat(review.findElements(By.cssSelector(".version .sum")))
                .as("the candidate has no evidence")
                .hasSize(1);
        assertThat(review.findElement(By.cssSelector(".comparison")).getText())
                .startsWith("Rank correlation 1.00, same prediction; ");
        WebElement image = browser.until("article.compared[data-kind=image]", "half-red");
        assertThat(image.findElements(By.cssSelector(".version canvas"))).hasSize(4);
        WebElement unanswered = browser.until("article[data-kind=review]:not(.compared)", "gives no answer");
        assertThat(unanswered.getText()).contains("unanswered", "Candidate version 2 gives no answer: ");
        assertThat(unanswered.findElements(By.cssSelector(".version"))).isEmpty();
    }

    /** As after a lost connection, in which the comparison of a record on the page was sent. */
    private static void assertCatchesUp(Browser browser) {
        browser.until(COMPARED);
        browser.run("const article = document.querySelector('" + COMPARED + "');"
                + "delete article.record.candidate; article.classList.remove('compared');");
        assertThat(browser.all(COMPARED)).isEmpty();
        browser.run("import('./records.js').then((records) => records.catchUp());");
        browser.until(COMPARED);
    }

    /** On a screen and on a phone, in light and in dark. */
    private static void assertLook(Browser browser, String name) throws IOException {
        for (int width : List.of(1440, 390)) {
            browser.size(width, width == 390 ? 844 : 900);
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                browser.run(SHOWN + ".querySelector('.compared').scrollIntoView()");
                browser.screenshot(name + "-" + width + "-" + scheme);
                assertThat(browser.accessibilityViolations())
                        .as(width + " " + scheme)
                        .isEmpty();
            }
            assertThat((Boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing stands out to the side")
                    .isTrue();
            assertThat((Boolean) browser.run("const [serving, candidate] = " + SHOWN
                            + ".querySelectorAll('.compared .version');"
                            + "return serving.getBoundingClientRect().right <= candidate.getBoundingClientRect().left"))
                    .as("side by side at " + width)
                    .isEqualTo(width == 1440);
        }
        browser.size(1440, 900);
    }

    private void announceCandidates(EmbeddedBroker broker) throws Exception {
        TinyExplainer.publishValueWithEvidence(tried, "molecules");
        TinyReviewExplainer.publishWithEvidence(tried, "reviews");
        TinyImageExplainer.publishWithEvidence(tried, "colours");
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (ExplainerArtifact candidate : List.of(
                    TinyExplainer.publishInverted(tried, "molecules"),
                    TinyReviewExplainer.publishPoisonable(tried, "reviews"),
                    TinyImageExplainer.publishWithEvidence(tried, "colours"))) {
                producer.send(new ProducerRecord<>(
                                RELEASES,
                                CandidateKey.of(candidate.manifest().name()),
                                new ReleaseWriter().write(release(candidate))))
                        .get();
            }
        }
    }

    private static ExplainerRelease release(ExplainerArtifact candidate) {
        return ExplainerRelease.newBuilder()
                .setName(candidate.manifest().name())
                .setVersion(candidate.manifest().version())
                .setLocation(candidate.folder().toString())
                .setDigest(candidate.digest())
                .setFrozenModelDigest(candidate.manifest().frozenModel().sha256())
                .setDespite(List.of())
                .build();
    }

    private static void publish(RequestPublisher publisher, String... requests) {
        // One after the other, so that the one that is not answered takes no other with it.
        for (String request : requests) {
            publisher.publish(Stream.of(request.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
