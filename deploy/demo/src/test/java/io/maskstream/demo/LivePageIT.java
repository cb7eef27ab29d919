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
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * Tests the live view in a real browser with a real broker, the shipped explainer for molecules, and small explainers
 * for reviews and images with predictable masks. With {@code -Dmaskstream.live.all=true}, all shipped explainers are
 * served in addition to the small one for images, for screenshots of the page; loading them takes a while.
 */
@Timeout(300)
class LivePageIT {

    /** An explainer in which the weight of a pixel is its red value. */
    private static final String COLOURS = "colours";

    /** Explainers with predictable evidence, see {@link TinyReviewExplainer} and similar classes. */
    private static final String SIGNED_REVIEWS = "signed-reviews";

    private static final String SIGNED_IMAGES = "signed-images";
    private static final String SIGNED_MOLECULES = "signed-molecules";

    private static final String ALL = "maskstream.live.all";

    private static final String SCRIPT = "<script>window.hacked=1</script>";
    private static final String HANDLER = "<img src=x onerror=window.hacked=2>";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Streamer streamer;
    private static RequestPublisher publisher;
    private static Browser browser;

    @BeforeAll
    static void openThePage() throws IOException {
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
        browser = Browser.open("http://127.0.0.1:" + streamer.httpPort() + "/live/");
    }

    @AfterAll
    static void closeAll() {
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

    @Test
    void showsTheThreeKindsAndWhatWasRefused() throws IOException {
        publish("{\"id\": \"cut\", \"smiles");
        WebElement molecule = browser.until("article[data-kind=molecule][data-outcome=explained]", "esol version 1");
        assertThat(molecule.findElements(css("svg [data-atom]"))).isNotEmpty();
        List<WebElement> characters = molecule.findElements(css(".characters .token"));
        assertThat(characters).isNotEmpty().allSatisfy(character -> assertThat(
                        Double.parseDouble(character.getAttribute("data-weight")))
                .isBetween(0.0, 1.0));
        assertThat(molecule.getText()).contains("log10 mol/L", "Through the mask", "Mask area", "esol version 1");

        WebElement review = browser.until("article[data-kind=review][data-outcome=explained]");
        assertThat(review.findElements(css(".words .token"))).isNotEmpty();
        assertThat(review.getText()).containsAnyOf("positive", "negative").contains("version 1");

        WebElement image = browser.until("article[data-kind=image]", "automobile");
        assertThat(image.findElements(css("figure"))).hasSize(2);
        assertThat(browser.run("return arguments[0].naturalWidth", image.findElement(css("img"))))
                .as("the original is shown")
                .isEqualTo(128L);

        WebElement refused = browser.until("article[data-outcome=dead_letter]", "\"cut\"");
        assertThat(refused.getText())
                .contains("unreadable", "the value is not valid JSON", "{\"id\": \"cut\", \"smiles");
        browser.until("#strip", "esol");
        browser.screenshot("live-light");
        browser.prefer("dark");
        browser.screenshot("live-dark");
        browser.width(390);
        browser.screenshot("live-narrow-dark");
        browser.prefer("light");
        browser.screenshot("live-narrow");
        assertThat((Boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .as("the page does not scroll horizontally")
                .isTrue();
        browser.fullWidth();
    }

    @Test
    void theOverlayHasTheMasksValues() {
        publish(image("half", halfRed(), COLOURS));
        WebElement card = browser.until("article[data-kind=image]", "half");
        WebElement canvas = card.findElement(css("canvas"));
        List<List<Long>> pixels = pixels(canvas);
        assertThat(pixels.get(0).get(3)).as("relevant pixels are not covered").isZero();
        assertThat(pixels.get(TinyImageExplainer.WIDTH - 1)).isEqualTo(List.of(0L, 0L, 0L, 255L));
        browser.find("#overlay-style option[value=colours]").click();
        pixels = pixels(canvas);
        assertThat(pixels).hasSize(TinyImageExplainer.WIDTH * TinyImageExplainer.HEIGHT);
        for (int i = 0; i < pixels.size(); i++) {
            boolean red = i % TinyImageExplainer.WIDTH < TinyImageExplainer.WIDTH / 2;
            // The two ends of the scale.
            assertThat(pixels.get(i)).isEqualTo(red ? List.of(254L, 232L, 56L, 255L) : List.of(0L, 34L, 78L, 255L));
        }
        double before = Double.parseDouble(canvas.getCssValue("opacity"));
        browser.focus(browser.find("#overlay"));
        browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        assertThat(Double.parseDouble(canvas.getCssValue("opacity"))).isLessThan(before);
        assertThat(browser.find("#overlay-value").getText()).isEqualTo("70%");

        browser.focus(card.findElement(css(".overlay")));
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.until("#tooltip:not([hidden])").getText())
                .as("a single weight as text")
                .isEqualTo("row 3, column 3  1.00");
    }

    @Test
    void evidenceHasTwoColoursAndItsNumbers() throws IOException {
        publishSigned();
        WebElement review = browser.until("article[data-kind=review]", "praise-and-blame");
        assertThat(review.getText())
                .contains(
                        "Evidence for positive, in probability: 0.50 with nothing seen, +0.13 from its words, "
                                + "+0.11 unexplained: 0.73",
                        "great +0.13, love +0.13, boring \u22120.13");
        List<WebElement> words = review.findElements(css(".words .token"));
        assertThat(words)
                .extracting(word -> word.getText() + " " + word.getAttribute("data-evidence"))
                .containsExactly("A 0", "great 0.125", "film 0", "I 0", "love 0.125", "it 0", "but 0", "boring -0.125");
        String raising = words.get(1).getCssValue("background-color");
        assertThat(words.get(4).getCssValue("background-color")).isEqualTo(raising);
        assertThat(words.get(7).getCssValue("background-color"))
                .isNotEqualTo(raising)
                .isNotEqualTo(words.get(0).getCssValue("background-color"));
        browser.focus(words.get(7));
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("boring  \u22120.13, weight 1.00");

        WebElement whyNot = browser.until("article[data-kind=review]", "why-not");
        assertThat(whyNot.getText())
                .contains("positive 73%", "Evidence for negative, in probability: 0.50 with nothing seen, \u22120.13");

        WebElement molecule = browser.until("article[data-kind=molecule]", "signed-molecule");
        assertThat(molecule.getText()).contains("Evidence for with", "O (3) +0.25", "C (1) \u22120.063");
        assertThat(molecule.findElements(css("svg .lowers[data-atom='0']"))).isNotEmpty();
        assertThat(molecule.findElements(css("svg .lowers[data-atom='2']"))).isEmpty();
        browser.run("arguments[0].scrollIntoView({ block: 'center' })", molecule);
        molecule.findElement(css(".open")).click();
        browser.until("dialog[open] .weights summary", "All 3 weights and their evidence")
                .click();
        assertThat(browser.until("dialog[open] .weights tbody tr:last-child").getText())
                .isEqualTo("O (3) 1.00 +0.25");
        browser.screenshot("live-evidence");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void theEvidenceOfAnImageLiesOverIt() {
        publishSigned();
        WebElement card = browser.until("article[data-kind=image]", "signed-half");
        assertThat(card.findElements(css("figure"))).hasSize(3);
        List<List<Long>> cells = pixels(card.findElement(css("canvas.evidence")));
        assertThat(cells).hasSize(6);
        // The cells in the middle are half red and half black; the other cells of each class have equal evidence.
        assertThat(cells.get(0)).isEqualTo(List.of(0L, 114L, 178L, 255L));
        assertThat(cells.get(1).get(3)).isZero();
        assertThat(cells.get(2)).isEqualTo(List.of(230L, 159L, 0L, 255L));
        browser.focus(card.findElements(css(".overlay")).get(1));
        browser.press(Keys.ARROW_LEFT);
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("row 2, column 1  \u22120.50");
    }

    @Test
    void theFormAsksForAClass() {
        browser.find("#form-section summary").click();
        browser.find("input[name=form-kind][value=review]").click();
        browser.find("#form-explainer option[value=" + SIGNED_REVIEWS + "]").click();
        browser.find("#form-text").sendKeys("A wonderful film.");
        browser.find("#form-class").sendKeys("negative");
        browser.find("#form button[type=submit]").click();
        browser.until("#form-result article[data-kind=review] .sum", "Evidence for negative");
    }

    @Test
    void marksAnExplainerThatFailsAConditionOfTheGate() throws IOException {
        publish(image("marked", halfRed(), COLOURS));
        WebElement card = browser.until("article[data-kind=image]", "marked");
        browser.focus(card.findElement(css(".card-foot .caution")));
        assertThat(browser.until("#tooltip:not([hidden])").getText()).isEqualTo("fails stable (0.40 <b>)");
        browser.screenshot("live-caution");
        browser.press(Keys.ESCAPE);
        card.findElement(css(".open")).click();
        browser.until("dialog[open] .properties .caution");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void filtersByKindOutcomeAndExplainer() throws IOException {
        browser.find("input[name=outcome][value=dead_letter]").click();
        browser.until("article[data-outcome=dead_letter]");
        assertThat(browser.all("article:not([data-outcome=dead_letter])")).isEmpty();
        browser.screenshot("live-dead-letters");
        browser.find("input[name=outcome][value='']").click();
        browser.find("input[name=kind][value=review]").click();
        browser.until("article[data-kind=review]");
        assertThat(browser.all("article:not([data-kind=review])")).isEmpty();
        browser.find("input[name=kind][value='']").click();
        browser.find("#explainer option[value=esol]").click();
        browser.until("article[data-kind=molecule]");
        assertThat(browser.all("article:not([data-kind=molecule])")).isEmpty();
    }

    @Test
    void textOfRecordsIsNeverMarkup() {
        publish("{\"id\":\"" + SCRIPT + "\",\"text\":\"A great film. " + SCRIPT + HANDLER + "\"}");
        publish("{\"id\":\"" + HANDLER + "\",\"smiles\":\"" + SCRIPT + "\"}");
        publish("{\"" + SCRIPT + HANDLER);
        assertThat(browser.until("article[data-kind=review] h3", SCRIPT).getText())
                .isEqualTo(SCRIPT);
        browser.until("article[data-kind=review] .words", SCRIPT + HANDLER);
        browser.until("article[data-kind=molecule][data-outcome=dead_letter] h3", HANDLER);
        browser.until("article[data-kind=molecule] .value", SCRIPT);
        browser.until("article:not([data-kind]) .value", SCRIPT + HANDLER);
        assertThat(browser.all("article script, article img[src='x'], #tooltip script"))
                .isEmpty();
        browser.find("#find-id").sendKeys(SCRIPT + Keys.ENTER);
        browser.until("dialog[open] h3", SCRIPT);
        assertThat(browser.run("return window.hacked")).isNull();
    }

    @Test
    void theFormPublishesAndFollows() throws IOException {
        browser.find("#form-section summary").click();
        browser.find("input[name=form-kind][value=review]").click();
        browser.find("#form button[type=submit]").click();
        browser.until("#form-status", "There is no text yet.");
        browser.find("#form-text").sendKeys("A wonderful film.");
        browser.find("#form-id").sendKeys("mine");
        browser.find("#form button[type=submit]").click();
        WebElement review = browser.until("#form-result article[data-kind=review]");
        assertThat(review.getText()).contains("mine", "positive");
        assertThat(browser.find("#form-status").getText()).isEqualTo("mine is explained.");
        browser.screenshot("live-form");
        // A new connection does not change this.
        browser.find("input[name=outcome][value=explained]").click();
        browser.until("#records article[data-outcome=explained]");
        assertThat(browser.find("#form-status").getText()).isEqualTo("mine is explained.");

        browser.find("input[name=form-kind][value=molecule]").click();
        browser.find("#form-smiles").sendKeys("C1CC" + Keys.ENTER);
        browser.until("#form-status", "Ring 1 is opened but not closed.");
        browser.find("#form-status button").click();
        browser.until("#form-result article[data-kind=molecule][data-outcome=dead_letter]", "unparsable");
        assertThat(browser.find("#form-status").getText()).isEqualTo("mine is a dead letter.");

        browser.find("input[name=form-kind][value=image]").click();
        Path file = Files.write(folder.resolve("half.png"), Png.of(halfRed()));
        browser.find("#form-image").sendKeys(file.toString());
        browser.until("#form-preview:not([hidden])");
        browser.find("#form-explainer option[value=" + COLOURS + "]").click();
        browser.find("#form button[type=submit]").click();
        browser.until("#form-result article[data-kind=image]", "red");

        browser.openAnew("");
        browser.find("#form-section summary").click();
        assertThat(browser.find("#form-drop").isDisplayed())
                .as("it opens with the last selected kind")
                .isTrue();
    }

    @Test
    void whatIsShownIsInTheAddress() {
        browser.find("input[name=kind][value=review]").click();
        browser.until("article[data-kind=review] .open").click();
        browser.until("dialog[open] article");
        String address = browser.address();
        assertThat(address).contains("kind=review", "id=");
        browser.back();
        assertThat(browser.all("dialog[open]")).as("Back closes the dialog").isEmpty();
        assertThat(browser.address()).endsWith("#kind=review");

        browser.openAnew(address.substring(address.indexOf('#')));
        browser.until("dialog[open] article[data-kind=review]");
        assertThat(browser.find("input[name=kind][value=review]").isSelected()).isTrue();
        assertThat(browser.all("#records article:not([data-kind=review])")).isEmpty();
        browser.press(Keys.ESCAPE);

        String letter = browser.find("article[data-kind=review]").getAttribute("data-origin");
        browser.openAnew("#record=" + letter);
        browser.until("dialog[open] article[data-origin='" + letter + "']");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void findsAndSortsWhatIsKept() throws IOException {
        publish(
                "{\"id\":\"needle\",\"text\":\"A haystack, and a great film.\"}",
                "{\"id\":\"unsure\",\"explainer\":\"" + SIGNED_REVIEWS + "\",\"text\":\"A film.\"}");
        browser.until("article h3", "needle");
        browser.until("article h3", "unsure");
        browser.find("#text").sendKeys("HAYSTACK");
        browser.until("#count", "1 found among the");
        assertThat(browser.all("#records article h3"))
                .extracting(WebElement::getText)
                .containsExactly("needle");
        browser.screenshot("live-found");
        browser.find("#text").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        browser.find("#sort option[value=confidence]").click();
        browser.until("#count", " found among the");
        browser.until("#records article:first-child h3", "unsure");
        browser.find("#sort option[value='']").click();
        publish(IntStream.range(0, 40)
                .mapToObj(i -> "{\"id\":\"older-" + i + "\",\"smiles\":\"CCO\"}")
                .toArray(String[]::new));
        browser.until("article h3", "older-39");
        browser.openAnew("#kind=molecule");
        browser.until("article h3", "older-39");
        assertThat(browser.all("#records article")).hasSizeLessThan(40);
        browser.find("#older").click();
        browser.until("#records article:nth-child(40)");
        assertThat(browser.all("#records article[data-origin]"))
                .extracting(card -> card.getAttribute("data-origin"))
                .doesNotHaveDuplicates();
    }

    @Test
    void asksTheModelAboutPartsAndChanges() throws IOException {
        publishSigned();
        browser.until("article[data-kind=review] h3", "praise-and-blame");
        browser.find("#find-id").sendKeys("praise-and-blame" + Keys.ENTER);
        browser.until("#explore-keep summary").click();
        browser.until(".keep-answer", "The model then predicts");
        browser.focus(browser.find("#keep-count"));
        browser.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        // Two good words and a bad one have the highest weights, like the whole review.
        browser.until(
                ".keep-answer", "The model then predicts positive 73%; for the whole input it predicts positive 73%.");
        browser.press(Keys.HOME);
        browser.until(".keep-answer", "50%; for the whole");
        browser.screenshot("live-keep");

        browser.find("#explore-whatif summary").click();
        browser.find("#whatif-text").clear();
        browser.find("#whatif-text").sendKeys("A boring film.");
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif .column:last-child article", "negative 73%");
        browser.find("#whatif-class option[value=positive]").click();
        browser.find("#whatif-class + button").click();
        browser.until("#explore-whatif .column:last-child .sum", "Evidence for positive");
        browser.screenshot("live-whatif");

        browser.find("#explore-occlusion summary").click();
        browser.find("#explore-occlusion button").click();
        browser.until("#explore-occlusion figcaption", "Occlusion, in 9 passes");
        List<WebElement> words = browser.all("#explore-occlusion .column:last-child .token");
        assertThat(words.get(7).getText()).isEqualTo("boring");
        assertThat(Double.parseDouble(words.get(7).getAttribute("data-evidence")))
                .isNegative();
        assertThat(Double.parseDouble(words.get(1).getAttribute("data-evidence")))
                .isPositive();
        browser.screenshot("live-occlusion");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.press(Keys.ESCAPE);
    }

    @Test
    void coversAPictureAndExplainsItAgain() throws IOException {
        publishSigned();
        browser.until("article[data-kind=image] h3", "signed-half");
        browser.find("#find-id").sendKeys("signed-half" + Keys.ENTER);
        browser.until("#explore-whatif summary").click();
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif [role=status]", "Change something first.");
        browser.focus(browser.find(".cover"));
        browser.press(" ", Keys.ARROW_DOWN, " ");
        browser.find("#explore-whatif .primary").click();
        browser.until("#explore-whatif .column:last-child article[data-kind=image]");
        browser.screenshot("live-covered");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.press(Keys.ESCAPE);
    }

    @Test
    void showsADeadLetterAsItWasPublishedAndReplaysIt() throws IOException {
        publish("{\"id\":\"once-more\",\"smiles\":\"C1CC\"}");
        browser.until("article[data-outcome=dead_letter] h3", "once-more");
        browser.find("#find-id").sendKeys("once-more" + Keys.ENTER);
        String first = browser.until("dialog[open] article").getAttribute("data-origin");
        assertThat(browser.find(".letter").getText()).contains("key null", "value 34 bytes");
        browser.screenshot("live-letter");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.find(".replay button").click();
        browser.until("dialog[open] article:not([data-origin='" + first + "'])", "unparsable");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void sumsUpWhatIsKept() throws IOException {
        publishSigned();
        browser.until("article[data-kind=image] h3", "signed-half");
        browser.find("#tab-summary").click();
        browser.until(".summary-explainer h3", "esol");
        browser.until(".summary-explainer", "boring");
        browser.until(".summary-explainer", "benzene ring");
        assertThat(browser.all(".summary-grids canvas")).isNotEmpty();
        browser.screenshot("live-summary");
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
        }
        browser.prefer("light");
        browser.back();
        browser.until("#panel-records:not([hidden])");
    }

    @Test
    void saysWhatItCannotDoWithoutTheStreamer() throws IOException {
        browser.until("article[data-kind=review]");
        browser.until("article[data-kind=molecule]");
        browser.offline(true);
        browser.find("input[name=kind][value=review]").click();
        browser.until("#status", "Connection lost");
        assertThat(browser.all("#records article[data-kind=review]"))
                .as("the cards stay")
                .isNotEmpty();
        assertThat(browser.all("#records article:not([data-kind=review])"))
                .as("filters apply to existing cards")
                .isEmpty();
        browser.find("#find-id").sendKeys("aspirin" + Keys.ENTER);
        assertThat(browser.until("#notice:not([hidden])").getText())
                .isEqualTo("Looking up a record needs the streamer, which cannot be reached at the moment.");
        browser.screenshot("live-lost");
        assertThat(browser.accessibilityViolations()).isEmpty();
        browser.offline(false);
        browser.until("#status[data-state=live]");
        assertThat(browser.errors()).allSatisfy(error -> assertThat(error).contains("ERR_INTERNET_DISCONNECTED"));
    }

    @Test
    void recordsBeginWithinTheFirstScreenOfAPhone() throws IOException {
        browser.size(390, 844);
        browser.openAnew("");
        browser.until("#records article");
        assertThat((Number)
                        browser.run("return document.querySelector('#records article').getBoundingClientRect().top"))
                .satisfies(top -> assertThat(top.doubleValue()).isLessThan(844));
        assertThat((Boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        browser.screenshot("live-phone");
        browser.find("#records .open").click();
        browser.until("dialog[open] article");
        assertThat((Boolean) browser.run(
                        "const d = document.querySelector('dialog'); return d.scrollWidth <= d.clientWidth"))
                .isTrue();
        browser.screenshot("live-phone-record");
        browser.press(Keys.ESCAPE);
        browser.fullWidth();
    }

    @Test
    void pausesAndGoesOn() {
        browser.until("article");
        browser.focus(browser.find("#pause"));
        browser.press(" ");
        publish("{\"id\":\"meanwhile\",\"smiles\":\"CCO\"}");
        browser.until("#status", "Paused; 1 new");
        assertThat(browser.all("article h3"))
                .noneSatisfy(title -> assertThat(title.getText()).isEqualTo("meanwhile"));
        browser.press(" ");
        browser.until("article h3", "meanwhile");
        assertThat(browser.find("#status").getText()).isEqualTo("Live");
    }

    /** More often than pages may be open at once; then it must not say that too many are open. */
    @Test
    void isReloadedManyTimes() {
        for (int i = 0; i < 10; i++) {
            browser.openAnew("");
        }
    }

    @Test
    void opensOneRecordByItsId() throws IOException {
        browser.find("#find-id").sendKeys("aspirin" + Keys.ENTER);
        WebElement dialog = browser.until("dialog[open] article");
        assertThat(dialog.getText()).contains("aspirin", "Its digest", "Frozen model");
        browser.screenshot("live-molecule");
        browser.press(Keys.ESCAPE);
        assertThat(browser.all("dialog[open]")).isEmpty();
        browser.openAnew("#id=automobile");
        browser.until("dialog[open] article[data-kind=image]");
        browser.screenshot("live-image");
        browser.press(Keys.ESCAPE);
        browser.find("#find-id").sendKeys("nobody" + Keys.ENTER);
        browser.until("dialog[open]", "nobody: It is not among the last 1000 records");
        // The response is a 404, which the browser logs as an error.
        assertThat(browser.errors()).allSatisfy(error -> assertThat(error).contains("404"));
    }

    @Test
    void everythingCanBeReachedByKeys() throws IOException {
        browser.until("article[data-kind=review]");
        browser.focus(browser.find(".skip"));
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertThat(browser.focused().getTagName()).isEqualTo("article");
        String first = browser.focused().getAttribute("data-origin");
        browser.press(Keys.PAGE_DOWN);
        assertThat(browser.focused().getTagName()).isEqualTo("article");
        assertThat(browser.focused().getAttribute("data-origin")).isNotEqualTo(first);
        browser.press(Keys.PAGE_UP);
        assertThat(browser.focused().getAttribute("data-origin")).isEqualTo(first);
        browser.press(Keys.ENTER);
        browser.until("dialog[open] article[data-origin='" + first + "']");
        browser.press(Keys.ESCAPE);

        WebElement word = browser.find("article[data-kind=review] .token[tabindex='0']");
        browser.focus(word);
        browser.press(Keys.ARROW_RIGHT);
        WebElement next = browser.focused();
        assertThat(next).isNotEqualTo(word);
        assertThat(browser.until("#tooltip:not([hidden])").getText())
                .startsWith(next.getText())
                .matches("(?s).* [01]\\.\\d\\d");
        browser.screenshot("live-tooltip");
        browser.press(Keys.ESCAPE);
        assertThat(browser.all("#tooltip:not([hidden])")).isEmpty();
    }

    @Test
    void axeFindsNothingWrongInLightAndDark() {
        publishSigned();
        publish(
                "{\"id\":\"signed-review\",\"explainer\":\"" + SIGNED_REVIEWS + "\",\"text\":\"A great film.\"}",
                "{\"id\":\"signed-bad\",\"smiles\":\"C1CC\"}");
        browser.until("article[data-outcome=dead_letter]", "signed-bad");
        // One record of each sort: axe takes long for the two dozen of a full page.
        browser.openAnew("#text=signed");
        browser.until("article[data-kind=review] .sum");
        browser.until("article[data-kind=image] canvas.evidence");
        browser.until("article[data-kind=molecule]");
        browser.until("article[data-outcome=dead_letter]");
        for (String folded : List.of("#form-section", "#how", "#figures")) {
            browser.find(folded + " > summary").click();
        }
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
            browser.find("article[data-kind=review] .open").click();
            assertThat(browser.accessibilityViolations())
                    .as("one record, " + scheme)
                    .isEmpty();
            browser.press(Keys.ESCAPE);
        }
        browser.prefer("light");
    }

    @Test
    @SuppressWarnings("unchecked")
    void asksNoOtherHostForAnything() {
        browser.until("article[data-kind=image]");
        List<String> asked = (List<String>)
                browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)");
        assertThat(asked).isNotEmpty().allSatisfy(url -> assertThat(url)
                .startsWith("http://127.0.0.1:" + streamer.httpPort() + "/live/"));
    }

    @SuppressWarnings("unchecked")
    private static List<List<Long>> pixels(WebElement canvas) {
        return (List<List<Long>>) browser.run(
                """
                const canvas = arguments[0];
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                return Array.from({ length: data.length / 4 }, (_, i) => [...data.slice(4 * i, 4 * i + 4)]);
                """,
                canvas);
    }

    private static By css(String selector) {
        return By.cssSelector(selector);
    }

    private static void publish(String... requests) {
        publisher.publish(Stream.of(requests).map(request -> request.getBytes(StandardCharsets.UTF_8)));
    }

    /** Publishes a review, the same review for the other class, an image and a molecule, all with evidence. */
    private static void publishSigned() {
        String review = "\"explainer\":\"" + SIGNED_REVIEWS + "\",\"text\":\"A great film, I love it, but boring.\"";
        publish(
                "{\"id\":\"praise-and-blame\"," + review + "}",
                "{\"id\":\"why-not\",\"class\":\"negative\"," + review + "}",
                image("signed-half", halfRed(), SIGNED_IMAGES),
                "{\"id\":\"signed-molecule\",\"explainer\":\"" + SIGNED_MOLECULES + "\",\"smiles\":\"CCO\"}");
    }

    /** @param explainer name of the explainer; null for the default one */
    private static String image(String id, BufferedImage image, String explainer) {
        return "{\"id\":\"" + id + "\",\"image\":\""
                + Base64.getEncoder().encodeToString(Png.of(image)) + "\""
                + (explainer == null ? "" : ",\"explainer\":\"" + explainer + "\"") + "}";
    }

    /** Returns an image whose left half is red and whose right half is black. */
    private static BufferedImage halfRed() {
        BufferedImage picture = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 12, 24);
        graphics.dispose();
        return picture;
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
