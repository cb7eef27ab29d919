package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.render.Png;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * The live view in a real browser with a real broker, the shipped explainer for molecules, and small explainers for
 * reviews and images with predictable masks. With {@code -Dmaskstream.live.all=true}, all shipped explainers are served
 * in addition to the small one for images, for screenshots of the page; loading them takes a while.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LivePage {

    /** An explainer in which the weight of a pixel is its red value. */
    static final String COLOURS = "colours";

    /** Explainers with predictable evidence, see {@link TinyReviewExplainer} and similar classes. */
    static final String SIGNED_REVIEWS = "signed-reviews";

    private static final String SIGNED_IMAGES = "signed-images";
    private static final String SIGNED_MOLECULES = "signed-molecules";

    private static final String ALL = "maskstream.live.all";

    private EmbeddedBroker broker;
    private Streamer streamer;
    private RequestPublisher publisher;

    /** The browser that shows the page. */
    Browser browser;

    @BeforeAll
    void openThePage(@TempDir Path folder) throws IOException {
        Browser.assumeInstalled();
        Path shipped = Home.path().resolve("deploy/explainers");
        Path store = folder.resolve("explainers");
        if (Boolean.getBoolean(ALL)) {
            copy(shipped, store);
        } else {
            copy(shipped.resolve("esol"), Files.createDirectories(store).resolve("esol"));
            TinyReviewExplainer.publish(store, "reviews");
        }
        boolean imagesShip = LocalStreamer.kinds(store).contains(InputKind.IMAGE);
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        new Judgement(Map.of(), List.of(), List.of(new Judgement.Failure("stable", "0.40 <b>")), List.of())
                .into(measured);
        TinyImageExplainer.publish(store, COLOURS).withMeasured(measured);
        TinyReviewExplainer.publishWithEvidence(store, SIGNED_REVIEWS);
        TinyImageExplainer.publishWithEvidence(store, SIGNED_IMAGES);
        TinyExplainer.publishWithEvidence(store, SIGNED_MOLECULES);
        broker = EmbeddedBroker.start(0, Map.of());
        broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        streamer = Streamer.start(LocalStreamer.config(
                broker.bootstrapServers(),
                store,
                Map.of(
                        StreamerConfig.VERIFY, "always",
                        StreamerConfig.BATCH_MAX_RECORDS, "4",
                        StreamerConfig.HTTP_PORT, "0",
                        StreamerConfig.LIVE_VIEW, "true",
                        StreamerConfig.LIVE_VIEW_PUBLISH, "true",
                        StreamerConfig.LIVE_VIEW_REPLAY, "true")));
        publisher = new RequestPublisher(broker.bootstrapServers(), Topics.REQUESTS);
        for (int i = 0; i < 6; i++) {
            publish(
                    DemoRequest.shipped(InputKind.REVIEW).get(i).json(),
                    DemoRequest.shipped(InputKind.MOLECULE).get(i).json());
        }
        for (String name : List.of("frog", "automobile")) {
            publish(image(name, new DemoPicture(name).image(), imagesShip ? null : COLOURS));
        }
        publish(
                "{\"id\":\"praise\",\"text\":\"A great film, and I love it. The ending is boring, though.\"}",
                DemoRequest.shipped(InputKind.MOLECULE).get(10).json());
        publish("{\"id\": \"cut\", \"smiles");
        browser = Browser.open(address());
    }

    @AfterAll
    void closeAll() {
        for (AutoCloseable closeable : new AutoCloseable[] {browser, publisher, streamer, broker}) {
            if (closeable != null) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @BeforeEach
    void openAnew() {
        browser.openAnew("");
    }

    /** After each test, no script may have failed, and no violation of the policy may have occurred. */
    @AfterEach
    void nothingWentWrongInTheBrowser() {
        assertThat(browser.errors()).isEmpty();
    }

    /** Returns the address of the page. */
    String address() {
        return "http://127.0.0.1:" + streamer.httpPort() + "/live/";
    }

    static By css(String selector) {
        return By.cssSelector(selector);
    }

    void publish(String... requests) {
        publisher.publish(Stream.of(requests).map(request -> request.getBytes(StandardCharsets.UTF_8)));
    }

    /** Publishes a review, the same review for the other class, an image and a molecule, all with evidence. */
    void publishSigned() {
        String review = "\"explainer\":\"" + SIGNED_REVIEWS + "\",\"text\":\"A great film, I love it, but boring.\"";
        publish(
                "{\"id\":\"praise-and-blame\"," + review + "}",
                "{\"id\":\"why-not\",\"class\":\"negative\"," + review + "}",
                image("signed-half", Pictures.halfRed(), SIGNED_IMAGES),
                "{\"id\":\"signed-molecule\",\"explainer\":\"" + SIGNED_MOLECULES + "\",\"smiles\":\"CCO\"}");
    }

    /** @param explainer name of the explainer; null for the default one */
    static String image(String id, BufferedImage image, String explainer) {
        return "{\"id\":\"" + id + "\",\"image\":\""
                + Base64.getEncoder().encodeToString(Png.of(image)) + "\""
                + (explainer == null ? "" : ",\"explainer\":\"" + explainer + "\"") + "}";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
