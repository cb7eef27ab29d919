package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.render.Png;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The form of the live view in a real browser, with the explainers that ship. */
@Timeout(300)
class LivePageFormIT {

    /** What the samples of the form should be, by the name of their button. */
    private static final Map<String, Map<String, String>> SAMPLES = Map.of(
            "review", Map.of("praise", "positive", "a mixed review", "positive", "a pan", "negative"),
            "molecule", Map.of("caffeine", "highly soluble", "aspirin", "soluble", "DDT", "poorly soluble"),
            "image", Map.of("a ship", "ship", "a frog", "frog", "a car", "automobile"));

    @Test
    void theSamplesAreWhatTheySeemAndPicturesCanBeDroppedAndPasted() throws IOException {
        Browser.assumeInstalled();
        try (EmbeddedBroker broker = EmbeddedBroker.start(0, Map.of())) {
            broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
            StreamerConfig config = LocalStreamer.config(
                    broker.bootstrapServers(),
                    Home.path().resolve("deploy/explainers"),
                    Map.of(
                            StreamerConfig.HTTP_PORT, "0",
                            StreamerConfig.LIVE_VIEW, "true",
                            StreamerConfig.LIVE_VIEW_PUBLISH, "true"));
            try (Streamer streamer = Streamer.start(config);
                    Browser browser = Browser.open("http://127.0.0.1:" + streamer.httpPort() + "/live/")) {
                browser.find("#form-section summary").click();
                SAMPLES.forEach((kind, expected) -> {
                    choose(browser, kind);
                    assertThat(browser.all("#form-samples button")).hasSameSizeAs(expected.keySet());
                    for (int i = 0; i < expected.size(); i++) {
                        browser.all("#form-samples button").get(i).click();
                        String name = browser.all("#form-samples button").get(i).getText();
                        assertThat(explained(browser, kind, kind + "-" + i))
                                .as(name)
                                .containsIgnoringCase(expected.get(name));
                    }
                });
                assertTakesAGivenPicture(browser);
                assertThat(browser.errors()).isEmpty();
            }
        }
    }

    private static void assertTakesAGivenPicture(Browser browser) throws IOException {
        String picture =
                Base64.getEncoder().encodeToString(Png.of(new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB)));
        choose(browser, "image");
        give(
                browser,
                picture,
                "dropped.png",
                "getElementById('form-drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data}))");
        browser.until("#form-preview-name", "dropped.png");
        explained(browser, "image", "dropped");
        give(browser, picture, "pasted.png", "dispatchEvent(new ClipboardEvent('paste', {clipboardData: data}))");
        browser.until("#form-preview-name", "pasted.png");
        explained(browser, "image", "pasted");
    }

    private static void choose(Browser browser, String kind) {
        browser.find("input[name=form-kind][value=" + kind + "]").click();
    }

    /** Publishes what is in the form, and returns the text of the card. */
    private static String explained(Browser browser, String kind, String id) {
        if (kind.equals("image")) {
            browser.until("#form-preview:not([hidden])");
        }
        browser.find("#form-id").clear();
        browser.find("#form-id").sendKeys(id);
        browser.find("#form button[type=submit]").click();
        browser.until("#form-status", id + " is explained.");
        return browser.until("#form-result article[data-kind=" + kind + "]").getText();
    }

    /** Hands a file to the page in an event of the document. */
    private static void give(Browser browser, String base64, String name, String event) {
        browser.run(
                "const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));"
                        + "const data = new DataTransfer();"
                        + "data.items.add(new File([bytes], arguments[1], { type: 'image/png' }));"
                        + "document." + event + ";",
                base64,
                name);
    }
}
