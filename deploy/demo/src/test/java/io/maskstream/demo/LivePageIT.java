package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.render.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Tests the list of records, the filters and the form. */
class LivePageIT extends LivePage {

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
        assertThat(asked).isNotEmpty().allSatisfy(url -> assertThat(url).startsWith(address()));
    }

    @Test
    void theFormPublishesAndFollows(@TempDir Path folder) throws IOException {
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
        Path file = Files.write(folder.resolve("half.png"), Png.of(Pictures.halfRed()));
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
    void theFormAsksForAClass() {
        browser.find("#form-section summary").click();
        browser.find("input[name=form-kind][value=review]").click();
        browser.find("#form-explainer option[value=" + SIGNED_REVIEWS + "]").click();
        browser.find("#form-text").sendKeys("A wonderful film.");
        browser.find("#form-class").sendKeys("negative");
        browser.find("#form button[type=submit]").click();
        browser.until("#form-result article[data-kind=review] .sum", "Evidence for negative");
    }
}
